/**
 * Runs the tests: the module's by `deno test`, the C library's by `native_tests.ts`. All of them run also when the
 * first fail.
 *
 * ```sh
 * deno task test                         # every fast test
 * deno task test tests/io --filter utf8  # what follows goes to `deno test`, and the C library's tests are left out
 * deno task test:sanitized               # the module's tests on the library with run-time checks
 * ```
 *
 * @module
 */

import { build } from "../ffi/build.ts";
import { AriaError } from "../ffi/mod.ts";
import { ROOT } from "./files.ts";

const MODULE_TESTS = ["test", "-A", "--no-check", "--ignore=tests/torture"];

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof AriaError || error instanceof TypeError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

async function main(args: string[]): Promise<number> {
  const sanitize = args.find((argument) => argument.startsWith("--sanitize="))?.slice("--sanitize=".length);
  const rest = args.filter((argument) => !argument.startsWith("--sanitize="));
  if (sanitize !== undefined) return await run([...MODULE_TESTS, ...orAll(rest)], await environmentFor(sanitize));
  await build();
  const codes = [await run([...MODULE_TESTS, ...orAll(rest)])];
  if (rest.length === 0) codes.push(await run(["run", "-A", "tools/native_tests.ts", "plain"]));
  return codes.find((code) => code !== 0) ?? 0;
}

/** The whole suite, when the arguments name no part of it. */
function orAll(args: string[]): string[] {
  return args.some((argument) => argument.startsWith("tests/")) ? args : ["tests/", ...args];
}

/** What makes the module, and whatever it starts, use the library with run-time checks. */
async function environmentFor(sanitize: string): Promise<Record<string, string>> {
  if (sanitize === "undefined") {
    return { ARIA_IO_LIBRARY: await build({ sanitize }), UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1" };
  }
  if (sanitize !== "address") {
    throw new TypeError(`Cannot run the tests: unknown checks "${sanitize}" (known: undefined, address)`);
  }
  const library = await build({ sanitize });
  const compiler = Deno.env.get("CC")?.trim() || "gcc";
  const { stdout } = await new Deno.Command(compiler, { args: ["-print-file-name=libasan.so"] }).output();
  return {
    ARIA_IO_LIBRARY: library,
    // The checker must be there before anything else is, which a program that was linked without it cannot arrange.
    LD_PRELOAD: new TextDecoder().decode(stdout).trim(),
    // The runtime keeps memory to its end on purpose, and handles its own faults; children are to be found without
    // handlers of anybody's.
    ASAN_OPTIONS: "detect_leaks=0:detect_odr_violation=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:" +
      "handle_sigill=0:handle_abort=0",
  };
}

async function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  return (await new Deno.Command(Deno.execPath(), { args, env, cwd: ROOT }).spawn().status).code;
}
