/**
 * The library inside a compiled program: unpacked into memory, or into a folder of the user's own.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { native } from "../../ffi/mod.ts";

const LIBRARY = native().path;
const SYMBOLS = new URL("../../ffi/symbols.ts", import.meta.url).href;
const EMBEDDED = new URL("../../ffi/embedded.ts", import.meta.url).href;

/** Runs a program that unpacks the library and then does `more` with its `path`. */
async function unpack(more: string, permissions: string[], home: string): Promise<{ said: string; code: number }> {
  const program = `
    import { unpackLibrary } from "${EMBEDDED}";
    try {
      const path = unpackLibrary("${LIBRARY}");
      ${more}
    } catch (error) {
      console.log(error.code, error.message);
      Deno.exit(1);
    }`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-prompt", ...permissions, `data:text/typescript,${encodeURIComponent(program)}`],
    env: { HOME: home, XDG_CACHE_HOME: "", NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { said: (text.decode(stdout) + text.decode(stderr)).trim(), code };
}

/** Without the permission to call native code there is no memory file, and a folder has to do. */
const IN_FOLDER = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

Deno.test("unpackLibrary() opens the library from memory, read only, and leaves no file", async () => {
  const home = await Deno.makeTempDir({ prefix: "aria_embedded_" });
  const more = `
    const { openSymbols } = await import("${SYMBOLS}");
    const flags = /flags:\\s+(\\d+)/.exec(Deno.readTextFileSync(path.replace("fd", "fdinfo")))[1];
    const size = Deno.readFileSync(path).length;
    console.log(path.replace(/\\d+$/, "N"), openSymbols(path).aria_abi(), parseInt(flags, 8) & 3, size);`;
  const { said } = await unpack(more, ["-A"], home);
  assertEquals(said, `/proc/self/fd/N 1 0 ${(await Deno.stat(LIBRARY)).size}`);
  await assertRejects(() => Deno.stat(`${home}/.cache/aria`), Deno.errors.NotFound);
  await Deno.remove(home, { recursive: true });
});

Deno.test("unpackLibrary() takes a folder that only its owner can write, and mends what was changed", async () => {
  const home = await Deno.makeTempDir({ prefix: "aria_embedded_" });
  const first = await unpack("console.log(path);", IN_FOLDER, home);
  assertMatch(first.said, /\/\.cache\/aria\/[0-9a-f]{8}-libaria_io\.so$/);
  const folder = `${home}/.cache/aria`;
  assertEquals(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  const file = first.said;
  const bytes = await Deno.readFile(LIBRARY);
  assertEquals(await Deno.readFile(file), bytes);

  await Deno.writeFile(file, bytes.map((byte, index) => index === 9 ? byte ^ 1 : byte));
  await Deno.chmod(folder, 0o777);
  const before = (await Deno.stat(file)).ino;
  assertEquals((await unpack("console.log(path);", IN_FOLDER, home)).said, file);
  assertNotEquals((await Deno.stat(file)).ino, before);
  assertEquals(await Deno.readFile(file), bytes);
  assertEquals(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  assertEquals([...Deno.readDirSync(folder)].length, 1);
  await Deno.remove(home, { recursive: true });
});

Deno.test("unpackLibrary() says what was tried where there is no place for it", async () => {
  const home = await Deno.makeTempDir({ prefix: "aria_embedded_" });
  await Deno.writeTextFile(`${home}/.cache`, "no folder");
  const { code, said } = await unpack("", IN_FOLDER, home);
  assertEquals(code, 1);
  assertMatch(said, /^ARIA_LIBRARY_UNUSABLE Cannot unpack the library, neither into memory nor into ".*": /);
  assert(said.includes("ARIA_IO_LIBRARY"));
  await Deno.remove(home, { recursive: true });
});
