/**
 * Builds and runs the C library's own tests (`tests/native`), in one flavour or in all:
 *
 * ```sh
 * deno run -A tools/native_tests.ts                   # plain
 * deno run -A tools/native_tests.ts asan tsan
 * deno run -A tools/native_tests.ts all
 * deno run -A tools/native_tests.ts plain edge.files_at_either_end   # areas or tests after the flavours
 * ```
 *
 * | flavour | compiler | what runs |
 * |---|---|---|
 * | `plain` | gcc | every test |
 * | `asan` | clang, address and undefined-behaviour checks | every test |
 * | `tsan` | clang, race detector | the tests with threads: ring, reactor, edges, spawns |
 * | `valgrind` | gcc | the tests that do not depend on speed, timing or clone's shared memory |
 * | `faults` | gcc | each call of the library that can fail, failing in turn, and calls that a kernel lacks |
 * | `warnings` | gcc, clang, g++, clang++ | compiles library, tests and header, warnings being errors |
 * | `stub` | gcc, clang, MinGW | compiles the half for systems without an implementation; looks for missing functions |
 *
 * Each flavour ends with one line, `native FLAVOUR: 12 passed, 0 failed, 1 skipped`. A tool that is not there is said
 * (`SKIPPED tool missing: clang`) and counts as skipped. The exit code is 1 when something failed or nothing passed.
 *
 * @module
 */

import { programs } from "../tests/programs/build.ts";
import { ROOT } from "./files.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** How a flavour that runs the test driver is built and started. */
interface Driver {
  compiler: string;
  flags: string[];
  /** Words before the driver: a tool that runs it. */
  prefix?: string[];
  /** Arguments of the driver. */
  args?: string[];
  env?: Record<string, string>;
  /** Links against the shared library instead of compiling the library in. */
  shared?: boolean;
}

const NATIVE = "tests/native";
const WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];
const INCLUDES = ["-D_GNU_SOURCE", "-pthread", "-I", "ffi/native", "-I", "."];
const MINGW = "x86_64-w64-mingw32-gcc";
/** One file per process, since each test forks, and so do those that spawn. */
const VALGRIND_LOG = "--log-file=build/native/valgrind/logs/%p.txt";
/** What the tests of single failures need, of the driver's sources. */
const FAULT_SOURCES = ["main.c", "harness.c", "bytes.c", "children.c", "test_faults.c"];

const DRIVERS: Readonly<Record<string, Driver>> = {
  plain: { compiler: "gcc", flags: ["-O1", "-g"] },
  asan: {
    compiler: "clang",
    flags: ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"],
    args: ["--seconds", "180"],
    env: { ASAN_OPTIONS: "exitcode=99:detect_stack_use_after_return=0", UBSAN_OPTIONS: "print_stacktrace=1" },
  },
  tsan: {
    compiler: "clang",
    flags: ["-O1", "-g", "-fsanitize=thread", "-fno-omit-frame-pointer"],
    // The detector's memory layout does not bear all of the kernel's address randomisation.
    prefix: ["setarch", "-R"],
    args: ["--threads", "--seconds", "300"],
    env: { TSAN_OPTIONS: "exitcode=66:halt_on_error=1:second_deadlock_stack=1" },
  },
  valgrind: {
    compiler: "gcc",
    flags: ["-O1", "-g"],
    prefix: ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--track-fds=yes", VALGRIND_LOG],
    args: ["--valgrind", "--skip-heavy", "--seconds", "300"],
  },
  faults: {
    compiler: "gcc",
    flags: ["-O1", "-g", "-DARIA_TEST_FAULTS"],
    args: ["--faults", "--seconds", "400"],
    shared: true,
  },
};

const FLAVOURS = [...Object.keys(DRIVERS), "warnings", "stub"];

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  const chosen = args.filter((word) => FLAVOURS.includes(word));
  const tests = args.filter((word) => !FLAVOURS.includes(word) && word !== "all");
  const wrong = tests.find((word) => word.startsWith("-"));
  if (wrong !== undefined) {
    console.error(`Cannot run the native tests: unknown argument "${wrong}" (known: ${FLAVOURS.join(", ")}, all)`);
    return 2;
  }
  const flavours = args.includes("all") ? FLAVOURS : chosen.length > 0 ? chosen : ["plain"];
  let code = 0;
  for (const flavour of flavours) {
    const { passed, failed, skipped } = await runFlavour(flavour, tests);
    console.log(`native ${flavour}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
    if (failed > 0 || passed + skipped === 0) code = 1;
  }
  return code;
}

async function runFlavour(flavour: string, tests: string[]): Promise<Counts> {
  const driver = DRIVERS[flavour];
  if (driver !== undefined) return await runDriver(flavour, driver, tests);
  return await runCompilations(flavour === "warnings" ? warningsOf(await cFiles()) : stubOf(), flavour);
}

// -- Flavours that run the driver --

async function runDriver(flavour: string, driver: Driver, tests: string[]): Promise<Counts> {
  const missing = [driver.compiler, ...(driver.prefix ?? []).slice(0, 1)].find((tool) => !isThere(tool));
  if (missing !== undefined) return skip(missing);
  const folder = `${ROOT}/build/native/${flavour}`;
  await Deno.mkdir(folder, { recursive: true });
  if (flavour === "valgrind") await emptyFolder(`${folder}/logs`);
  const [child] = programs().filter((path) => path.endsWith("/child"));
  const commands = buildCommands(folder, driver, await cFiles());
  for (const command of commands) {
    const said = await complaintOf(command);
    if (said === null) continue;
    console.log(`not ok - build\n${said}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const [program = "", ...first] = [...driver.prefix ?? [], `${folder}/native`];
  const args = [
    ...first,
    "--child",
    child ?? "",
    "--library",
    `${folder}/libaria_io.so`,
    ...driver.args ?? [],
    ...tests,
  ];
  const env = { ...driver.env, ...driver.shared ? { LD_PRELOAD: `${folder}/faults.so` } : {} };
  const counts = await watchDriver(program, args, env);
  if (flavour === "valgrind" && counts.failed > 0) console.log(`What valgrind said is in ${folder}/logs`);
  return counts;
}

async function emptyFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
  await Deno.mkdir(path, { recursive: true });
}

/** The library, the shim that makes calls fail, and the driver itself. */
function buildCommands(folder: string, driver: Driver, sources: string[]): string[][] {
  const library = ["-std=c11", "-fPIC", "-shared", "-pthread", "-Wl,-e,aria_keeper_entry", "libaria_io.c"];
  // The shim tells the library's calls by their return address, which a tail call does not leave.
  const tuned = driver.shared ? ["-O1", "-g", "-fno-optimize-sibling-calls"] : ["-O2", "-g", "-fvisibility=hidden"];
  const compiler = [driver.compiler, "-std=c11", ...WARNINGS];
  const commands = [["gcc", ...tuned, ...library, "-o", `${folder}/libaria_io.so`]];
  if (driver.shared) {
    commands.push([
      ...compiler,
      "-O1",
      "-D_GNU_SOURCE",
      "-fPIC",
      "-shared",
      `${NATIVE}/faults.c`,
      "-ldl",
      "-o",
      `${folder}/faults.so`,
    ]);
  }
  const tests = driver.shared
    ? FAULT_SOURCES.map((name) => `${NATIVE}/${name}`)
    : ["libaria_io.c", ...sources.filter((path) => !/\/(test_)?faults\.c$/.test(path))];
  const links = driver.shared ? ["-L", folder, "-laria_io", `-Wl,-rpath,${folder}`, "-ldl"] : [];
  commands.push([...compiler, ...driver.flags, ...INCLUDES, ...tests, ...links, "-lutil", "-o", `${folder}/native`]);
  return commands;
}

/** Passes on what the driver says, except its last line, and counts it. */
async function watchDriver(program: string, args: string[], env: Record<string, string>): Promise<Counts> {
  const options = { args, env, cwd: ROOT, stdin: "null", stdout: "piped", stderr: "inherit" } as const;
  const process = new Deno.Command(program, options).spawn();
  let counts: Counts | null = null;
  let rest = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) counts = readSummary(line) ?? pass(line, counts);
  }
  const { code } = await process.status;
  if (counts === null) {
    console.log(`not ok - the driver ended with code ${code} before its summary`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (code !== 0 && counts.failed === 0) {
    console.log(`not ok - the driver ended with code ${code}`);
    return { ...counts, failed: 1 };
  }
  return counts;
}

function pass(line: string, counts: Counts | null): Counts | null {
  console.log(line);
  return counts;
}

function readSummary(line: string): Counts | null {
  const found = /^native: (\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]) };
}

// -- Flavours that only compile --

/** One compilation, and a name for it. */
interface Compilation {
  name: string;
  command: string[];
  /** The source, when it does not stand in a file. */
  input?: string;
}

function warningsOf(sources: string[]): Compilation[] {
  const list: Compilation[] = [];
  for (const compiler of ["gcc", "clang"]) {
    for (const source of ["libaria_io.c", ...sources, "tests/programs/child.c"]) {
      // The sources of the library define what they need; the harness is told.
      const defines = source === "libaria_io.c" || source.endsWith("child.c") ? ["-pthread"] : INCLUDES;
      const command = [compiler, "-std=c11", ...WARNINGS, "-O2", ...defines, "-S", source, "-o", "/dev/null"];
      list.push({ name: `${compiler} ${source}`, command });
    }
  }
  for (const [compiler, language] of [["g++", "c++"], ["clang++", "c++"], ["gcc", "c"], ["clang", "c"]] as const) {
    const standard = language === "c" ? "-std=c11" : "-std=c++17";
    list.push({
      name: `${compiler} aria.h`,
      command: [compiler, standard, ...WARNINGS, "-x", language, "-S", "-", "-I", "ffi/native", "-o", "/dev/null"],
      input: '#include "aria.h"\n',
    });
  }
  return list;
}

/** The header and the stub half by each compiler, and a program that uses every function of the header. */
function stubOf(): Compilation[] {
  const list: Compilation[] = [];
  const header = Deno.readTextFileSync(`${ROOT}/ffi/native/aria.h`);
  const names = [...header.matchAll(/^ARIA_API [^;(]*?\b(aria_[a-z_]+)\(/gm)].map(([, name]) => name);
  const uses = names.map((name) => `  (void (*)(void))${name},`).join("\n");
  const program = `#include "aria.h"\nvoid (*const all[])(void) = {\n${uses}\n};\n` +
    `int main(void) { int32_t error = 0; return aria_reactor_create(&error) != NULL || error >= 0; }\n`;
  const folder = `${ROOT}/build/native/stub`;
  Deno.mkdirSync(folder, { recursive: true });
  for (const compiler of ["gcc", "clang", MINGW]) {
    const common = [compiler, "-std=c11", ...WARNINGS, "-Wno-cast-function-type", "-I", "ffi/native"];
    const sources = ["-x", "c", "ffi/native/stub.c", "-"];
    const target = `${folder}/all_${compiler}`;
    list.push({
      name: `${compiler} stub.c`,
      command: [...common, "-O2", "-S", "ffi/native/stub.c", "-o", "/dev/null"],
    });
    list.push({
      name: `${compiler} links all ${names.length} functions`,
      command: [...common, ...sources, "-o", target],
      input: program,
    });
  }
  list.push({ name: "gcc's program meets no implementation", command: [`${folder}/all_gcc`] });
  list.push({
    name: `${MINGW} libaria_io.c`,
    command: [MINGW, "-std=c11", ...WARNINGS, "-O2", "-shared", "libaria_io.c", "-o", `${folder}/libaria_io.dll`],
  });
  return list;
}

async function runCompilations(list: Compilation[], flavour: string): Promise<Counts> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const missing = new Set<string>();
  for (const { name, command, input } of list) {
    const tool = command[0] ?? "";
    if (!isThere(tool)) {
      if (!missing.has(tool)) console.log(`SKIPPED tool missing: ${tool}`);
      missing.add(tool);
      counts.skipped++;
      continue;
    }
    const said = await complaintOf(command, input);
    if (said === null) {
      counts.passed++;
    } else {
      counts.failed++;
    }
    console.log(`${said === null ? "ok" : "not ok"} - ${flavour}: ${name}${said === null ? "" : `\n${said}`}`);
  }
  return counts;
}

// -- Tools --

/** Runs a command; null when it succeeded, else what it said. */
async function complaintOf([program = "", ...args]: string[], input = ""): Promise<string | null> {
  const options = { args, cwd: ROOT, stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  const process = new Deno.Command(program, options).spawn();
  const writer = process.stdin.getWriter();
  // A compiler that does not read its input closes it early.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await process.output();
  if (code === 0) return null;
  const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  return `${program} ${args.join(" ")}\n${said.trimEnd()}\nexit code ${code}`;
}

function isThere(tool: string): boolean {
  try {
    if (tool.includes("/")) return Deno.statSync(tool).isFile;
    return (Deno.env.get("PATH") ?? "").split(":").some((folder) => folder !== "" && isFile(`${folder}/${tool}`));
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function skip(tool: string): Counts {
  console.log(`SKIPPED tool missing: ${tool}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** The tests' own sources, in a fixed order. */
async function cFiles(): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(`${ROOT}/${NATIVE}`)) {
    if (entry.name.endsWith(".c")) names.push(`${NATIVE}/${entry.name}`);
  }
  return names.sort();
}
