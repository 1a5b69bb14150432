/** The program `ariash` beside other shells: its start, many commands, and bytes through pipes. */
import type { Contender, Group, Setting } from "../model.ts";

const FOLDER = `${import.meta.dirname}/../shell`;
const CHUNK = 64 << 10;
/** Runs a round; with the usual five rounds that makes a hundred. */
const STARTS = 20;

/** Starting and ending with nothing to do. */
export function start(setting: Setting): Group {
  const work = "start, run an empty program, end";
  const count = `${STARTS}`;
  const timed = setting.native("timed");
  const deno = setting.find("deno");
  const contenders: Contender[] = [
    { id: "aria", title: "ariash -c ';'", command: [timed, count, ...setting.ariash(), "-c", ";"] },
    {
      id: "deno",
      title: "deno run, an empty file",
      command: [timed, count, deno, "run", "-A", `${FOLDER}/nothing.ts`],
    },
    { id: "bash", title: "bash -c :", command: [timed, count, setting.find("bash"), "-c", ":"] },
  ];
  const group: Group = {
    name: "start",
    title: "Start",
    note: `${STARTS} runs a round. The compiled rows compare \`dist/ariash\` with an empty program compiled the same ` +
      "way, where `deno compile` is to be had.",
    contenders,
    rows: [
      {
        work,
        ours: "aria",
        against: "deno",
        measure: { kind: "time", unit: "operations" },
        target: { at: "most", value: 1.5 },
      },
      { work, ours: "aria", against: "bash", measure: { kind: "time", unit: "operations" } },
    ],
  };
  const compiled = setting.compiled();
  if (compiled === null) return group;
  contenders.push(
    { id: "dist", title: "dist/ariash -c ';'", command: [timed, count, compiled.ariash, "-c", ";"] },
    { id: "empty", title: "an empty compiled program", command: [timed, count, compiled.nothing] },
  );
  group.rows.push({
    work: `${work}, compiled`,
    ours: "dist",
    against: "empty",
    measure: { kind: "time", unit: "operations" },
    target: { at: "most", value: 1.3 },
  });
  return group;
}

/** Lines of the long program, and of what it repeats. */
const LONG_LINES = 10_000;
const REPEATED = `
struct:Item# = { string:name; int:size; };
func:weigh# = int(string:folder, int[]:sizes) {
    int:sum = 0;
    for (size in sizes) { sum = sum + size * 2 % 7; }
    Item#:item = {name: \`&{folder}/item\`, size: sum};
    if (item.size > 100 && starts_with(item.name, "big")) { fail("too large"); }
    result:listed = run("ls", ["-l", folder]) | run("wc", ["-l"]) 2> "errors#.txt";
    pass(is listed.err == NULL : item.size : -1);
};`;

/** Checking a long program. */
export function check(setting: Setting): Group {
  const path = longProgram();
  const aria = setting.ariash();
  return {
    name: "check",
    title: "Checking",
    note: "`ariash --check` of a program of functions, structs, loops and pipelines; the time of checking one of a " +
      "single line is taken off.",
    contenders: [{
      id: "aria",
      title: "ariash --check",
      command: [setting.native("timed"), "1", ...aria, "--check", path, "--", ...aria, "--check", "-c", "print(1);"],
    }],
    rows: [{
      work: `check ${LONG_LINES.toLocaleString("en")} lines, on top of the start`,
      ours: "aria",
      measure: { kind: "fact", name: "milliseconds", unit: "ms" },
      target: { at: "most", value: 300 },
    }],
  };
}

/** Writes the long program, where the compiled programs are too. */
function longProgram(): string {
  const block = REPEATED.trimStart().split("\n");
  const count = Math.ceil(LONG_LINES / block.length);
  const blocks = Array.from({ length: count }, (_, index) => block.map((line) => line.replaceAll("#", `${index}`)));
  const path = `${import.meta.dirname}/../../build/bench/long.aria`;
  Deno.writeTextFileSync(path, `${blocks.flat().join("\n")}\n`);
  return path;
}

/** Bytes from one program to the next, by the shell's own operators. */
export function pipes(setting: Setting): Group {
  const bytes = setting.quick ? 256 << 20 : 2 ** 32;
  const size = setting.quick ? "256 MiB" : "4 GiB";
  const timed = setting.native("timed");
  const source = `${setting.native("source")} ${bytes} ${CHUNK}`;
  const sink = `${setting.native("sink")} ${bytes} ${CHUNK}`;
  const stages = (a: string, operator: string, b: string) =>
    `run("sh", ["-c", "exec ${a}"]) ${operator} run("sh", ["-c", "exec ${b}"]);`;
  const aria = setting.ariash();
  const bash = setting.find("bash");
  const speed = { kind: "speed", unit: "operations" } as const;
  const target = { at: "least", value: 0.95 } as const;
  return {
    name: "pipes",
    title: "Pipes of the shell",
    note:
      "The programs of the direct edge, started by the shell's operators; bash has only the one. The start of the " +
      "shell is taken off.",
    contenders: [
      {
        id: "control",
        title: "ariash, a | b",
        command: [timed, "1", ...aria, "-c", stages(source, "|", sink), "--", ...aria, "-c", ";"],
      },
      {
        id: "data",
        title: "ariash, a |* b",
        command: [timed, "1", ...aria, "-c", stages(`${source} >&5`, "|*", `${sink} <&4`), "--", ...aria, "-c", ";"],
      },
      {
        id: "bash",
        title: "bash, a | b",
        command: [timed, "1", bash, "-c", `${source} | ${sink}`, "--", bash, "-c", ":"],
      },
    ],
    rows: [
      { work: `${size} through \`a | b\``, ours: "control", against: "bash", measure: speed, target },
      { work: `${size} through \`a |* b\``, ours: "data", against: "bash", measure: speed, target },
    ],
  };
}
