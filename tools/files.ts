/**
 * Which files are the project's own: everything in the tree but what is built, fetched or hidden.
 *
 * @module
 */

/** The top folder of the project, without a trailing slash. */
export const ROOT: string = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** Folders that hold nothing written by hand, by name or by path from the top. */
const SKIPPED = ["build", "dist", "coverage", "node_modules", "bench/results"];
/** Hidden files and folders that are part of the project all the same. */
const HIDDEN = [".ci", ".clang-format", ".editorconfig", ".gitattributes", ".gitignore"];

/**
 * Lists the project's files, sorted.
 *
 * @param extensions only names that end so, for example `[".ts", ".md"]`; all when left out
 * @param root the folder to list
 * @returns paths from `root`, with `/` between the parts
 *
 * @example
 * ```ts ignore
 * for (const path of projectFiles([".md"])) console.log(path);
 * ```
 */
export function projectFiles(extensions?: readonly string[], root: string = ROOT): string[] {
  const files: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
      const path = folder + entry.name;
      if (SKIPPED.includes(path) || entry.name === "node_modules") continue;
      if (entry.name.startsWith(".") && !HIDDEN.includes(path)) continue;
      if (entry.isDirectory) folders.push(`${path}/`);
      else if (entry.isFile && (extensions === undefined || extensions.some((end) => path.endsWith(end))))
        files.push(path);
    }
  }
  return files.sort();
}
