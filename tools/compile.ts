/**
 * Makes `dist/ariash`: the shell as one file that needs neither Deno nor a compiler.
 *
 * ```sh
 * deno task compile                 # dist/ariash
 * deno task compile --output=path   # another place
 * ```
 *
 * `deno compile` fetches the runtime it puts into the file. Where that host is out of reach, `DENORT_BIN` names such a
 * runtime, and `DENO_COMPILE` a Deno of the same version to do it.
 *
 * @module
 */

import { build } from "../ffi/build.ts";
import { AriaError } from "../ffi/mod.ts";
import { ROOT } from "./files.ts";

/** What is put into the file; the program finds the library as it does in a checkout, beside its own folder. */
const STAGE = `${ROOT}/build/compile`;
const PROGRAM = "ariash";
const LIBRARY_FOLDER = "build";

/**
 * Compiles the shell, with the library and all modules inside.
 *
 * @param output where the file is to be, absolute or relative to the top folder
 * @returns whether it was made; the words of whatever could not are on stderr
 */
export async function compile(output: string): Promise<boolean> {
  const library = await stageLibrary(await build());
  if (!await bundle(`${STAGE}/${PROGRAM}`)) return false;
  return await run(Deno.env.get("DENO_COMPILE") || Deno.execPath(), [
    "compile",
    "--quiet",
    "--allow-all",
    "--no-check",
    // The project's own says to load modules late: here they must all be in the file.
    "--no-config",
    // The cache would be a file of a known name in the folder for temporary files, where others can write.
    "--no-code-cache",
    `--include=${library}`,
    `--output=${output.startsWith("/") ? output : `${ROOT}/${output}`}`,
    `${STAGE}/${PROGRAM}/cli.js`,
  ]);
}

/**
 * What the file begins with: it is `cli.ts`, but for the modules that read scripts, which nearly every run needs. They
 * come with it and not after it, which is faster where nothing has to be looked for.
 */
const ENTRY = `import "${ROOT}/src/shell/program/script.ts";
import { main } from "${ROOT}/src/shell/mod.ts";
Deno.exit(await main());
`;

/**
 * Puts the modules into few and small files, which start faster; what is loaded only when it is asked for stays apart.
 * The maps beside them, which are not in the file, tell what its names and lines were.
 */
async function bundle(folder: string): Promise<boolean> {
  const entry = `${STAGE}/cli.ts`;
  await Deno.writeTextFile(entry, ENTRY);
  const options = ["--quiet", "--minify", "--sourcemap=external", "--code-splitting", `--outdir=${folder}`];
  return await run(Deno.execPath(), ["bundle", ...options, entry]);
}

/** Begins anew, with the library alone. */
async function stageLibrary(library: string): Promise<string> {
  await Deno.mkdir(STAGE, { recursive: true });
  await Deno.remove(STAGE, { recursive: true });
  await Deno.mkdir(`${STAGE}/${LIBRARY_FOLDER}`, { recursive: true });
  const staged = `${STAGE}/${LIBRARY_FOLDER}/${library.replace(/^.*[\\/]/, "")}`;
  await Deno.copyFile(library, staged);
  return staged;
}

async function run(program: string, args: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(program, {
    args: [...args],
    cwd: STAGE,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return success;
}

/** The value of `--output`, the only argument there is. */
function outputFrom(args: readonly string[]): string {
  const [argument = "--output=dist/ariash", other] = args;
  if (other === undefined && argument.startsWith("--output=")) return argument.slice("--output=".length);
  throw new TypeError(`Cannot compile: unknown argument "${other ?? argument}" (known: --output=path)`);
}

if (import.meta.main) {
  try {
    const output = outputFrom(Deno.args);
    if (!await compile(output)) {
      console.error(`Cannot compile "${output}"; where the runtime cannot be fetched, DENORT_BIN can name one`);
      Deno.exit(1);
    }
    console.log(output);
  } catch (error) {
    if (!(error instanceof AriaError || error instanceof TypeError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
