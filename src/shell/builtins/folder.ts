/**
 * Names in folders, which need not be text.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";

/** A name that is not UTF-8 is read with this in place of what is wrong, and so as another name. */
const REPLACEMENT = "\ufffd";

/**
 * Whether an entry of a folder has the name that was read.
 *
 * @param folder its name for the system, with a slash behind it
 * @param names all that were read in it
 */
export function isName(folder: string, name: string, names: readonly string[]): boolean {
  if (!name.includes(REPLACEMENT)) return true;
  return names.indexOf(name) === names.lastIndexOf(name) && isThere(`${folder}${name}`);
}

/** What is said of a folder that has another name in it. */
export function notText(folder: string): string {
  return `a name in ${quoteName(folder)} is not UTF-8 text`;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
