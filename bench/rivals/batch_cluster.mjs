/** batch-cluster, on Node: one process, one task at a time, which is all it does. */
import { spawn } from "node:child_process";
import { check, measure, task } from "../kit.mjs";

const { BatchCluster, Task } = await import(task.library);
const DONE = "DONE";

async function requests(count) {
  const cluster = new BatchCluster({
    processFactory: () => spawn(task.program, { stdio: "pipe" }),
    versionCommand: DONE,
    pass: DONE,
    fail: "FAILED",
    maxProcs: 1,
    maxTasksPerProcess: Number.MAX_SAFE_INTEGER,
    cleanupChildProcs: false,
    // Else the program would end while it waits.
    unrefStreams: false,
    // By default it waits after each reply for what stderr may still say.
    streamFlushMillis: 0,
  });
  for (let id = 1; id <= count; id++) {
    const line = JSON.stringify({ id, payload: "" });
    const reply = await cluster.enqueueTask(new Task(`${line}\n${DONE}`, (text) => JSON.parse(text)));
    check(reply.id, id, "as the id of the reply");
  }
  await cluster.end();
  return { bytes: 0, operations: count };
}

await requests(Math.ceil(task.count / 10));
await measure(() => requests(task.count));
