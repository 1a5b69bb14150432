/**
 * The page of idioms: every one of them prints the same in bash, zx and AriaSH.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Folder } from "../helpers.ts";
import { runAria } from "../shell/ariash.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/language/idioms.md", import.meta.url));
const ZX =
  'import { $, echo, fs, glob } from "npm:zx@8.8.5";\nimport process from "node:process";\n$.verbose = false;\n';

interface Idiom {
  readonly title: string;
  readonly bash: string;
  readonly js: string;
  readonly aria: string;
}

const setup = codeOf(PAGE, "sh");
const idioms: Idiom[] = PAGE.split(/^### /m).slice(1).map((section) => ({
  title: section.slice(0, section.indexOf("\n")),
  bash: codeOf(section, "bash"),
  js: codeOf(section, "js ignore"),
  aria: codeOf(section, "aria"),
}));

Deno.test("there are thirty idioms, numbered", () => {
  assertEquals(idioms.map(({ title }) => Number.parseInt(title)), Array.from({ length: 30 }, (_, index) => index + 1));
});

for (const { title, bash, js, aria } of idioms) {
  Deno.test(`idiom ${title}`, async () => {
    const [expected, inZx, inAria] = await Promise.all([
      inFolder((cwd) => said("bash", ["-c", bash], cwd)),
      inFolder((cwd) => inDeno(ZX + js, cwd)),
      inFolder(async (cwd) => {
        const { code, stdout, stderr } = await runAria(["-c", aria], { cwd });
        assertEquals({ code, stderr }, { code: 0, stderr: "" });
        return stdout;
      }),
    ]);
    assertNotEquals(expected, "", "the idiom prints nothing");
    assertEquals(inAria, expected, "AriaSH prints something else than bash");
    assertEquals(inZx.trimEnd(), expected.trimEnd(), "zx prints something else than bash");
  });
}

/** The one block of code in this language. */
function codeOf(text: string, language: string): string {
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))];
  assert(blocks.length > 0, `there is no block of ${language}`);
  return blocks[0]![1]!;
}

/** Runs something in a folder with the files that the page's script makes. */
async function inFolder(work: (folder: string) => Promise<string>): Promise<string> {
  using folder = new Folder();
  await said("sh", ["-c", setup], folder.path);
  return await work(folder.path);
}

async function inDeno(program: string, cwd: string): Promise<string> {
  await Deno.writeTextFile(`${cwd}/idiom.mjs`, program);
  const options = ["run", "-A", "--quiet", "--no-config", "--no-lock"];
  const output = await said(Deno.execPath(), [...options, "idiom.mjs"], cwd);
  return output.replace(/\n+/g, "\n");
}

async function said(program: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd, env: { NO_COLOR: "1" } }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
