/**
 * Programs that say themselves where something is wrong with them.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { check, type Files } from "./program.ts";

/**
 * Checks programs in which `⟨120⟩` stands before what `ARIA-120` is about; a program without such a mark has nothing
 * wrong with it.
 */
export function assertFound(...programs: string[]): void {
  for (const program of programs) assertFoundWith({}, program);
}

/** The same for a program that uses other files. */
export function assertFoundWith(files: Files, marked: string): void {
  const program = marked.replaceAll(MARK, "");
  const found = check(program, files).diagnostics[0]!.diagnostics.list();
  assertEquals(mark(program, found.map(({ code, span }) => [span.start, code.slice("ARIA-".length)])), marked);
}

const MARK = /⟨\d+⟩/g;

/** The program with marks at these offsets, which are in order. */
function mark(program: string, marks: ReadonlyArray<readonly [offset: number, code: string]>): string {
  let text = "";
  let from = 0;
  for (const [offset, code] of marks) {
    text += `${program.slice(from, offset)}⟨${code}⟩`;
    from = offset;
  }
  return text + program.slice(from);
}
