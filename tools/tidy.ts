/**
 * The house rules that a machine can see, as functions over the text of the project's files. `tests/tidy_test.ts` runs
 * them over the tree; run by hand it prints what it finds:
 *
 * ```sh
 * deno run -A tools/tidy.ts
 * ```
 *
 * @module
 */

import { projectFiles, ROOT } from "./files.ts";
import { docsAreIndexed, linksResolve } from "./tidy_docs.ts";
import { doorsAreUsed, importsRunDownward, noImportCycles } from "./tidy_imports.ts";

/** One file of the project. */
export interface SourceFile {
  /** From the top of the project, with `/` between the parts. */
  path: string;
  /** All that it holds. */
  text: string;
}

/** One breach of one rule. */
export interface Finding {
  /** The file. */
  path: string;
  /** Its line, counted from 1. */
  line: number;
  /** What is wrong and what is wanted instead. */
  message: string;
}

/** Looks at all files at once and says what breaks it. */
export type Rule = (files: readonly SourceFile[]) => Finding[];

/** Every rule by its name. */
export const RULES: Readonly<Record<string, Rule>> = {
  nativeCodeStaysInFfi,
  importsRunDownward,
  doorsAreUsed,
  noImportCycles,
  filesBeginWithTheirIdea,
  filesHoldOneIdea,
  namesAreSnakeCase,
  linesAreShort,
  textEndsCleanly,
  nothingIsUnfinished,
  projectStandsAlone,
  docsAreIndexed,
  linksResolve,
};

/** Reads the files that the rules are about. */
export function readProject(root: string = ROOT): SourceFile[] {
  return projectFiles(undefined, root)
    .filter((path) => TEXT.test(path))
    .map((path) => ({ path, text: Deno.readTextFileSync(`${root}/${path}`) }));
}

const TEXT = /\.(ts|mts|js|mjs|json|md|c|h|aria|py|sh|txt)$|^\.ci\/|^LICENSE$/;
const CODE = /\.(ts|mts|js|mjs|c|h|aria|py|sh)$/;
const PRODUCT = /^(src|ffi)\/.*\.(ts|c|h)$|^(cli|mod)\.ts$|^[a-z_]+\.c$/;
const LINES_MAX = 400;
const COLUMNS_MAX = 120;
/** Files that are one thing by nature, however long: a header is read as one page of reference. */
const WHOLE = ["ffi/native/aria.h", "ffi/native/aria_io.h"];

/** Only `ffi/` opens libraries, handles pointers or asks which system this is; the rest asks for capabilities. */
export function nativeCodeStaysInFfi(files: readonly SourceFile[]): Finding[] {
  const anywhere = /Deno\.(dlopen|build\.os)\b/;
  const product = /\bUnsafe(Pointer|PointerView|Callback|FnPointer)\b/;
  return eachLine(files.filter(({ path }) => /\.m?[tj]s$/.test(path) && !path.startsWith("ffi/")), (line, { path }) => {
    const found = anywhere.exec(line) ?? (PRODUCT.test(path) ? product.exec(line) : null);
    return found && `${found[0]} outside ffi/: ask ffi/mod.ts instead`;
  });
}

/** The first thing in a file says what the file is for. */
export function filesBeginWithTheirIdea(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path, text }) => PRODUCT.test(path) && !/^(#!.*\n)?\s*\/\*/.test(text))
    .map(({ path }) => ({ path, line: 1, message: "The file does not begin with a comment that says what it is for" }));
}

/** A file is a page or a few. */
export function filesHoldOneIdea(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path, text }) => PRODUCT.test(path) && !WHOLE.includes(path) && lineCount(text) > LINES_MAX)
    .map(({ path, text }) => ({
      path,
      line: LINES_MAX + 1,
      message: `${lineCount(text)} lines, at most ${LINES_MAX} are wanted: which second idea moved in?`,
    }));
}

/** File names are `snake_case`. */
export function namesAreSnakeCase(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => CODE.test(path) && !/^\.?[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(path.split("/").at(-1) ?? ""))
    .map(({ path }) => ({ path, line: 1, message: "The name of the file is not in snake_case" }));
}

/** Lines of code fit the screen; a line may be longer only for the sake of an address. */
export function linesAreShort(files: readonly SourceFile[]): Finding[] {
  return eachLine(files.filter(({ path }) => CODE.test(path)), (line) => {
    const columns = [...line].length;
    return columns > COLUMNS_MAX && !/https?:\/\//.test(line) &&
      `${columns} columns, at most ${COLUMNS_MAX} are wanted`;
  });
}

/** No carriage returns, no blanks at the end of a line, one newline at the end of a file. */
export function textEndsCleanly(files: readonly SourceFile[]): Finding[] {
  const lines = eachLine(files, (line) => {
    if (line.endsWith("\r")) return "The line ends with a carriage return";
    return /[ \t]$/.test(line) && "The line ends with a blank";
  });
  const ends = files.filter(({ text }) => text !== "" && (!text.endsWith("\n") || text.endsWith("\n\n")));
  return [
    ...lines,
    ...ends.map(({ path, text }) => ({
      path,
      line: lineCount(text),
      message: "The file does not end with exactly one newline",
    })),
  ];
}

/** Work to be done is done, or stands where work is planned, and not in the sources. */
export function nothingIsUnfinished(files: readonly SourceFile[]): Finding[] {
  const words = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`);
  return eachLine(files, (line) => {
    const found = words.exec(line);
    return found && `Unfinished: "${found[0]}"`;
  });
}

/** No file needs, or mentions, what only one machine or workplace has. */
export function projectStandsAlone(files: readonly SourceFile[]): Finding[] {
  const foreign = new RegExp(`${["/wo" + "rk/", "\\.\\./sha" + "red"].join("|")}|\\b[a-z]+\\.md,? §`);
  return eachLine(files.filter(({ path }) => !path.startsWith(".ci/")), (line) => {
    const found = foreign.exec(line);
    return found && `"${found[0]}" means nothing to a reader of the project alone`;
  });
}

function eachLine(
  files: readonly SourceFile[],
  look: (line: string, file: SourceFile) => string | false | null,
): Finding[] {
  return files.flatMap((file) =>
    file.text.split("\n").flatMap((line, index) => {
      const message = look(line, file);
      return message ? [{ path: file.path, line: index + 1, message }] : [];
    })
  );
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

if (import.meta.main) {
  const files = readProject();
  let count = 0;
  for (const [name, rule] of Object.entries(RULES)) {
    for (const { path, line, message } of rule(files)) {
      console.log(`${path}:${line}: ${message} (${name})`);
      count++;
    }
  }
  console.log(`${count} findings in ${files.length} files`);
  if (count > 0) Deno.exit(1);
}
