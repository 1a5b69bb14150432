/**
 * Ten thousand spawns that fail, of each kind: the right error each time, and nothing is left behind.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command, type CommandOptions, type SystemError } from "../../mod.ts";
import {
  CHILD,
  childrenOf,
  fdsComeBackTo,
  openFds,
  ParentProgram,
  residentBytes,
  runParent,
  threads,
  zombies,
} from "../helpers.ts";

const COUNT = 10_000;
const MIB = 1024 * 1024;

const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "aria_torture_" }));
const plain = `${folder}/plain`;
Deno.writeTextFileSync(plain, "no program\n", { mode: 0o644 });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const KINDS: [string, string, CommandOptions, string][] = [
  ["no such program", "aria-no-such-program", {}, "ENOENT exec"],
  [
    "no such path",
    `${folder}/missing`,
    { stdin: "piped", stddbg: "piped", stddati: "piped", stddato: "piped" },
    "ENOENT exec",
  ],
  ["not executable", plain, {}, "EACCES exec"],
  ["bad directory", CHILD, { cwd: `${folder}/missing` }, `ENOENT chdir ${folder}/missing`],
  [
    "no file to read",
    CHILD,
    { stdout: { path: `${folder}/out` }, stddati: { path: `${folder}/missing` } },
    `ENOENT open ${folder}/missing`,
  ],
  ["closed descriptor", CHILD, { stddato: { fd: 9999 }, stdin: "piped" }, "EBADF dup2 5"],
  ["NUL in an argument", CHILD, { args: ["a\0b"], stdout: { path: `${folder}/out` } }, "undefined undefined"],
  ["terminal and no program", "aria-no-such-program", { pty: { rows: 24, cols: 80 } }, "ENOENT exec"],
];

for (const [kind, program, options, expected] of KINDS) {
  Deno.test(`Command.spawn() fails ${COUNT} times and leaves nothing: ${kind}`, async () => {
    const command = new Command(program, options);
    fail(command, 200);
    await new Command(CHILD, { args: ["exit", "0"] }).output();
    const [fds, tasks, memory, children] = [openFds(), threads(), residentBytes(), childrenOf(Deno.pid).length];
    assertEquals([...fail(command, COUNT)], [[expected, COUNT]]);
    await fdsComeBackTo(fds);
    assertEquals([zombies(), childrenOf(Deno.pid).length], [0, children]);
    assertEquals(threads() <= tasks, true); // idle threads of the runtime's pool end meanwhile
    assertEquals(residentBytes() - memory < 64 * MIB, true, `${(residentBytes() - memory) / MIB} MiB more`);
  });
}

Deno.test(`Command.spawn() fails ${COUNT} times and leaves nothing: no descriptors left`, async () => {
  await runParent(["finished"]); // whatever has to be compiled needs descriptors
  await using parent = new ParentProgram(["few-fds", `${COUNT}`], "ulimit -n 128", 120_000);
  const { errors, code, text } = await parent.says<{ errors: { code: string }[]; code: number; text: string }>();
  assertEquals([errors.length, ...new Set(errors.map(({ code }) => code))], [COUNT, "EMFILE"]);
  assertEquals([code, text], [0, "recovered\n"]);
  assertEquals((await parent.end()).code, 0);
});

/** Spawns so often and counts the errors by code and step. */
function fail(command: Command, count: number): Map<string, number> {
  const errors = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    let found = "started";
    try {
      command.spawn();
    } catch (error) {
      const { code, step } = error as SystemError;
      found = `${code} ${step}`;
    }
    errors.set(found, (errors.get(found) ?? 0) + 1);
  }
  return errors;
}
