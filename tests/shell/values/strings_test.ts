import { assertEquals } from "@std/assert";
import { quote, quoteName } from "../../../src/shell/syntax/quote.ts";
import { characterAt, decodeText, encodeText, lengthOf, sliceString } from "../../../src/shell/values/mod.ts";

const TEXTS = ["", "a", "plain text", "é", "漢字", "😀", "a😀b", "👨‍👩‍👧", "x".repeat(500) + "😀" + "y".repeat(500)];

Deno.test("strings are counted, indexed and sliced by code point", () => {
  for (const text of [...TEXTS, ...TEXTS]) {
    const points = [...text];
    assertEquals(lengthOf(text), points.length);
    for (let i = -1; i <= points.length; i++) assertEquals(characterAt(text, i), points[i], `${text}[${i}]`);
    for (let first = 0; first <= Math.min(points.length, 6); first++) {
      for (let last = first - 1; last <= Math.min(points.length, 6); last++) {
        assertEquals(sliceString(text, first, last), points.slice(first, last + 1).join(""));
      }
    }
  }
});

Deno.test("going through two strings at once gives what belongs to each", () => {
  const a = "a😀c";
  const b = "xyz";
  const seen = [0, 1, 2].flatMap((i) => [characterAt(a, i), characterAt(b, i)]);
  assertEquals(seen, ["a", "x", "😀", "y", "c", "z"]);
});

Deno.test("an index beyond every string is out of bounds", () => {
  assertEquals(characterAt("abc", 2n ** 60n), undefined);
});

Deno.test("text becomes bytes and bytes text, a byte order mark included", () => {
  for (const text of [...TEXTS, "\ufeffmarked"]) assertEquals(decodeText(encodeText(text)), text);
  assertEquals(decodeText(new Uint8Array([0x61, 0xff, 0x62])), "a\ufffdb");
});

Deno.test("a quoted string shows what would not be seen", () => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ["plain", '"plain"'],
    ["it's 漢 é 😀", `"it's 漢 é 😀"`],
    ['say "hi"\\', '"say \\"hi\\"\\\\"'],
    ["a\n\t\r\0", '"a\\n\\t\\r\\0"'],
    ["\u001b[1m\u007f\u009b", '"\\u{1b}[1m\\u{7f}\\u{9b}"'],
    ["\u2028\u202eabc\u2066", '"\\u{2028}\\u{202e}abc\\u{2066}"'],
    ["&{x} & {y}", '"\\&{x} & {y}"'],
    ["👨‍👩‍👧", '"👨‍👩‍👧"'],
  ];
  for (const [text, quoted] of cases) assertEquals(quote(text), quoted);
});

Deno.test("a name in a message is quoted, on one line, and not long", () => {
  assertEquals(quoteName("a b"), "'a b'");
  assertEquals(quoteName("größe"), "'größe'");
  assertEquals(quoteName("a\nb\t\u{202e}\0"), "'a\\nb\\t\\u{202e}\\0'");
  assertEquals(quoteName("x".repeat(120)), `'${"x".repeat(120)}'`);
  assertEquals(quoteName("😀".repeat(121)), `'${"😀".repeat(60)}…${"😀".repeat(60)}'`);
});
