/**
 * Runs the tour and quotes what it says in the README, between two markers. (The measured table there is written by the
 * benchmarks.)
 *
 * ```sh
 * deno task readme
 * ```
 *
 * @module
 */

import { ROOT } from "./files.ts";

const TOUR = ["run", "-A", "cli.ts", "--stats=count", "examples/tour.aria"];

/**
 * Replaces what stands between two markers, which stay.
 *
 * @param text a page that holds `<!-- NAME:begin -->` and `<!-- NAME:end -->`
 * @param name the markers' name
 * @param content what shall stand between them
 * @returns the page
 * @throws {Error} when a marker is missing
 *
 * @example
 * ```ts ignore
 * fill("<!-- a:begin -->\n<!-- a:end -->\n", "a", "hello"); // "<!-- a:begin -->\n\nhello\n\n<!-- a:end -->\n"
 * ```
 */
export function fill(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`Cannot fill "${name}": the markers "${begin}" and "${end}" are not there`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/** What the tour says on both of its streams, in the order in which it says it. */
async function runTour(): Promise<string> {
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", 'exec "$0" "$@" 2>&1', Deno.execPath(), ...TOUR],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stderr: "inherit",
  }).output();
  const output = new TextDecoder().decode(stdout);
  if (code !== 0) throw new Error(`The tour ended with code ${code}:\n${output}`);
  return output.trimEnd();
}

if (import.meta.main) {
  const path = `${ROOT}/README.md`;
  const quoted = "```text\n" + await runTour() + "\n```";
  Deno.writeTextFileSync(path, fill(Deno.readTextFileSync(path), "tour", quoted));
}
