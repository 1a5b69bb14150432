/**
 * The library is compiled when it must be, only then, and a failure says what to do. Each test has a small tree of its
 * own, with a copy of the builder.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";

const BUILDER = ["build.ts", "errors.ts"];

/** A project of three lines of C, removed at the end. */
class Tree implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "aria_build_" });

  constructor() {
    Deno.mkdirSync(`${this.path}/ffi/native`, { recursive: true });
    for (const name of BUILDER) {
      Deno.copyFileSync(new URL(`../../ffi/${name}`, import.meta.url), `${this.path}/ffi/${name}`);
    }
    this.write("libaria_io.c", `#include "ffi/native/entry.c"\n`);
    this.write("ffi/native/entry.c", "int aria_keeper_entry(void);\nint aria_keeper_entry(void) { return 0; }\n");
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
  }

  /** Sets when a file was changed last, in seconds from now. */
  touch(name: string, seconds: number): void {
    const time = new Date(Date.now() + seconds * 1000);
    Deno.utimeSync(`${this.path}/${name}`, time, time);
  }

  async build(args: string[] = [], env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
    const output = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-check", `${this.path}/ffi/build.ts`, ...args],
      env: { CC: "", NO_COLOR: "1", ...env },
    }).output();
    const text = new TextDecoder();
    return { code: output.code, said: (text.decode(output.stdout) + text.decode(output.stderr)).trim() };
  }

  /** The number of the library's file: each compilation makes another file. */
  library(folder = "build"): number | null {
    return Deno.statSync(`${this.path}/${folder}/libaria_io.so`).ino;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("build() compiles once, and again when a source is newer or the flags have changed", async () => {
  using tree = new Tree();
  for (const source of ["libaria_io.c", "ffi/native/entry.c"]) tree.touch(source, -60);
  assertEquals(await tree.build(), { code: 0, said: `${tree.path}/build/libaria_io.so` });
  const first = tree.library();

  await tree.build();
  assertEquals(tree.library(), first);

  tree.touch("ffi/native/entry.c", 60);
  await tree.build();
  const second = tree.library();
  assertNotEquals(second, first);

  tree.touch("ffi/native/entry.c", -60);
  await tree.build();
  assertEquals(tree.library(), second);

  await tree.build([], { CC: "cc -DOTHER" });
  assertNotEquals(tree.library(), second);
});

Deno.test("build() keeps a checked variant in a folder of its own", async () => {
  using tree = new Tree();
  const { said } = await tree.build(["--sanitize=undefined"]);
  assertEquals(said, `${tree.path}/build/ubsan/libaria_io.so`);
});

Deno.test("build() may run many times at once and leaves one library", async () => {
  using tree = new Tree();
  const builds = await Promise.all([1, 2, 3].map(() => tree.build()));
  assertEquals(builds.map(({ code }) => code), [0, 0, 0]);
  const left = [...Deno.readDirSync(`${tree.path}/build`)].map(({ name }) => name).sort();
  assertEquals(left, ["libaria_io.so", "libaria_io.so.flags"]);
});

Deno.test("build() says what was tried and what to do when there is no compiler", async () => {
  using tree = new Tree();
  const { code, said } = await tree.build([], { PATH: "/nonexistent" });
  assertEquals(code, 1);
  assertMatch(
    said,
    /^Cannot build libaria_io: no C compiler found \(tried "cc", "gcc", "clang"\): .*apt-get install gcc/,
  );
  assertMatch((await tree.build([], { CC: "no-such-cc" })).said, /tried "no-such-cc"/);
});

Deno.test("build() shows the compiler's own words and keeps the old library when the source is wrong", async () => {
  using tree = new Tree();
  await tree.build();
  const before = tree.library();
  tree.write("ffi/native/entry.c", "int aria_keeper_entry(void) { return unknown_name; }\n");
  tree.touch("ffi/native/entry.c", 60);
  const { code, said } = await tree.build();
  assertEquals(code, 1);
  assertMatch(said, /^Cannot build ".*libaria_io\.so": cc ended with code 1/);
  assertMatch(said, /unknown_name/);
  assertEquals(tree.library(), before);
  assert(![...Deno.readDirSync(`${tree.path}/build`)].some(({ name }) => name.includes(".tmp")));
});

Deno.test("build() finds a current library with the permission to read and no other", async () => {
  using tree = new Tree();
  await tree.build();
  const before = tree.library();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", `--allow-read=${tree.path}`, "--no-prompt", "--no-config", "--no-check", `${tree.path}/ffi/build.ts`],
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assert(success);
  assertEquals(tree.library(), before);
});

Deno.test("buildSync() does the same", async () => {
  using tree = new Tree();
  const { buildSync } = await import(`file://${tree.path}/ffi/build.ts`) as typeof import("../../ffi/build.ts");
  const library = buildSync();
  assertEquals(library, `${tree.path}/build/libaria_io.so`);
  const first = tree.library();
  assertEquals(buildSync(), library);
  assertEquals(tree.library(), first);
});
