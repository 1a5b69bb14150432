/**
 * Programs with errors of syntax, and exactly what is said about them. Each case of `errors.txt` is `### name`, the
 * program, `---`, and the diagnostics; `ARIA_RECORD=1` writes what is said now in their place, to be looked at before
 * it is kept.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

const FILE = new URL("./errors.txt", import.meta.url);

interface Case {
  readonly name: string;
  readonly program: string;
  readonly expected: string;
}

const cases = Deno.readTextFileSync(FILE).split(/^### /m).slice(1).map(readCase);

if (Deno.env.get("ARIA_RECORD") === "1") {
  const text = cases.map(({ name, program }) => `### ${name}\n${program}---\n${diagnose(program)}`).join("");
  Deno.writeTextFileSync(FILE, text);
}

for (const { name, program, expected } of cases) {
  Deno.test(`transcript: ${name}`, () => {
    assert(expected !== "", "the transcript has no expectation");
    assertEquals(diagnose(program), expected);
  });
}

Deno.test("every diagnostic of the transcripts has a place, a code, a source line and a caret", () => {
  for (const { expected } of cases) {
    const heads = expected.match(/^t\.aria:\d+:\d+: (error|warning): .* \[ARIA-0\d\d\]\n {2}.*\n {2}[ \t]*\^+$/gm) ??
      [];
    assertEquals(heads.length, expected.match(/: (error|warning): /g)?.length ?? 0, expected);
  }
});

function readCase(text: string): Case {
  const [head, ...rest] = text.split("\n");
  const body = rest.join("\n");
  const at = body.indexOf("---\n");
  return { name: head!, program: body.slice(0, at), expected: body.slice(at + 4) };
}

function diagnose(program: string): string {
  const source = new Source("t.aria", program);
  return parse(source).diagnostics.format(source);
}
