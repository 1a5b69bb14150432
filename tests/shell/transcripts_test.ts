/**
 * Programs and what they do: every case of `tests/transcripts/*.aria.txt` is run in a folder of its own.
 *
 * A case is its title, the program, and what comes of it; what is left out is empty, exit code 0:
 *
 * ```text
 * ### a title
 * print(1 + 1);
 * === stdout
 * 2
 * === exit 0
 * ```
 *
 * Further sections: `=== stderr`; `=== file NAME`, what a file must hold at the end; `=== given NAME`, a file that is
 * there before; `=== options …`, words in front of the program's file. A text whose last line has no end is followed by
 * the line `(no newline)`.
 *
 * With `ARIA_RECORD=1` the files are rewritten with what happened, to be looked at before they are kept.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { fromFileUrl, runAria, withFolder } from "./ariash.ts";

const FOLDER = fromFileUrl("../transcripts");
const RUNS_AT_ONCE = 4;
const NO_NEWLINE = "(no newline)\n";

/** One program and what comes of it. */
interface Case {
  readonly title: string;
  readonly program: string;
  readonly options: string;
  readonly given: ReadonlyMap<string, string>;
  readonly outcome: Outcome;
}

/** What came of a program. */
interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly files: ReadonlyMap<string, string>;
}

for (const { name } of [...Deno.readDirSync(FOLDER)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  if (!name.endsWith(".aria.txt")) continue;
  Deno.test(`the programs of ${name} do what they are written to do`, async () => {
    const path = `${FOLDER}/${name}`;
    const cases = Deno.readTextFileSync(path).split(/^### /m).slice(1).map(parseCase);
    const outcomes = await inBatches(cases, run);
    if (Deno.env.get("ARIA_RECORD") === "1") {
      await Deno.writeTextFile(
        path,
        cases.map((each, index) => format({ ...each, outcome: outcomes[index]! })).join(""),
      );
      return;
    }
    const shown = (index: number, outcome: Outcome) => format({ ...cases[index]!, outcome });
    assertEquals(
      outcomes.map((outcome, index) => shown(index, outcome)).join(""),
      cases.map(({ outcome }, index) => shown(index, outcome)).join(""),
    );
  });
}

async function run({ program, options, given, outcome }: Case): Promise<Outcome> {
  let found: Outcome | undefined;
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/t.aria`, program);
    for (const [file, text] of given) await Deno.writeTextFile(`${folder}/${file}`, text);
    const { code, stdout, stderr } = await runAria([...options.split(" ").filter(Boolean), "t.aria"], { cwd: folder });
    const files = new Map([...outcome.files.keys()].map((file) => [file, readIfThere(`${folder}/${file}`)] as const));
    found = { stdout, stderr, exit: code, files };
  });
  return found!;
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "(there is no such file)\n";
    throw error;
  }
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const left = items.entries();
  const takeTurns = async () => {
    for (const [index, item] of left) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: RUNS_AT_ONCE }, takeTurns));
  return items.map((_, index) => results.get(index)!);
}

function parseCase(text: string): Case {
  const [top, ...sections] = text.split(/^=== /m);
  const titleEnd = top!.indexOf("\n");
  const given = new Map<string, string>();
  const files = new Map<string, string>();
  const outcome = { stdout: "", stderr: "", exit: 0, files };
  let options = "";
  for (const section of sections) {
    const headEnd = section.indexOf("\n");
    const [word, ...rest] = section.slice(0, headEnd).split(" ");
    const body = section.slice(headEnd + 1).replace(new RegExp(`\n${RegExp.escape(NO_NEWLINE)}$`), "");
    if (word === "stdout" || word === "stderr") outcome[word] = body;
    else if (word === "exit") outcome.exit = Number(rest[0]);
    else if (word === "options") options = rest.join(" ");
    else if (word === "given") given.set(rest[0]!, body);
    else if (word === "file") files.set(rest[0]!, body);
    else throw new Error(`A transcript has no section '${word}': ${top}`);
  }
  return { title: top!.slice(0, titleEnd), program: top!.slice(titleEnd + 1), options, given, outcome };
}

function format({ title, program, options, given, outcome }: Case): string {
  const sections = [`### ${title}\n${program}`];
  if (options) sections.push(`=== options ${options}\n`);
  for (const [file, text] of given) sections.push(`=== given ${file}\n${whole(text)}`);
  if (outcome.stdout) sections.push(`=== stdout\n${whole(outcome.stdout)}`);
  if (outcome.stderr) sections.push(`=== stderr\n${whole(outcome.stderr)}`);
  for (const [file, text] of outcome.files) sections.push(`=== file ${file}\n${whole(text)}`);
  if (outcome.exit !== 0) sections.push(`=== exit ${outcome.exit}\n`);
  return sections.join("");
}

function whole(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n${NO_NEWLINE}`;
}
