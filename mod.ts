/**
 * Aria: processes with six streams, and pipelines of them.
 *
 * A program has stdin 0, stdout 1 and stderr 2 for people, stddbg 3 for structured telemetry, and stddati 4 and stddato
 * 5 for raw data between machines. Outputs are drained by threads of their own, so nothing hangs because nobody reads;
 * processes are addressed by handles of the kernel, so nobody is killed by mistake; and a pipeline has one result that
 * no failure can hide in.
 *
 * @example
 * ```ts
 * import { Command } from "jsr:@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const result = await new Command("seq", { args: ["3"] }).pipe(new Command("tail", { args: ["-n", "1"] })).run();
 * assertEquals(new TextDecoder().decode(result.unwrap().stages[1]!.output.stdout), "3\n");
 * ```
 *
 * @module
 */

export { AriaError, type SystemError } from "./ffi/mod.ts";
export {
  Command,
  type EdgeOptions,
  type EdgeReport,
  type Next,
  Pipeline,
  PipelineError,
  type PipelineOptions,
  type PipelineValue,
  type Plane,
  RunningPipeline,
  type StageReport,
} from "./src/pipeline/mod.ts";
export {
  type CommandOptions,
  type CommandOutput,
  type EndReason,
  type FileRedirect,
  type InputRedirect,
  type OutputRedirect,
  Process,
  ProcessGroup,
  type ProcessStatus,
  type Redirect,
} from "./src/process/mod.ts";
export {
  type BufferOptions,
  type CollectOptions,
  DirectInput,
  DirectOutput,
  type DrainerStats,
  drainerStats,
  type FileTarget,
  InputStream,
  type LineOptions,
  OutputStream,
  type Overflow,
  type Pipe,
  pipe,
  PipeEnd,
  STREAM_NAMES,
  type StreamMode,
  type StreamName,
  type StreamRecord,
  type StreamStats,
  type WriteResult,
} from "./src/streams/mod.ts";
export { ERR, Err, Ok, type Result, Tbb16, Tbb32, Tbb64, Tbb8 } from "./src/values/mod.ts";
