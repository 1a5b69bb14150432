/**
 * Functions of files. Names are relative to the shell's directory.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import type { BuiltinContext, Overload } from "../types/builtin.ts";
import { BOOL, BUFFER, NIL, STRING, STRINGS } from "../types/types.ts";
import { compareStrings, encodeText, ErrorValue, Failure } from "../values/mod.ts";
import { type Entry, example, failure, fallible, ofFile, optional, overload, waiting } from "./entry.ts";
import { isName, notText } from "./folder.ts";
import { expandGlob, globPieces } from "./glob.ts";
import { attempt, attemptLater } from "./system_errors.ts";

/** The words of every example: a file in a new directory. */
const IN_FOLDER = `string:d = temp_dir()?; defer remove(d, true)?;`;

export const FILES: readonly Entry[] = [
  {
    name: "read_file",
    overloads: ofFile(fallible, {}, STRING, readFile).map(waiting),
    doc: "What a file holds, as text, all of it. Fails with kind `io`, or with kind `parse` when it is not UTF-8.",
    example: example(`${IN_FOLDER} write_file(d + "/f", "hi")?; print(read_file(d + "/f")?);`, "hi"),
  },
  {
    name: "read_bytes",
    overloads: ofFile(fallible, {}, BUFFER, readBytes).map(waiting),
    doc: "What a file holds, as bytes, all of it. Fails with kind `io`.",
    example: example(`${IN_FOLDER} write_file(d + "/f", "hi")?; print(hex(read_bytes(d + "/f")?));`, "6869"),
  },
  {
    name: "write_file",
    overloads: writers(writeFile),
    doc: "Makes a file of these contents, in place of one that is there. Fails with kind `io`.",
    example: example(
      `${IN_FOLDER} write_file(d + "/f", "one")?; write_file(d + "/f", "two")?; print(read_file(d + "/f")?);`,
      "two",
    ),
  },
  {
    name: "append_file",
    overloads: writers(appendFile),
    doc: "Adds to the end of a file, which is made if it is not there. Fails with kind `io`.",
    example: example(
      `${IN_FOLDER} append_file(d + "/f", "one,")?; append_file(d + "/f", "two")?; print(read_file(d + "/f")?);`,
      "one,two",
    ),
  },
  {
    name: "exists",
    overloads: ofFile(overload, {}, BOOL, exists),
    doc: "Whether there is a file or directory of that name, as far as one is allowed to see. " +
      "A link that leads nowhere does not exist.",
    example: example(`print(exists("/"), exists("/no/such/file"));`, "true false"),
  },
  {
    name: "is_dir",
    overloads: ofFile(overload, {}, BOOL, isDir),
    doc: "Whether the name is that of a directory, or of a link to one.",
    example: example(`print(is_dir("/"), is_dir("/no/such/file"));`, "true false"),
  },
  {
    name: "list_dir",
    overloads: ofFile(fallible, {}, STRINGS, listDir),
    doc:
      "The names in a directory, hidden ones too, sorted by code point. Fails with kind `io`, also when one of them " +
      "is not UTF-8.",
    example: example(
      `${IN_FOLDER} write_file(d + "/b", "")?; write_file(d + "/a", "")?; print(list_dir(d)?);`,
      `["a", "b"]`,
    ),
  },
  {
    name: "remove",
    overloads: ofFile(fallible, { recursive: optional(BOOL) }, NIL, remove),
    doc: "Removes a file, a link or an empty directory; with true a directory and all that is in it, but never the " +
      "root or the home directory. Fails with kind `io`, also when there is nothing of that name.",
    example: example(
      `string:d = temp_dir()?; write_file(d + "/f", "")?; print(remove(d).err != NULL); remove(d, true)?; ` +
        `print(exists(d));`,
      "true",
      "false",
    ),
  },
  {
    name: "make_dir",
    overloads: ofFile(fallible, {}, NIL, makeDir),
    doc: "Makes a directory, and those above it that are missing. One that is there already is fine. " +
      "Fails with kind `io`.",
    example: example(`${IN_FOLDER} make_dir(d + "/a/b")?; print(is_dir(d + "/a/b"));`, "true"),
  },
  {
    name: "glob",
    overloads: [overload({ pattern: STRING }, STRINGS, glob)],
    doc:
      "The names of files that match a pattern, sorted by bytes: `*` any characters, `?` one, `[a-c]` one of these, " +
      "`[!a-c]` one of others, `**` as a whole part any directories; `\\` takes the meaning from a character. " +
      "None of them matches a `/` or a dot that a name begins with. No match is an empty array; a match whose name " +
      "is not UTF-8 stops the program.",
    example: example(
      `${IN_FOLDER} for (n in ["a.md", "b.txt", ".c.md"]) { write_file(d + "/" + n, "")?; } ` +
        `print(len(glob(d + "/*.md")));`,
      "1",
    ),
  },
  {
    name: "temp_dir",
    overloads: [fallible({}, STRING, tempDir)],
    doc: "Makes a new directory that nobody else may enter, where the system keeps temporary files, and gives its " +
      "name. Nobody but the program removes it. Fails with kind `io`.",
    example: example(`${IN_FOLDER} print(is_dir(d), list_dir(d)?);`, "true []"),
  },
];

function writers(call: Overload["call"]): Overload[] {
  const ofText = ofFile(fallible, { contents: STRING }, NIL, call);
  return [...ofText, ...ofFile(fallible, { contents: BUFFER }, NIL, call)].map(waiting);
}

/** What is known of a file, or null when it cannot be seen. */
function lookAt(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch {
    return null;
  }
}

function exists(_: BuiltinContext, path: string): boolean {
  return lookAt(path) !== null;
}

function isDir(_: BuiltinContext, path: string): boolean {
  return lookAt(path)?.isDirectory ?? false;
}

/** Whether nobody has to wait for it: a pipe or terminal may have nothing to read, or nobody who reads. */
function isPrompt(path: string): boolean {
  const file = lookAt(path);
  return file === null || file.isFile || file.isDirectory;
}

async function readFile(context: BuiltinContext, path: string): Promise<string | Failure> {
  const bytes = await read("read_file", context, path);
  if (bytes instanceof Failure) return bytes;
  return decoded(bytes) ?? failure(`read_file ${quoteName(path)}: not UTF-8 text`, "parse");
}

function readBytes(context: BuiltinContext, path: string): Promise<Uint8Array | Failure> {
  return read("read_bytes", context, path);
}

function read(name: string, { signal }: BuiltinContext, path: string): Promise<Uint8Array | Failure> {
  return attemptLater(name, path, async () => {
    return isPrompt(path) ? Deno.readFileSync(path) : await Deno.readFile(path, { signal });
  });
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function writeFile(context: BuiltinContext, path: string, contents: string | Uint8Array): Promise<null | Failure> {
  return write("write_file", context, path, contents, false);
}

function appendFile(context: BuiltinContext, path: string, contents: string | Uint8Array): Promise<null | Failure> {
  return write("append_file", context, path, contents, true);
}

function write(
  name: string,
  { signal }: BuiltinContext,
  path: string,
  contents: string | Uint8Array,
  append: boolean,
): Promise<null | Failure> {
  const bytes = typeof contents === "string" ? encodeText(contents) : contents;
  return attemptLater(name, path, async () => {
    if (isPrompt(path)) Deno.writeFileSync(path, bytes, { append });
    else await Deno.writeFile(path, bytes, { append, signal });
    return null;
  });
}

function listDir(_: BuiltinContext, path: string): string[] | Failure {
  return attempt("list_dir", path, () => {
    const names = Array.from(Deno.readDirSync(path), ({ name }) => name);
    const areTrue = names.every((name) => isName(`${path}/`, name, names));
    return areTrue ? names.sort(compareStrings) : failure(`list_dir: ${notText(path)}`, "io");
  });
}

function remove(_: BuiltinContext, path: string, recursive = false): null | Failure {
  return attempt("remove", path, () => {
    const kept = recursive ? keptFor(path) : null;
    if (kept !== null) return failure(`remove ${quoteName(path)}: refused, it is ${kept}`, "io");
    Deno.removeSync(path, { recursive });
    return null;
  });
}

/** Why a directory is not removed with all that is in it. */
function keptFor(path: string): string | null {
  if (Deno.lstatSync(path).isSymlink) return null;
  const real = Deno.realPathSync(path);
  if (real === Deno.realPathSync(`${real}/..`)) return "the root directory";
  const home = Deno.env.get("HOME");
  return home && lookAt(home) !== null && real === Deno.realPathSync(home) ? "the home directory" : null;
}

function makeDir(_: BuiltinContext, path: string): null | Failure {
  return attempt("make_dir", path, () => {
    Deno.mkdirSync(path, { recursive: true });
    return null;
  });
}

function glob(context: BuiltinContext, pattern: string): string[] {
  const found = expandGlob(globPieces(pattern), context.cwd());
  return found instanceof ErrorValue ? context.stop(`glob: ${found.message}`) : found;
}

function tempDir(context: BuiltinContext): string | Failure {
  const folder = context.environment("TMPDIR") ?? "/tmp";
  return attempt("temp_dir", folder, () => Deno.makeTempDirSync({ prefix: "aria-" }));
}
