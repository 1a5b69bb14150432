import { assert, assertEquals } from "@std/assert";
import { BUILTINS } from "../../../src/shell/builtins/table.ts";
import { functionsPage } from "../../../tools/functions_page.ts";
import { keepPage } from "../../../tools/pages.ts";

Deno.test("the page of built-in functions is what their table says", async () => {
  assertEquals(await keepPage("docs/language/functions.md", functionsPage(), ["--check"]), 0);
});

Deno.test("the page has a heading for every built-in function", () => {
  const page = functionsPage();
  for (const name of BUILTINS.keys()) assert(page.includes(`\n### ${name}\n`), name);
});
