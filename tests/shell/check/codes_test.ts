import { assert, assertEquals } from "@std/assert";
import { CHECK_CODES, type CheckEntry } from "../../../src/shell/check/codes.ts";
import { diagnose } from "./program.ts";

for (const [code, entry] of Object.entries<CheckEntry>(CHECK_CODES)) {
  Deno.test(`the example of ${code} gives it, and nothing else: ${entry.title}`, () => {
    const found = diagnose(entry.example, entry.files);
    assertEquals(found.map((diagnostic) => diagnostic.code), [code], JSON.stringify(found, null, 1));
  });
}

Deno.test("codes from 200 on are warnings, those below are errors", () => {
  for (const [code, entry] of Object.entries<CheckEntry>(CHECK_CODES)) {
    for (const { severity } of diagnose(entry.example, entry.files)) {
      assertEquals(severity, code < "ARIA-200" ? "error" : "warning", code);
    }
  }
});

Deno.test("titles and mends are sentences for people", () => {
  for (const [code, { title, mend }] of Object.entries<CheckEntry>(CHECK_CODES)) {
    assert(/^[^A-Z].*[^.]$/.test(title) || /^TBB/.test(title), `${code}: ${title}`);
    assert(/[.:]$|\?\.$/.test(mend), `${code}: ${mend}`);
  }
});
