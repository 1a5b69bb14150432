/**
 * Compiles the C library with every compiler at hand, warnings being errors, and keeps no result: as a library, each
 * public header by itself in C and in C++, and for Windows.
 *
 * ```sh
 * deno run -A tools/check_c.ts         # with the compilers that are there
 * deno run -A tools/check_c.ts --all   # a missing compiler is a failure
 * ```
 *
 * @module
 */

import { projectFiles, ROOT } from "./files.ts";

/** One compiler and what it is to compile. */
interface Check {
  compiler: string;
  language: "c" | "c++";
  sources: string[];
}

const WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];
const STANDARDS = { "c": "-std=c11", "c++": "-std=c++17" };
const PUBLIC_HEADERS = ["ffi/native/aria.h", "ffi/native/aria_io.h"];
const WINDOWS = "x86_64-w64-mingw32-gcc";

if (import.meta.main) {
  const files = projectFiles([".c", ".h"]);
  const headers = PUBLIC_HEADERS.filter((header) => files.includes(header));
  const checks: Check[] = [
    { compiler: "gcc", language: "c", sources: ["libaria_io.c", ...headers] },
    { compiler: "clang", language: "c", sources: ["libaria_io.c", ...headers] },
    { compiler: "clang++", language: "c++", sources: headers },
    { compiler: WINDOWS, language: "c", sources: ["libaria_io.c", "ffi/native/aria.h"] },
  ];
  let failures = 0;
  for (const check of checks) failures += await runCheck(check, Deno.args.includes("--all"));
  if (failures > 0) Deno.exit(1);
}

/** Returns how many sources the compiler refused. */
async function runCheck({ compiler, language, sources }: Check, isDemanded: boolean): Promise<number> {
  let failures = 0;
  for (const source of sources) {
    // A header is compiled as a source that includes it first, and so must bring what it needs.
    const args = ["-O2", ...WARNINGS, STANDARDS[language], "-S", "-o", "-", "-x", language];
    if (compiler !== WINDOWS) args.push("-pthread", "-fPIC");
    const program = source.endsWith(".h") ? `#include "${source}"\n` : null;
    try {
      const code = await compile(compiler, [...args, program === null ? source : "-", "-I", "."], program);
      if (code !== 0) failures++;
      console.log(`${code === 0 ? "clean" : "NOT CLEAN"}: ${compiler} ${source}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      console.log(`${isDemanded ? "FAILED" : "skipped"}: ${compiler} is not installed`);
      return isDemanded ? 1 : 0;
    }
  }
  return failures;
}

async function compile(compiler: string, args: string[], input: string | null): Promise<number> {
  const options = { args, cwd: ROOT, stdin: input === null ? "null" : "piped", stdout: "null" } as const;
  const process = new Deno.Command(compiler, options).spawn();
  if (input !== null) {
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  return (await process.status).code;
}
