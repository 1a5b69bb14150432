/**
 * `ariash --ast`: the syntax tree as JSON.
 *
 * @module
 */

import { treeOf } from "../syntax/tree.ts";
import { LoadError, Programs } from "./load.ts";
import type { ProgramSource } from "./options.ts";
import { printError, printOutput } from "./output.ts";

/** Exit code of a program that has an error. */
const BAD_PROGRAM = 2;

/**
 * Prints the tree, also that of a program with syntax errors; they are in it, under `diagnostics`.
 *
 * @returns the exit code: 2 when there are syntax errors
 */
export async function showTree(program: ProgramSource): Promise<number> {
  try {
    const { source, parsed } = await new Programs().load(program);
    printOutput(`${JSON.stringify(treeOf(parsed, source))}\n`);
    return parsed.diagnostics.count > 0 ? BAD_PROGRAM : 0;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    printError(`ariash: ${error.message}\n`);
    return error.exitCode;
  }
}
