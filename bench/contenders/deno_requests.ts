/** Requests over the streams of a `Deno.Command`: for callers who each await their reply, or in a loop. */
import { plainWay } from "../../src/pool/bench/mod.ts";
import { check, measure, task } from "../kit.mjs";

interface Seen {
  bytes: number;
  operations: number;
}

const options = {
  command: task.program,
  args: [],
  framing: "jsonl" as const,
  requests: task.count,
  window: task.window,
  payload: 0,
};
const works: Record<string, (count: number) => Promise<Seen>> = { callers, loop };

const work = works[task.work];
if (work === undefined) throw new TypeError(`Cannot measure "${task.work}": there is no such work`);
await work(Math.ceil(task.count / 10));
await measure(() => work(task.count));

async function callers(count: number): Promise<Seen> {
  await using way = plainWay(options, task.window);
  const took = await way.ask(count);
  check(took.length, count, "replies");
  return { bytes: 0, operations: count };
}

/** Writes what it may, takes apart what comes, and writes as many again: nobody waits for a reply of his own. */
async function loop(count: number): Promise<Seen> {
  const child = new Deno.Command(task.program, { stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let sent = 0;
  let received = 0;
  let rest = "";
  function send(wanted: number): void {
    const lines: string[] = [];
    for (const end = Math.min(sent + wanted, count); sent < end;) {
      lines.push(`${JSON.stringify({ id: ++sent, payload: "" })}\n`);
    }
    if (lines.length > 0) writer.write(encoder.encode(lines.join("")));
  }
  send(task.window);
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) check(JSON.parse(line).id, ++received, "as the id of the reply");
    send(lines.length);
    if (received === count) break;
  }
  await writer.close();
  await child.status;
  return { bytes: 0, operations: count };
}
