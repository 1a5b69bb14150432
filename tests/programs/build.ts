/**
 * The helper programs of the tests: every `tests/programs/*.c`, compiled with `cc` into `build/programs/` when it is
 * missing there or older than its source.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
const TARGETS = fileURLToPath(new URL("../../build/programs/", import.meta.url));

/** Paths of programs that this isolate has already seen up to date. */
const ready = new Map<string, string>();

/**
 * The path of a helper program, compiled first when it is stale.
 *
 * Programs are compiled beside their target and renamed into place, so test files that run at the same time may ask for
 * the same one.
 *
 * @param name The source's name without `.c`.
 * @returns The absolute path of the executable.
 * @throws {Deno.errors.NotFound} When there is no such source.
 * @throws {Error} When the compiler refuses it; the message holds what the compiler said.
 *
 * @example Run the scripted child
 * ```ts
 * import { program } from "./build.ts";
 *
 * const { stdout } = await new Deno.Command(program("child"), { args: ["write", "1", "hello"] }).output();
 * console.log(new TextDecoder().decode(stdout)); // hello
 * ```
 */
export function program(name: string): string {
  const known = ready.get(name);
  if (known !== undefined) return known;
  const source = `${SOURCES}${name}.c`;
  const target = `${TARGETS}${name}`;
  if (isStale(source, target)) compile(source, target);
  ready.set(name, target);
  return target;
}

/** Compiles every helper program that is stale and returns the paths of all. */
export function programs(): string[] {
  const names = [...Deno.readDirSync(SOURCES)].map((entry) => entry.name).filter((name) => name.endsWith(".c"));
  return names.sort().map((name) => program(name.slice(0, -2)));
}

function isStale(source: string, target: string): boolean {
  const written = Deno.statSync(source).mtime;
  try {
    const built = Deno.statSync(target).mtime;
    return written === null || built === null || built < written;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

function compile(source: string, target: string): void {
  Deno.mkdirSync(TARGETS, { recursive: true });
  const beside = `${target}.${Deno.pid}.${crypto.randomUUID().slice(0, 8)}`;
  const compiler = Deno.env.get("CC") ?? "cc";
  const flags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O2", "-pthread"];
  const { success, stderr } = new Deno.Command(compiler, { args: [...flags, source, "-o", beside] }).outputSync();
  if (!success) throw new Error(`Cannot compile "${source}": ${new TextDecoder().decode(stderr)}`);
  Deno.renameSync(beside, target);
}

if (import.meta.main) {
  for (const path of programs()) console.log(path);
}
