/**
 * A spawn that fails: which error, what it says, and what it leaves behind, which is nothing.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertStrictEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { native } from "../../ffi/mod.ts";
import { Command, type CommandOptions, type SystemError } from "../../mod.ts";
import {
  CHILD,
  child,
  childrenOf,
  fdsComeBackTo,
  Folder,
  openFds,
  runParent,
  text,
  until,
  zombies,
} from "../helpers.ts";

function spawnError(program: string, options: CommandOptions = {}): SystemError {
  return assertThrows(() => new Command(program, options).spawn(), Error) as SystemError;
}

interface Failure {
  name: string;
  program: string;
  options?: CommandOptions;
  error: new () => Error;
  code: string;
  errno: number;
  step: string;
  message: string;
}

/** One of each kind, in a folder that holds what they need. */
function failures(folder: Folder): Failure[] {
  Deno.writeTextFileSync(folder.file("plain"), "no program\n", { mode: 0o644 });
  Deno.writeTextFileSync(folder.file("text"), "no program\n", { mode: 0o755 });
  Deno.writeTextFileSync(folder.file("lost"), "#!/nowhere/interpreter\n", { mode: 0o755 });
  Deno.mkdirSync(folder.file("folder"));
  Deno.symlinkSync(folder.file("loop"), folder.file("loop"));
  const { NotFound, PermissionDenied, NotADirectory, FilesystemLoop, IsADirectory } = Deno.errors;
  const missing = folder.file("missing");
  const noEntry = { error: NotFound, code: "ENOENT", errno: 2 };
  const noAccess = { error: PermissionDenied, code: "EACCES", errno: 13 };
  const noFolder = { error: NotADirectory, code: "ENOTDIR", errno: 20 };
  const gone = "No such file or directory (ENOENT)";
  return [
    { name: "no such name", program: "aria-no-such", ...noEntry, step: "exec", message: `exec: ${gone}` },
    { name: "no such path", program: missing, ...noEntry, step: "exec", message: `exec: ${gone}` },
    { name: "empty name", program: "", ...noEntry, step: "exec", message: `exec: ${gone}` },
    { name: "no interpreter", program: folder.file("lost"), ...noEntry, step: "exec", message: `exec: ${gone}` },
    { name: "not executable", program: folder.file("plain"), ...noAccess, step: "exec", message: "(EACCES)" },
    { name: "a folder", program: folder.file("folder"), ...noAccess, step: "exec", message: "(EACCES)" },
    {
      name: "no program format",
      program: folder.file("text"),
      error: Error,
      code: "ENOEXEC",
      errno: 8,
      step: "exec",
      message: "(ENOEXEC)",
    },
    { name: "through a file", program: `${CHILD}/x`, ...noFolder, step: "exec", message: "(ENOTDIR)" },
    {
      name: "a loop of links",
      program: folder.file("loop"),
      error: FilesystemLoop,
      code: "ELOOP",
      errno: 40,
      step: "exec",
      message: "(ELOOP)",
    },
    {
      name: "no such directory",
      program: CHILD,
      options: { cwd: missing },
      ...noEntry,
      step: `chdir ${missing}`,
      message: `chdir ${missing}: ${gone}`,
    },
    {
      name: "a file as directory",
      program: CHILD,
      options: { cwd: folder.file("plain") },
      ...noFolder,
      step: `chdir ${folder.file("plain")}`,
      message: "Not a directory (ENOTDIR)",
    },
    {
      name: "no such file to read",
      program: CHILD,
      options: { stdin: { path: missing } },
      ...noEntry,
      step: `open ${missing}`,
      message: `open ${missing}: ${gone}`,
    },
    {
      name: "no folder for a file to write",
      program: CHILD,
      options: { stddato: { path: `${missing}/out` } },
      ...noEntry,
      step: `open ${missing}/out`,
      message: `open ${missing}/out: ${gone}`,
    },
    {
      name: "a folder to write",
      program: CHILD,
      options: { stdout: { path: folder.path } },
      error: IsADirectory,
      code: "EISDIR",
      errno: 21,
      step: `open ${folder.path}`,
      message: "Is a directory (EISDIR)",
    },
    {
      name: "a closed descriptor",
      program: CHILD,
      options: { stderr: { fd: 9999 } },
      error: Error,
      code: "EBADF",
      errno: 9,
      step: "dup2 2",
      message: "dup2 2: Bad file descriptor (EBADF)",
    },
  ];
}

Deno.test("Command.spawn() names class, code, errno, step, program and meaning of each failure", async (test) => {
  using folder = new Folder();
  for (const { name, program, options, error: expected, code, errno, step, message } of failures(folder)) {
    await test.step(name, () => {
      const error = spawnError(program, options);
      assertInstanceOf(error, expected);
      assertEquals([error.code, error.errno, error.step, error.program], [code, errno, step, program]);
      assertStringIncludes(error.message, `Cannot spawn "${program}": `);
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test("Command.output() and outputSync() fail with the same error", async () => {
  const sync = assertThrows(() => new Command("aria-no-such").outputSync(), Deno.errors.NotFound) as SystemError;
  let later: SystemError | undefined;
  try {
    await new Command("aria-no-such").output();
  } catch (error) {
    later = error as SystemError;
  }
  assertEquals([later!.message, later!.step, later!.code], [sync.message, sync.step, sync.code]);
});

Deno.test("Command.spawn() tells a bad directory from a missing program, the directory first", () => {
  assertStringIncludes(spawnError("aria-no-such", { cwd: "/nowhere" }).message, "chdir /nowhere");
  assertEquals(spawnError("aria-no-such", { cwd: "/" }).step, "exec");
});

Deno.test("Command.uid and gid fail with their step when they are not ours to choose", {
  ignore: Deno.uid() !== 0,
}, async () => {
  using folder = new Folder();
  const script = `import { Command } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)};
    try { new Command("true", JSON.parse(Deno.args[0])).spawn(); console.log("started"); }
    catch (error) { console.log(error.name, error.code, error.step); }`;
  Deno.writeTextFileSync(folder.file("main.ts"), script);
  for (const [step, options] of [["setuid", { uid: 12345 }], ["setgid", { gid: 12345 }]] as const) {
    // Root without that one right.
    const powerless = ["--bounding-set", `-${step}`, "--inh-caps", `-${step}`];
    const run = [Deno.execPath(), "run", "-A", "--no-check", folder.file("main.ts"), JSON.stringify(options)];
    const { stdout, stderr } = await new Deno.Command("setpriv", { args: [...powerless, ...run] }).output();
    assertEquals(text(stdout), `PermissionDenied EPERM ${step}\n`, text(stderr));
  }
});

Deno.test("Command.spawn() refuses NUL before anything is opened or started", () => {
  using folder = new Folder();
  const marker = { stdout: { path: folder.file("made") } } as const;
  const cases: [string, CommandOptions, string][] = [
    ["a\0b", marker, "the program"],
    [CHILD, { ...marker, args: ["fine", "a\0b"] }, "an argument"],
    [CHILD, { ...marker, cwd: "/tmp\0" }, "cwd"],
    [CHILD, { ...marker, env: { NAME: "a\0b" } }, "a variable"],
    [CHILD, { ...marker, env: { "NA\0ME": "a" } }, "a variable"],
    [CHILD, { stderr: { path: "a\0b" } }, "the path of stderr"],
  ];
  const children = childrenOf(Deno.pid).length;
  for (const [program, options, what] of cases) {
    const error = assertThrows(() => new Command(program, options).spawn(), TypeError, `Cannot use ${what}`);
    assertStringIncludes(error.message, "NUL");
  }
  assertEquals(childrenOf(Deno.pid).length, children);
});

Deno.test("Command.spawn() refuses a stream that is described wrongly, by its name", () => {
  const wrong: [unknown, string][] = [
    [{ stdout: "pipe" }, "stdout"],
    [{ stdin: 5 }, "stdin"],
    [{ stdin: { to: 1 } }, "stdin"],
    [{ stdout: { to: 1 } }, "stdout goes to itself"],
    [{ stdout: { to: 2 }, stderr: { to: 1 } }, "goes to itself"],
    [{ stdout: { to: 2 }, stderr: { to: 5 }, stddato: { to: 1 } }, "goes to itself"],
    [{ stderr: { to: 0 } }, "stderr cannot go to 0"],
    [{ stderr: { to: 4 } }, "stderr cannot go to 4"],
    [{ stderr: { to: 6 } }, "stderr cannot go to 6"],
    [{ stdout: { fd: -1 } }, "stdout is descriptor -1"],
    [{ stdout: { fd: 1.5 } }, "stdout is descriptor 1.5"],
    [{ stddato: new Uint8Array(1) }, "stddato"],
    [{ stdin: "piped", pty: { rows: 1, cols: 1 } }, "stdin and pty exclude each other"],
  ];
  for (const [options, message] of wrong) {
    assertThrows(() => child("exit 0", options as CommandOptions).spawn(), TypeError, message);
  }
});

Deno.test("Command.signal aborted before the start: its reason is thrown, nothing starts", () => {
  const reason = new Error("No longer wanted");
  const children = childrenOf(Deno.pid).length;
  for (const run of ["spawn", "outputSync"] as const) {
    const error = assertThrows(() => child("forever", { signal: AbortSignal.abort(reason) })[run]());
    assertStrictEquals(error, reason);
  }
  assertEquals(childrenOf(Deno.pid).length, children);
});

Deno.test("Command.spawn() that fails leaves no descriptor, no child and no zombie", async () => {
  using folder = new Folder();
  await new Command("true").output();
  const before = openFds();
  const children = childrenOf(Deno.pid).length;
  const piped = { stdin: "piped", stddbg: "piped", stddati: "text", stddato: { path: folder.file("out") } } as const;
  for (const { program, options } of failures(folder)) {
    for (let i = 0; i < 10; i++) spawnError(program, { ...piped, ...options });
  }
  for (let i = 0; i < 10; i++) {
    assertThrows(() => child(["\0"], piped).spawn(), TypeError);
    assertThrows(() => child("exit 0", { ...piped, stddato: "nonsense" as "null" }).spawn(), TypeError);
    assertThrows(() => new Command("aria-no-such", { pty: { rows: 2, cols: 2 } }).spawn(), Deno.errors.NotFound);
  }
  await fdsComeBackTo(before);
  assertEquals([childrenOf(Deno.pid).length, zombies()], [children, 0]);
});

for (const method of ["spawn", "outputSync"] as const) {
  Deno.test(`Command.${method}() whose streams cannot be watched ends the child that it has started`, async () => {
    const options = { stdin: "text", stddbg: "piped", stddato: "piped", stddati: "text" } as const;
    await child("exit 0", options).output();
    const before = openFds();
    const children = childrenOf(Deno.pid).length;
    for (let failing = 0; failing < 6; failing++) {
      using library = failingAt(failing);
      const error = assertThrows(() => child("ignore TERM forever", options)[method](), Error) as SystemError;
      assertEquals([error.code, library.opened], ["ENOSPC", failing + 1]);
      await until(() => childrenOf(Deno.pid).length <= children, "the child was gone");
      await fdsComeBackTo(before);
    }
  });
}

/** A library that has no room for one of the streams that it is asked to watch. */
function failingAt(failing: number): { readonly opened: number } & Disposable {
  const { symbols } = native();
  const open = symbols.aria_stream_open;
  let opened = 0;
  const openOrFail: typeof open = (reactor, handle, wishes, error) => {
    if (opened++ !== failing) return open(reactor, handle, wishes, error);
    symbols.aria_close(handle); // as the library does
    new Int32Array((error as Uint8Array<ArrayBuffer>).buffer)[0] = -28;
    return null;
  };
  const put = (value: typeof open) => Object.defineProperty(symbols, "aria_stream_open", { value });
  put(openOrFail);
  return {
    get opened() {
      return opened;
    },
    [Symbol.dispose]: () => void put(open),
  };
}

Deno.test("Command.spawn() retries a program that is being written, beside busy spawners", async () => {
  using folder = new Folder();
  const busy = new AbortController();
  const spawners = Array.from({ length: 4 }, async () => {
    while (!busy.signal.aborted) await child("exit 0", { stdout: "null", stderr: "null" }).spawn().status;
  });
  const bytes = Deno.readFileSync(CHILD);
  for (let i = 0; i < 60; i++) {
    const path = folder.file(`tool${i}`);
    Deno.writeFileSync(path, bytes, { mode: 0o755 });
    assertEquals((await new Command(path, { args: ["exit", "5"] }).output()).code, 5);
    Deno.removeSync(path);
  }
  busy.abort();
  await Promise.all(spawners);
});

Deno.test("Command.spawn() of a program that stays open for writing fails with ETXTBSY after 50 ms", () => {
  using folder = new Folder();
  const path = folder.file("tool");
  Deno.copyFileSync(CHILD, path);
  Deno.chmodSync(path, 0o755);
  using _writer = Deno.openSync(path, { write: true });
  const begun = performance.now();
  const error = spawnError(path);
  const tookMs = performance.now() - begun;
  assertEquals(tookMs >= 49 && tookMs < 10_000, true, `${tookMs} ms`);
  assertInstanceOf(error, Deno.errors.Busy);
  assertEquals([error.code, error.step], ["ETXTBSY", "exec"]);
});

interface FewFds {
  started: number;
  errors: { code: string; errno: number; program: string; message: string }[];
  code: number;
  text: string;
}

Deno.test("Command.spawn() without descriptors left fails with EMFILE as a value, and recovers", async () => {
  // Compiling a module for the first time is something that Deno itself does not survive without descriptors.
  assertEquals((await runParent(["finished"])).code, 0);
  for (const limit of [64, 80, 84, 88, 96, 112, 128, 160, 192, 256]) {
    const { code, stdout, stderr } = await runParent(["few-fds", "20"], `ulimit -n ${limit}`);
    assertEquals([limit, code], [limit, 0], stderr);
    const found = JSON.parse(stdout) as FewFds;
    assertEquals([found.code, found.text], [0, "recovered\n"]);
    assertEquals([...new Set(found.errors.map(({ code, errno }) => `${code} ${errno}`))], ["EMFILE 24"]);
    assertEquals(found.errors.length, 20);
    for (const { message } of found.errors) assertStringIncludes(message, `Cannot spawn "${CHILD}": `);
    assertEquals(found.started > 2, true, `Only ${found.started} were started`);
  }
});

for (const kind of ["pipeline", "terminal", "direct", "sync", "guarded"]) {
  Deno.test(`Without descriptors left all is EMFILE, until there are enough: ${kind}`, async () => {
    const { code, stdout, stderr } = await runParent(["few-fds-for", kind], "ulimit -n 200");
    assertEquals([code, stderr], [0, ""]);
    const { good, bad, said } = JSON.parse(stdout) as { good: string; bad: string; said: string[] };
    assertEquals([bad, said.at(-1), ...new Set(said.slice(0, -1))], ["ENOENT", good, "EMFILE"]);
    assertEquals([good.length > 1, said.length > 5], [true, true], `${good}, ${said.length} tries`);
  });
}
