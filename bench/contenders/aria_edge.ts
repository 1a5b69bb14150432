/** A source and a sink (two, for `tee`) as a pipeline, in the mode that the task names. */
import { Command, type Pipeline } from "../../src/pipeline/mod.ts";
import { check, measure, task, WARM_UP } from "../kit.mjs";

await run(WARM_UP);
await measure(() => run(task.bytes));

async function run(bytes: number): Promise<{ bytes: number; operations: number }> {
  const result = await pipeline(bytes).run();
  if (!result.ok) throw result.err;
  const { edges, code } = result.unwrap();
  check(code, 0, "as the pipeline's code");
  check(edges[0]?.mode, task.mode, "as the edge's mode");
  return { bytes, operations: 1 };
}

function pipeline(bytes: number): Pipeline {
  const args = [`${bytes}`, `${task.chunk}`];
  const source = new Command(task.source, { args, stderr: "null" });
  const sink = new Command(task.sink, { args, stdout: "null", stderr: "null" });
  if (task.mode === "tee") return source.pipe([sink, sink]);
  return source.pipe(sink, { mode: task.mode });
}
