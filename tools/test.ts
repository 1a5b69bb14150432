/**
 * Runs the tests: the module's by `deno test`, the C library's by `native_tests.ts`. All of them run also when the
 * first fail.
 *
 * ```sh
 * deno task test                         # every fast test
 * deno task test tests/io --filter utf8  # what follows goes to `deno test`, and the C library's tests are left out
 * deno task test:sanitized               # the module's tests on the library with run-time checks
 * npx deno@2.6.8 run -A tools/test.ts tests/streams   # on another release of Deno: the one that runs this runs them
 * ```
 *
 * @module
 */

import { build } from "../ffi/build.ts";
import { AriaError } from "../ffi/mod.ts";
import { ROOT } from "./files.ts";

const TEST = ["test", "-A", "--no-check"];
/** The language, its program and its pages: they start `ariash` again and again, and run beside the rest. */
const SHELL_TESTS = ["tests/shell", "tests/docs", "tests/editors"];
/** Pools are of use where servers take their time, and so do their tests: they wait, beside the rest. */
const POOL_TESTS = ["tests/pool"];
const MODULE_TESTS = [`--ignore=tests/torture,${[...SHELL_TESTS, ...POOL_TESTS].join(",")}`, "tests/"];
/** What of the shell uses the library; the rest of it computes. */
const SHELL_TESTS_OF_LIBRARY = ["tests/shell/commands", "tests/shell/program"];
/** A test that leaves a timer, a call or a file behind has failed, in every release of Deno. */
const STRICT = { DENO_TEST_SANITIZE_OPS: "1", DENO_TEST_SANITIZE_RESOURCES: "1" };

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
  const named = rest.some((argument) => argument.startsWith("tests/"));
  const env = { ...STRICT, ...sanitize === undefined ? {} : await environmentFor(sanitize) };
  if (sanitize === undefined) await build();
  if (named) return await run([...TEST, ...rest], env);
  if (sanitize !== undefined) {
    return firstFailure([
      await run([...TEST, ...MODULE_TESTS, ...rest], env),
      await run([...TEST, ...POOL_TESTS, ...rest], env),
      await run([...TEST, ...SHELL_TESTS_OF_LIBRARY, ...rest], env),
    ]);
  }
  const beside = [POOL_TESTS, SHELL_TESTS].map((tests) => runBeside([...TEST, ...tests, ...rest], env));
  const codes = [await run([...TEST, ...MODULE_TESTS, ...rest], env)];
  for (const ended of beside) codes.push(await ended());
  if (rest.length === 0) codes.push(await run(["run", "-A", "tools/native_tests.ts", "plain"]));
  return firstFailure(codes);
}

function firstFailure(codes: readonly number[]): number {
  return codes.find((code) => code !== 0) ?? 0;
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
    // handlers of anybody's. What no memory holds is refused, as it is without the checker.
    ASAN_OPTIONS: "detect_leaks=0:allocator_may_return_null=1:detect_odr_violation=0:handle_segv=0:handle_sigbus=0:" +
      "handle_sigfpe=0:handle_sigill=0:handle_abort=0",
  };
}

async function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  return (await new Deno.Command(Deno.execPath(), { args, env, cwd: ROOT }).spawn().status).code;
}

/** Starts a run whose words are kept; what is returned waits for its end and says them. */
function runBeside(args: string[], env: Record<string, string>): () => Promise<number> {
  const output = new Deno.Command(Deno.execPath(), {
    args,
    env,
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).output();
  return async () => {
    const { code, stdout, stderr } = await output;
    for (const [stream, bytes] of [[Deno.stdout, stdout], [Deno.stderr, stderr]] as const) {
      for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
    }
    return code;
  };
}
