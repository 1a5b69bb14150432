/**
 * The catalogue of diagnostics: complete, and true.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { CATALOGUE, errorsPage } from "../../tools/errors_page.ts";
import { keepPage } from "../../tools/pages.ts";
import { Folder } from "../helpers.ts";
import { runAria } from "../shell/ariash.ts";

const SHELL = new URL("../../src/shell/", import.meta.url);

Deno.test("the page of errors is what the catalogue says", async () => {
  assertEquals(await keepPage("docs/language/errors.md", errorsPage(), ["--check"]), 0);
});

Deno.test("every code that the shell's source mentions is in the catalogue, and every code there is used", () => {
  const used = new Set<string>();
  for (const path of sourceFiles(SHELL)) {
    if (path.pathname.endsWith("/codes.ts")) continue;
    for (const [code] of Deno.readTextFileSync(path).matchAll(/ARIA-\d{3}/g)) used.add(code);
  }
  assertEquals([...used].toSorted(), CATALOGUE.flatMap(({ codes }) => Object.keys(codes)).toSorted());
});

for (const { codes } of CATALOGUE) {
  for (const [code, { title, example, mend, files = {} }] of Object.entries(codes)) {
    Deno.test(`the example of ${code} gives it: ${title}`, async () => {
      using folder = new Folder();
      for (const [path, text] of Object.entries(files)) Deno.writeTextFileSync(folder.file(path), text);
      const { stderr } = await runAria(["-c", example], { cwd: folder.path });
      assert(stderr.includes(`[${code}]`), `it says:\n${stderr}`);
      assert(mend.length > 0 && !title.endsWith("."), "a title is no sentence, and a mend is there");
    });
  }
}

function sourceFiles(folder: URL): URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? sourceFiles(new URL(`${name}/`, folder)) : [new URL(name, folder)]
  );
}
