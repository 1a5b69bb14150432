/**
 * The pages about the language: every program in them checks, and prints what the page says.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder } from "../helpers.ts";
import { runAria } from "../shell/ariash.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = ["README.md", ...pagesOf("docs"), ...pagesOf("docs/language")];
const BLOCK = /^```aria\n(?<program>.*?)^```\n(?:\n```output\n(?<output>.*?)^```$)?/gms;

for (const page of PAGES) {
  const text = Deno.readTextFileSync(new URL(page, ROOT));
  for (const match of text.matchAll(BLOCK)) {
    const { program, output } = match.groups as { program: string; output?: string };
    const line = text.slice(0, match.index).split("\n").length;
    if (page.endsWith("idioms.md")) continue;
    const what = output === undefined ? "checks" : "prints what the page says";
    Deno.test(`${page}:${line}: the program ${what}`, async () => {
      using folder = new Folder();
      Deno.writeTextFileSync(folder.file("page.aria"), program);
      const options = output === undefined ? ["--check"] : [];
      const { code, stdout, stderr } = await runAria([...options, "page.aria"], { cwd: folder.path });
      assertEquals({ code, stdout, stderr }, { code: 0, stdout: output ?? "", stderr: "" });
    });
  }
}

function pagesOf(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))]
    .filter(({ name }) => name.endsWith(".md"))
    .map(({ name }) => `${folder}/${name}`);
}
