/**
 * Runs checked programs: they become JavaScript, which V8 compiles.
 *
 * @module
 */

export { EVAL_CODES, type EvalCode } from "./codes.ts";
export { generate, type Generated, type GenerateOptions } from "./generate/generator.ts";
export type { Cell } from "./generate/names.ts";
export type { Ending, EndingFailure, Host, SignalSource, TypedValue } from "./host.ts";
export { runGenerated, runProgram } from "./run.ts";
