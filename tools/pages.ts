/**
 * Keeps pages that are written by programs: writes them, or says that they are not what would be written.
 *
 * @module
 */

import { ROOT } from "./files.ts";
import { textFormatter } from "./format.ts";

/**
 * Writes a page, formatted, or with `--check` among the arguments compares it.
 *
 * @param path from the project's root.
 * @param text of the page.
 * @param args of the command line.
 * @returns the exit code.
 */
export async function keepPage(path: string, text: string, args: readonly string[]): Promise<number> {
  const wanted = (await textFormatter()).format(path, text);
  const file = `${ROOT}/${path}`;
  if (!args.includes("--check")) {
    Deno.writeTextFileSync(file, wanted);
    return 0;
  }
  if (Deno.readTextFileSync(file) === wanted) return 0;
  console.error(`${path} is not what the code says: write it anew by the program that makes it`);
  return 1;
}
