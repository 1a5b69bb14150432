/**
 * Checks the documentation in the code: `deno doc --lint` on every door of the module, and beyond it that every class
 * and function shown to users has an example.
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
    location: { filename: string; line: number; };
    jsDoc?: { doc?: string; tags?: DocTag[]; };
  }[];
}

/** One `@tag` of a comment. */
interface DocTag {
  kind: string;
}

const SHOWN_BY_EXAMPLE = ["class", "function"];

if (import.meta.main) {
  const { exports } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)) as { exports: Record<string, string>; };
  const doors = Object.values(exports);
  const lint = await new Deno.Command(Deno.execPath(), { args: ["doc", "--lint", ...doors], cwd: ROOT, stdout: "null" })
    .spawn().status;
  const bare = (await Promise.all(doors.map(withoutExample))).flat();
  for (const line of new Set(bare)) console.error(line);
  if (!lint.success || bare.length > 0) Deno.exit(1);
  console.log(`documented: ${doors.join(", ")}`);
}

/** The classes and functions behind a door whose comment shows no example. */
async function withoutExample(door: string): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", door],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot read the documentation of "${door}"`);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as { nodes: Record<string, { symbols: DocNode[]; }>; };
  return Object.values(nodes).flatMap(({ symbols }) => symbols).flatMap(({ name, declarations }) =>
    declarations
      .filter(({ kind, jsDoc }) =>
        !name.endsWith("Error") && SHOWN_BY_EXAMPLE.includes(kind) &&
        !jsDoc?.tags?.some((tag) => tag.kind === "example")
      )
      .map(({ location }) => `${location.filename}:${location.line + 1}: ${name} has no @example`)
  );
}
