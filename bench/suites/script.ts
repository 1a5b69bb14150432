/** The program `ariash` beside dash, with a script of external commands: short ones, and such as have much to do. */
import type { Contender, Group, Row, Setting } from "../model.ts";

const FOLDER = `${import.meta.dirname}/../shell`;
/** The files that the script's commands read, by the names they have in its folder. */
const FILES = ["fib.sh", "count.sh", "cmp.py", "assign.py", "func.sh"];
const LARGE_MIB = 4;

const TIME = { kind: "time", unit: "operations" } as const;
const TARGET = { at: "most", value: 1.3 } as const;

/** A script of fifty external commands. */
export function script(setting: Setting): Group {
  const work = "a script of 50 external commands";
  const large = `files of ${LARGE_MIB} MiB`;
  const deno = `${setting.find("deno")} run -A ${FOLDER}/nothing.ts`;
  const shells: Array<[id: string, title: string, shell: string[]]> = [
    ["aria", "ariash", setting.ariash()],
    ["dash", "dash", [setting.find("dash")]],
  ];
  const timed = setting.native("timed");
  const largeFolder = writeLargeFiles();
  const contenders: Contender[] = shells.flatMap(([id, title, shell]) => {
    const run = [...shell, scriptOf(id), FOLDER];
    const nothing = [...shell, "-c", id === "dash" ? ":" : ";"];
    return [
      { id, title, command: [timed, "2", ...run] },
      { id: `${id}, started`, title: `${title}, its start taken off`, command: [timed, "2", ...run, "--", ...nothing] },
      { id: `${id}, large`, title: `${title}, ${large}`, command: [timed, "1", ...shell, scriptOf(id), largeFolder] },
    ];
  });
  contenders.push({
    id: "runtime, dash",
    title: "deno run of an empty file, then dash",
    command: [timed, "2", setting.find("dash"), "-c", `${deno}; set -- ${FOLDER}; . ${scriptOf("dash")}`],
  });
  const rows: Row[] = [
    { work, ours: "aria", against: "dash", measure: TIME, target: TARGET },
    { work: `${work}, ${large}`, ours: "aria, large", against: "dash, large", measure: TIME, target: TARGET },
    { work, ours: "aria, started", against: "dash, started", measure: TIME },
    {
      work: "an empty program of the runtime, then dash with the script",
      ours: "runtime, dash",
      against: "dash",
      measure: TIME,
    },
  ];
  const compiled = setting.compiled();
  if (compiled !== null) {
    contenders.push({
      id: "dist",
      title: "dist/ariash",
      command: [timed, "2", compiled.ariash, scriptOf("dist"), FOLDER],
    });
    rows.push({ work: `${work}, compiled`, ours: "dist", against: "dash", measure: TIME });
  }
  return {
    name: "script",
    title: "Script",
    note: "`sort`, `wc`, `cut`, `tr` and `sha256sum` over small files, ten times each, one after another: " +
      `\`bench/shell/commands.*\`; and the same over ${large}, where the commands themselves take most of the time. ` +
      "In the rows without its start, what an empty script takes is taken off on both sides. An empty program of the " +
      "runtime, and then dash with the script, is what a shell on the runtime would take if it did all that dash " +
      "does as quickly, and nothing else.",
    contenders,
    rows,
  };
}

/** The script in a shell's language. */
function scriptOf(shell: string): string {
  return `${FOLDER}/commands.${shell === "dash" ? "sh" : "aria"}`;
}

/**
 * Writes large files by the names of the small ones, their lines numbered out of order, so that `sort` has work.
 *
 * @returns their folder
 */
function writeLargeFiles(): string {
  const folder = `${import.meta.dirname}/../../build/bench/large`;
  Deno.mkdirSync(folder, { recursive: true });
  for (const name of FILES) {
    const lines = Deno.readTextFileSync(`${FOLDER}/${name}`).split("\n");
    const parts: string[] = [];
    for (let size = 0; size < LARGE_MIB << 20; size += parts.at(-1)!.length) {
      const count = parts.length;
      parts.push(`${count * 7919 % 100_003} ${lines[count % lines.length]}\n`);
    }
    Deno.writeTextFileSync(`${folder}/${name}`, parts.join(""));
  }
  return folder;
}
