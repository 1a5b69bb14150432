import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Failure } from "../../../src/shell/values/mod.ts";
import { Folder, settles } from "../../helpers.ts";
import { call, FakeContext, makeUnnamed, Stopped } from "./context.ts";

/** Kind, code and message of a failure. */
function failed(outcome: unknown): string {
  if (!(outcome instanceof Failure)) return `succeeded: ${outcome}`;
  const { kind, code, message } = outcome.error;
  return `${kind} ${code} ${message}`;
}

Deno.test("files are written, added to and read", async () => {
  using folder = new Folder();
  const path = folder.file("f");
  assertEquals(await call("append_file", [path, "one,"]), null);
  assertEquals(await call("append_file", [path, new Uint8Array([0xc3, 0xa9])]), null);
  assertEquals(await call("read_file", [path]), "one,é");
  assertEquals(await call("write_file", [path, ""]), null);
  assertEquals(await call("read_file", [path]), "");
  assertEquals(await call("write_file", [path, "\ufeffmarked"]), null);
  assertEquals(await call("read_file", [path]), "\ufeffmarked");
});

Deno.test("a file that cannot be read or written is a failure that names function, file and reason", async () => {
  using folder = new Folder();
  const path = folder.file("no/file");
  assertEquals(failed(await call("read_file", [path])), `io 2 read_file '${path}': no such file or directory`);
  assertEquals(failed(await call("write_file", [path, ""])), `io 2 write_file '${path}': no such file or directory`);
  assertEquals(
    failed(await call("append_file", [folder.path, ""])),
    `io 21 append_file '${folder.path}': is a directory`,
  );
  assertEquals(failed(await call("read_file", ["a\0b"])), "io 1 read_file 'a\\0b': a file name holds no NUL");
});

Deno.test("a file that is no text is not read as one", async () => {
  using folder = new Folder();
  Deno.writeFileSync(folder.file("f"), new Uint8Array([0x61, 0xff]));
  assertEquals(await call("read_bytes", [folder.file("f")]), new Uint8Array([0x61, 0xff]));
  assertEquals(
    failed(await call("read_file", [folder.file("f")])),
    `parse 1 read_file '${folder.file("f")}': not UTF-8 text`,
  );
});

Deno.test("reading from and writing to pipes waits without holding everything up", async () => {
  using folder = new Folder();
  const path = folder.file("pipe");
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
  const reading = call("read_file", [path]) as Promise<unknown>;
  const writing = call("write_file", [path, "through"]) as Promise<unknown>;
  assertEquals(await settles(Promise.all([reading, writing]), "both ends"), ["through", null]);
});

Deno.test("a signal ends the reading of a pipe that nobody writes to", async () => {
  using folder = new Folder();
  const path = folder.file("pipe");
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
  const context = new FakeContext();
  const reading = call("read_file", [path], { context }) as Promise<unknown>;
  context.end();
  assert(await settles(reading, "the end of reading") instanceof Failure);
  await settles(call("write_file", [path, ""]) as Promise<unknown>, "the end of the pipe");
});

Deno.test("exists() and is_dir() follow links and never fail", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("f"), "");
  Deno.symlinkSync(folder.path, folder.file("to_dir"));
  Deno.symlinkSync(folder.file("nowhere"), folder.file("broken"));
  const seen = ["f", "to_dir", "broken", "missing", "f/below"].map((name) => {
    return [call("exists", [folder.file(name)]), call("is_dir", [folder.file(name)])];
  });
  assertEquals(seen, [[true, false], [true, true], [false, false], [false, false], [false, false]]);
  assertEquals([call("exists", ["a\0b"]), call("is_dir", ["a\0b"])], [false, false]);
});

Deno.test("list_dir() gives names sorted by code point", () => {
  using folder = new Folder();
  for (const name of ["b", "a", ".hidden", "😀", "～", "B"]) Deno.writeTextFileSync(folder.file(name), "");
  assertEquals(call("list_dir", [folder.path]), [".hidden", "B", "a", "b", "～", "😀"]);
  assertEquals(
    failed(call("list_dir", [folder.file("x")])),
    `io 2 list_dir '${folder.file("x")}': no such file or directory`,
  );
  assertEquals(failed(call("list_dir", [folder.file("a")])), `io 20 list_dir '${folder.file("a")}': not a directory`);
});

Deno.test("list_dir() fails where a name is not UTF-8, and knows one that only looks so", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("a\ufffd"), "");
  assertEquals(call("list_dir", [folder.path]), ["a\ufffd"]);
  makeUnnamed(folder.path, "a");
  const message = `io 1 list_dir: a name in '${folder.path}' is not UTF-8 text`;
  assertEquals(failed(call("list_dir", [folder.path])), message);
  Deno.removeSync(folder.file("a\ufffd"));
  assertEquals(failed(call("list_dir", [folder.path])), message);
});

Deno.test("remove() takes files, links and empty directories, and more only when told", () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.file("d/e"), { recursive: true });
  Deno.writeTextFileSync(folder.file("d/f"), "");
  Deno.symlinkSync(folder.file("d"), folder.file("link"));
  assertEquals(failed(call("remove", [folder.file("d")])), `io 39 remove '${folder.file("d")}': directory not empty`);
  assertEquals(call("remove", [folder.file("link"), true]), null);
  assertEquals(call("exists", [folder.file("d/f")]), true);
  assertEquals(call("remove", [folder.file("d/e")]), null);
  assertEquals(call("remove", [folder.file("d"), true]), null);
  assertEquals(call("exists", [folder.file("d")]), false);
  assertEquals(
    failed(call("remove", [folder.file("d")])),
    `io 2 remove '${folder.file("d")}': no such file or directory`,
  );
  assertEquals(
    failed(call("remove", [folder.file("d"), true])),
    `io 2 remove '${folder.file("d")}': no such file or directory`,
  );
});

Deno.test("remove() never empties the root or the home directory", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("f"), "");
  const home = Deno.env.get("HOME");
  Deno.env.set("HOME", folder.path);
  try {
    assertStringIncludes(failed(call("remove", [`${folder.path}/.`, true])), "refused, it is the home directory");
    assertEquals(failed(call("remove", ["/", true])), "io 1 remove '/': refused, it is the root directory");
    assertStringIncludes(failed(call("remove", ["/../.", true])), "refused, it is the root directory");
  } finally {
    if (home === undefined) Deno.env.delete("HOME");
    else Deno.env.set("HOME", home);
  }
  assertEquals(call("exists", [folder.file("f")]), true);
});

Deno.test("make_dir() makes what is missing", () => {
  using folder = new Folder();
  assertEquals([call("make_dir", [folder.file("a/b")]), call("make_dir", [folder.file("a/b")])], [null, null]);
  assertEquals(call("is_dir", [folder.file("a/b")]), true);
  Deno.writeTextFileSync(folder.file("f"), "");
  assertStringIncludes(failed(call("make_dir", [folder.file("f")])), `make_dir '${folder.file("f")}': file exists`);
});

Deno.test("temp_dir() makes a new directory for nobody else", () => {
  const path = call("temp_dir", []) as string;
  try {
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o700);
    assertEquals(call("list_dir", [path]), []);
    const context = new FakeContext();
    context.environment = (name) => context.stop(name);
    assertThrows(() => call("temp_dir", [], { context }), Stopped, "TMPDIR");
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("cd() changes the directory or says why not", () => {
  using folder = new Folder();
  const before = Deno.cwd();
  try {
    assertEquals([call("cd", [folder.path]), call("cwd", [])], [null, folder.path]);
    assertEquals(failed(call("cd", ["missing"])), "io 2 cd 'missing': no such file or directory");
  } finally {
    Deno.chdir(before);
  }
});
