/**
 * What a program that failed had to say.
 *
 * @module
 */

/** Lines that are shown, the last ones. */
const LINES_MAX = 10;

/**
 * Why a program failed it tells best itself.
 *
 * @param stderr the end of what it wrote there
 * @returns lines; none when it wrote nothing
 */
export function lastWords(stderr = ""): string {
  const lines = stderr.trimEnd().split("\n").slice(-LINES_MAX);
  return stderr.trim() === "" ? "" : `its stderr ended so:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
