/**
 * Checks the documentation in the code: `deno doc --lint` on every door of the module, and beyond it that the exports
 * that a user meets first have an example.
 *
 * ```sh
 * deno run -A tools/check_docs.ts
 * ```
 *
 * That the examples run is checked by `deno test --doc` (see the task `doc`).
 *
 * @module
 */

import { ROOT } from "./files.ts";

/** The part of `deno doc --json` that is looked at. */
interface DocNode {
  name: string;
  declarations: {
    kind: string;
    location: { filename: string; line: number };
    jsDoc?: { doc?: string; tags?: DocTag[] };
  }[];
}

/** One `@tag` of a comment. */
interface DocTag {
  kind: string;
}

/** What a user meets first; the rest is reached from these. */
const MAIN_EXPORTS = [
  "Command",
  "Process",
  "Pipeline",
  "StdioPool",
  "JsonRpcPool",
  "OutputStream",
  "InputStream",
  "pipe",
  "io",
  "Ok",
  "Err",
  "Tbb8",
];

if (import.meta.main) {
  const { exports } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)) as { exports: Record<string, string> };
  const doors = Object.values(exports);
  const lint = await new Deno.Command(Deno.execPath(), { args: ["doc", "--lint", ...doors], cwd: ROOT, stdout: "null" })
    .spawn().status;
  const examples = (await Promise.all(doors.map(exportsWithExample))).flat();
  const bare = MAIN_EXPORTS.filter((name) => !examples.includes(name));
  for (const name of bare) console.error(`${name} is not exported, or has no @example`);
  if (!lint.success || bare.length > 0) Deno.exit(1);
  console.log(`documented: ${doors.join(", ")}`);
}

/** The names behind a door whose comments show an example. */
async function exportsWithExample(door: string): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", door],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot read the documentation of "${door}"`);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as { nodes: Record<string, { symbols: DocNode[] }> };
  return Object.values(nodes)
    .flatMap(({ symbols }) => symbols)
    .filter(({ declarations }) => declarations.some(({ jsDoc }) => jsDoc?.tags?.some(({ kind }) => kind === "example")))
    .map(({ name }) => name);
}
