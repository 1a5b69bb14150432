/**
 * The C reference programs: `bench/native/*.c`, compiled with `cc` into `build/bench/` when they are stale.
 *
 * @module
 */

const FOLDER = `${import.meta.dirname}/native`;
const TARGETS = `${import.meta.dirname}/../build/bench`;
const FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-pthread"];

/**
 * The path of a reference program, compiled first when it is missing or older than its sources.
 *
 * @param name The source's name without `.c`.
 * @returns The absolute path of the executable.
 * @throws {Error} When the compiler refuses it; the message holds what the compiler said.
 */
export function nativeProgram(name: string): string {
  const source = `${FOLDER}/${name}.c`;
  Deno.mkdirSync(TARGETS, { recursive: true });
  const target = `${Deno.realPathSync(TARGETS)}/${name}`;
  const newest = Math.max(modified(source), modified(`${FOLDER}/reference.h`));
  if (modified(target) > newest) return target;
  const compiler = Deno.env.get("CC") ?? "cc";
  const { success, stderr } = new Deno.Command(compiler, { args: [...FLAGS, source, "-o", target] }).outputSync();
  if (!success) throw new Error(`Cannot compile "${source}": ${new TextDecoder().decode(stderr)}`);
  return target;
}

/** Milliseconds since 1970, 0 where there is no such file. */
function modified(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
