/**
 * Compiles the C library from a checkout: `libaria_io.c`, one translation unit that includes `ffi/native/*.c`, becomes
 * `build/libaria_io.so` (`.dylib`, `.dll`) whenever a source or a flag has changed since.
 *
 * ```sh
 * deno run -A ffi/build.ts                        # build/libaria_io.so, when it is out of date
 * deno run -A ffi/build.ts --sanitize=undefined   # build/ubsan/libaria_io.so
 * deno run -A ffi/build.ts --sanitize=address     # build/asan/libaria_io.so
 * deno run -A ffi/build.ts --force                # also when it is up to date
 * ```
 *
 * The compiler is `$CC`, else the first of `cc`, `gcc` and `clang` that is there.
 *
 * @module
 */

import { AriaError } from "./errors.ts";

/** What {@linkcode build} can be asked for. */
export interface BuildOptions {
  /**
   * Builds a variant with run-time checks in a folder of its own, to be used with `ARIA_IO_LIBRARY`.
   *
   * @default {undefined}
   */
  sanitize?: "undefined" | "address";
  /**
   * Compiles also when the library is up to date.
   *
   * @default {false}
   */
  force?: boolean;
}

/**
 * Builds the library if it is missing or older than its sources or flags.
 *
 * The new file replaces the old one in one step, so that any number of processes may build at once, also while others
 * have the old library open.
 *
 * @param options which variant
 * @returns the absolute path of the library
 * @throws {AriaError} `ARIA_COMPILER_NOT_FOUND`, `ARIA_SOURCES_NOT_FOUND`, or `ARIA_BUILD_FAILED` with the
 * compiler's own words
 *
 * @example
 * ```ts ignore
 * import { build } from "./build.ts";
 *
 * console.log(await build()); // …/build/libaria_io.so
 * ```
 */
export async function build(options: BuildOptions = {}): Promise<string> {
  const plan = makePlan(options);
  if (isCurrent(plan)) return plan.library;
  for (const compiler of plan.compilers) {
    const job = startJob(plan, compiler);
    let output: Deno.CommandOutput;
    try {
      output = await new Deno.Command(job.program, job.options).output();
    } catch (error) {
      if (isMissingProgram(error)) continue;
      throw error;
    }
    return finishJob(plan, job, output);
  }
  throw noCompiler(plan);
}

/**
 * The same as {@linkcode build}, blocking until it is done.
 *
 * @param options which variant
 * @returns the absolute path of the library
 * @throws {AriaError} as {@linkcode build}
 */
export function buildSync(options: BuildOptions = {}): string {
  const plan = makePlan(options);
  if (isCurrent(plan)) return plan.library;
  for (const compiler of plan.compilers) {
    const job = startJob(plan, compiler);
    let output: Deno.CommandOutput;
    try {
      output = new Deno.Command(job.program, job.options).outputSync();
    } catch (error) {
      if (isMissingProgram(error)) continue;
      throw error;
    }
    return finishJob(plan, job, output);
  }
  throw noCompiler(plan);
}

/**
 * Where {@linkcode build} puts the library, and where a program that `deno compile` made carries it.
 *
 * @returns its path, absolute
 * @throws {AriaError} `ARIA_SOURCES_NOT_FOUND` when this module is no local file
 */
export function libraryPath(): string {
  return libraryIn(projectRoot(), "build");
}

/** What is to be compiled from what, into what. */
interface Plan {
  root: string;
  /** Absolute path of the library. */
  library: string;
  /** Its folder, relative to `root`. */
  folder: string;
  /** Names the compiler and the flags that made the library, so that changed flags rebuild it. */
  stamp: string;
  /** Commands to try, each a program and its first arguments. */
  compilers: string[][];
  flags: string[];
  force: boolean;
}

/** One run of a compiler. */
interface Job {
  program: string;
  options: Deno.CommandOptions;
  /** Where the compiler writes, to be renamed. */
  temporary: string;
  startedAt: Date;
}

const SOURCE = "libaria_io.c";
const NATIVE = "ffi/native";
const VARIANT_FOLDERS = { none: "build", undefined: "build/ubsan", address: "build/asan" } as const;
const LIBRARY_NAMES: Partial<Record<typeof Deno.build.os, string>> = {
  darwin: "libaria_io.dylib",
  windows: "libaria_io.dll",
};

function makePlan(options: BuildOptions): Plan {
  const root = projectRoot();
  const folder = VARIANT_FOLDERS[options.sanitize ?? "none"];
  const library = libraryIn(root, folder);
  return {
    root,
    library,
    folder,
    stamp: `${library}.flags`,
    compilers: compilersToTry(options),
    flags: flagsFor(options),
    force: options.force ?? false,
  };
}

function projectRoot(): string {
  const root = import.meta.dirname?.replace(/[\\/][^\\/]*$/, "");
  if (root !== undefined) return root;
  throw new AriaError("ARIA_SOURCES_NOT_FOUND", `Cannot build libaria_io: "${import.meta.url}" is not a local file`);
}

function libraryIn(root: string, folder: string): string {
  return `${root}/${folder}/${LIBRARY_NAMES[Deno.build.os] ?? "libaria_io.so"}`;
}

function compilersToTry(options: BuildOptions): string[][] {
  const chosen = chosenCompiler();
  if (chosen) return [chosen.split(/\s+/)];
  // GCC's checked libraries load into any program as they are, clang's only into programs linked by clang.
  return options.sanitize ? [["gcc"], ["cc"], ["clang"]] : [["cc"], ["gcc"], ["clang"]];
}

/** `$CC`; where it may not be read, nobody is asked, so that a library that is already built opens without. */
function chosenCompiler(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "CC" });
  return state === "granted" ? Deno.env.get("CC")?.trim() : undefined;
}

function flagsFor(options: BuildOptions): string[] {
  const flags = [
    "-std=c11",
    "-O2",
    "-g",
    "-shared",
    "-fvisibility=hidden",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Werror",
  ];
  if (Deno.build.os !== "windows") flags.push("-fPIC", "-pthread");
  // The library can also be executed, and is then the keeper.
  // And it is never unloaded: threads that outlive an isolate run in it.
  if (Deno.build.os === "linux") flags.push("-Wl,-e,aria_keeper_entry", "-Wl,-z,nodelete");
  if (options.sanitize) {
    flags.push(`-fsanitize=${options.sanitize}`, "-fno-sanitize-recover=all", "-fno-omit-frame-pointer");
  }
  return flags;
}

function isCurrent(plan: Plan): boolean {
  if (plan.force) return false;
  const built = modifiedAt(plan.library);
  if (built === null) return false;
  if (readIfThere(plan.stamp) !== stampOf(plan)) return false;
  return sourcesOf(plan).every((source) => (modifiedAt(source) ?? Infinity) <= built);
}

function stampOf(plan: Plan): string {
  return [plan.compilers.map((compiler) => compiler.join(" ")).join(" or "), ...plan.flags].join(" ") + "\n";
}

function sourcesOf(plan: Plan): string[] {
  const sources = [`${plan.root}/${SOURCE}`];
  const folders = [`${plan.root}/${NATIVE}`];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.isDirectory) folders.push(`${folder}/${entry.name}`);
      else if (/\.[ch]$/.test(entry.name)) sources.push(`${folder}/${entry.name}`);
    }
  }
  return sources;
}

function startJob(plan: Plan, [program, ...first]: string[]): Job {
  if (modifiedAt(`${plan.root}/${SOURCE}`) === null) {
    throw new AriaError("ARIA_SOURCES_NOT_FOUND", `Cannot build libaria_io: "${plan.root}/${SOURCE}" does not exist`);
  }
  Deno.mkdirSync(`${plan.root}/${plan.folder}`, { recursive: true });
  const temporary = `${plan.library}.${Deno.pid}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  return {
    program: program ?? "cc",
    options: { args: [...first, ...plan.flags, SOURCE, "-o", temporary], cwd: plan.root, stdin: "null" },
    temporary,
    startedAt: new Date(),
  };
}

function finishJob(plan: Plan, job: Job, output: Deno.CommandOutput): string {
  const said = (new TextDecoder().decode(output.stderr) + new TextDecoder().decode(output.stdout)).trimEnd();
  if (!output.success) {
    removeIfThere(job.temporary);
    const command = [job.program, ...job.options.args ?? []].join(" ");
    throw new AriaError(
      "ARIA_BUILD_FAILED",
      `Cannot build "${plan.library}": ${job.program} ended with code ${output.code}\n  ${command}\n${said}`,
    );
  }
  // As old as the moment the compiler began to read: a source saved during the run is newer.
  Deno.utimeSync(job.temporary, job.startedAt, job.startedAt);
  Deno.renameSync(job.temporary, plan.library);
  const stamp = `${job.temporary}.flags`;
  Deno.writeTextFileSync(stamp, stampOf(plan));
  Deno.renameSync(stamp, plan.stamp);
  return plan.library;
}

function noCompiler(plan: Plan): AriaError {
  const tried = plan.compilers.map(([program]) => `"${program}"`).join(", ");
  return new AriaError(
    "ARIA_COMPILER_NOT_FOUND",
    `Cannot build libaria_io: no C compiler found (tried ${tried}): install one, for example with ` +
      `"apt-get install gcc", "apk add gcc musl-dev" or "xcode-select --install", or name one in the variable CC`,
  );
}

/** A missing program is told from a missing working directory by our having made the directory. */
function isMissingProgram(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound;
}

/** Milliseconds since 1970, or null when there is no such file. */
function modifiedAt(path: string): number | null {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function readIfThere(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function parseArguments(args: string[]): BuildOptions {
  const options: BuildOptions = {};
  for (const argument of args) {
    if (argument === "--force") options.force = true;
    else if (argument === "--sanitize=undefined") options.sanitize = "undefined";
    else if (argument === "--sanitize=address") options.sanitize = "address";
    else throw new TypeError(
        `Cannot build: unknown argument "${argument}" (known: --force, --sanitize=undefined|address)`,
      );
  }
  return options;
}

if (import.meta.main) {
  try {
    console.log(await build(parseArguments(Deno.args)));
  } catch (error) {
    if (!(error instanceof AriaError || error instanceof TypeError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
