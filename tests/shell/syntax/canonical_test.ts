/**
 * Formatted text is read again before anybody gets it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { canonicalText } from "../../../src/shell/syntax/canonical.ts";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

const PROGRAM = "#!/usr/bin/env ariash\nint8:x=1 // one\nprint( x );";
const CANONICAL = "#!/usr/bin/env ariash\nint8:x = 1; // one\nprint(x);\n";

/** The canonical text of the program, if reading the printed one gives this. */
function canonicalIf(reread: string): string | null {
  const source = new Source("t.aria", PROGRAM);
  return canonicalText(parse(source), source, ({ text }) => {
    assertEquals(text, CANONICAL);
    return parse(new Source("t.aria", reread));
  });
}

Deno.test("what gives the same program is its canonical text, wherever its pieces stand", () => {
  assertEquals(canonicalIf(CANONICAL), CANONICAL);
});

Deno.test("what would be another program is nobody's canonical text", () => {
  for (
    const other of [
      CANONICAL.replace("print(x)", "print(y)"),
      CANONICAL.replace("print(x);", ""),
      CANONICAL.replace("print(x);", "print(x); print(x);"),
      CANONICAL.replace("= 1", "= 1u8"),
      CANONICAL.replace("print(x)", "print(x"),
      CANONICAL.replace("// one", ""),
      CANONICAL.replace("// one", "// two"),
    ]
  ) assertEquals(canonicalIf(other), null, other);
});

Deno.test("what is printed as another text is nobody's canonical text", () => {
  const source = new Source("t.aria", PROGRAM);
  const text = canonicalText(parse(source), source, (printed) => {
    const parsed = parse(printed);
    const end = printed.text.length;
    return { ...parsed, comments: parsed.comments.map((comment) => ({ ...comment, span: { start: end, end } })) };
  });
  assertEquals(text, null);
});
