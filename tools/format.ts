/**
 * Formats the project, or says which files are not formatted: TypeScript, JSON and Markdown by dprint's plugins as
 * `dprint.json` says, C by clang-format as `.clang-format` says.
 *
 * ```sh
 * deno task fmt              # formats in place
 * deno task fmt --check      # names what is not formatted, exit code 1
 * deno task fmt src/io       # only paths that begin so
 * ```
 *
 * The plugins run in this very process, from the npm packages that `dprint.json` names, so that no dprint program is
 * needed. An editor's dprint reads the same file.
 *
 * @module
 */

import { createContext, type GlobalConfiguration } from "@dprint/formatter";
import { projectFiles, ROOT } from "./files.ts";

interface DprintConfig extends GlobalConfiguration {
  excludes: string[];
  plugins: string[];
  [plugin: string]: unknown;
}

/** One file and what it should hold. */
interface Outcome {
  path: string;
  formatted: boolean;
}

/** The part of a plugin's package that is used: where its program is. */
interface PluginPackage {
  default: { getPath(): string };
}

const C_EXTENSIONS = [".c", ".h"];
/** Each version of clang-format formats a little differently; this is Debian 12's. */
const CLANG_FORMAT = 14;

if (import.meta.main) {
  const check = Deno.args.includes("--check");
  const prefixes = Deno.args.filter((argument) => argument !== "--check");
  const outcomes = [...await formatText(check, prefixes), ...await formatC(check, prefixes)];
  const bad = outcomes.filter((outcome) => !outcome.formatted);
  for (const { path } of bad) console.error(`${check ? "not formatted" : "formatted"}: ${path}`);
  if (check && bad.length > 0) {
    console.error(`error: ${bad.length} of ${outcomes.length} files are not formatted: run "deno task fmt"`);
    Deno.exit(1);
  }
  console.log(`${outcomes.length} files are formatted`);
}

async function formatText(check: boolean, prefixes: string[]): Promise<Outcome[]> {
  const { excludes, format } = await textFormatter();
  const files = projectFiles([".ts", ".mts", ".js", ".mjs", ".json", ".md"])
    .filter((path) => isWanted(path, prefixes) && !excludes.includes(path));
  return files.map((path) => formatFile(path, check, (text) => format(path, text)));
}

/**
 * Makes ready what `dprint.json` says.
 *
 * @returns what formats the text of a file by its path, and the paths that are left alone.
 * @throws {Error} when `dprint.json` has a mistake.
 */
export async function textFormatter(): Promise<{ excludes: string[]; format(path: string, text: string): string }> {
  const config = JSON.parse(Deno.readTextFileSync(`${ROOT}/dprint.json`)) as DprintConfig;
  const { excludes, plugins, lineWidth, indentWidth, useTabs, newLineKind } = config;
  const context = createContext({ lineWidth, indentWidth, useTabs, newLineKind });
  for (const specifier of plugins) {
    const plugin = await import(specifier) as PluginPackage;
    const name = specifier.match(/^npm:@dprint\/([a-z]+)@/)?.[1] ?? specifier;
    context.addPlugin(Deno.readFileSync(plugin.default.getPath()), config[name] as Record<string, unknown> | undefined);
  }
  const mistakes = context.getConfigDiagnostics();
  if (mistakes.length > 0) {
    throw new Error(`Cannot read dprint.json: ${mistakes.map((it) => `${it.propertyName}: ${it.message}`).join("; ")}`);
  }
  return { excludes, format: (filePath, fileText) => context.formatText({ filePath, fileText }) };
}

async function formatC(check: boolean, prefixes: string[]): Promise<Outcome[]> {
  const files = projectFiles(C_EXTENSIONS).filter((path) => isWanted(path, prefixes));
  if (files.length === 0) return [];
  const program = await findClangFormat();
  if (program === null) {
    console.error(`notice: ${files.length} C files not looked at: clang-format ${CLANG_FORMAT} is not installed`);
    return [];
  }
  const outcomes: Outcome[] = [];
  for (const path of files) {
    const formatted = await textOf(program, ["--style=file", path]);
    outcomes.push(formatFile(path, check, () => formatted));
  }
  return outcomes;
}

/** The one version whose taste is ours, or null where it is not installed. */
async function findClangFormat(): Promise<string | null> {
  for (const program of [`clang-format-${CLANG_FORMAT}`, "clang-format"]) {
    try {
      if ((await textOf(program, ["--version"])).includes(`version ${CLANG_FORMAT}.`)) return program;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

async function textOf(program: string, args: string[]): Promise<string> {
  const { code, success, stdout } = await new Deno.Command(program, { args, cwd: ROOT, stderr: "inherit" }).output();
  if (!success) throw new Error(`Cannot format: "${program} ${args.join(" ")}" ended with code ${code}`);
  return new TextDecoder().decode(stdout);
}

function formatFile(path: string, check: boolean, format: (text: string) => string): Outcome {
  const text = Deno.readTextFileSync(`${ROOT}/${path}`);
  const wanted = format(text);
  const formatted = wanted === text;
  if (!formatted && !check) Deno.writeTextFileSync(`${ROOT}/${path}`, wanted);
  return { path, formatted };
}

function isWanted(path: string, prefixes: string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => path.startsWith(prefix.replace(/^\.\//, "")));
}
