/**
 * Writes `docs/language/errors.md`, the catalogue of diagnostics, from the tables in the code.
 *
 * ```sh
 * deno run -A tools/errors_page.ts            # writes it
 * deno run -A tools/errors_page.ts --check    # compares, and fails when it is not what would be written
 * ```
 *
 * @module
 */

import { CHECK_CODES } from "../src/shell/check/codes.ts";
import { JOB_CODES } from "../src/shell/commands/codes.ts";
import { EVAL_CODES } from "../src/shell/eval/codes.ts";
import { type CodeEntry, SYNTAX_CODES } from "../src/shell/syntax/codes.ts";
import { keepPage } from "./pages.ts";

/** An entry, with the files that its example uses. */
export interface CatalogueEntry extends CodeEntry {
  readonly files?: Readonly<Record<string, string>>;
}

/** The parts of the catalogue, in the order in which a program meets them. */
export const CATALOGUE: ReadonlyArray<
  { title: string; note: string; codes: Readonly<Record<string, CatalogueEntry>> }
> = [
  { title: "Reading", note: "The text is not a program.", codes: SYNTAX_CODES },
  {
    title: "Checking",
    note:
      "The text is a program that cannot be right. Like the errors above, these are found before anything runs: exit " +
      "code 2.",
    codes: CHECK_CODES,
  },
  {
    title: "Running",
    note: "The program stops: what was deferred runs, and the exit code tells what it was.",
    codes: EVAL_CODES,
  },
  {
    title: "Ending",
    note: "Commands that nobody waited for went wrong. These are warnings: the exit code stays what it is.",
    codes: JOB_CODES,
  },
];

const HEAD = `# Errors

Every diagnostic has a code, at the end of its first line:

\`\`\`text
job.aria:2:7: error: 'nmae' is not declared [ARIA-100]
  print(nmae);
        ^^^^
help: did you mean 'name'?
\`\`\`

The codes stay what they are from version to version; the wording may change. Of each, this page has a program that
gives it, and the mend.
`;

if (import.meta.main) Deno.exit(await keepPage("docs/language/errors.md", errorsPage(), Deno.args));

/** The text of the page. */
export function errorsPage(): string {
  const parts = CATALOGUE.map(({ title, note, codes }) => {
    const entries = Object.entries(codes).toSorted(([a], [b]) => a < b ? -1 : 1);
    return [`## ${title}`, note, ...entries.map(([code, entry]) => section(code, entry))].join("\n\n");
  });
  return `${[HEAD.trimEnd(), ...parts].join("\n\n")}\n`;
}

function section(code: string, { title, example, mend, files = {} }: CatalogueEntry): string {
  const others = Object.entries(files).map(([path, text]) => `with \`${path}\`:\n\n${block(text)}`);
  const sentence = `${title[0]!.toUpperCase()}${title.slice(1)}.`;
  return [`### ${code}`, sentence, block(example), ...others, mend].join("\n\n");
}

function block(program: string): string {
  return `\`\`\`text\n${program.trimEnd()}\n\`\`\``;
}
