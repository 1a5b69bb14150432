/**
 * Whole programs and what is said about them. Each case of a transcript is `### name`, the program, `---`, and the
 * exact diagnostics; `ARIA_RECORD=1` writes what is said now in their place, for a person to read and commit.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { check, PREDECLARED } from "../../src/shell/check/checker.ts";
import { parse } from "../../src/shell/syntax/parser.ts";
import { Source } from "../../src/shell/syntax/source.ts";

const FILE = new URL("./transcripts/errors.txt", import.meta.url);

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
    assert(expected !== "", "The transcript has no expectation");
    assertEquals(diagnose(program), expected);
  });
}

Deno.test("every diagnostic of the transcripts has a place, a source line and a caret", () => {
  for (const { expected } of cases) {
    const heads = expected.match(/^t\.aria:\d+:\d+: error: .*\n {2}.*\n {2}[ \t]*\^+$/gm)?.length ?? 0;
    assertEquals(heads, expected.match(/: error: /g)?.length ?? 0, expected);
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
  const parsed = parse(source, Object.keys(PREDECLARED));
  check(parsed, source);
  return parsed.diagnostics.format(source);
}
