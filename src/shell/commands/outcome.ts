/**
 * What a pipeline was worth, as the language sees it.
 *
 * @module
 */

import { type EdgeReport, PipelineError, type PipelineValue, type StageReport } from "../../pipeline/mod.ts";
import type { Result } from "../../values/mod.ts";
import { quoteName } from "../syntax/quote.ts";
import { ErrorValue, Failure, type StageValue, StickyError } from "../values/mod.ts";
import type { Arrangement } from "./arrange.ts";
import { helpForMissing } from "./misspelt.ts";
import type { CommandPlan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import type { RunValue } from "./runner.ts";

/** How a plan went. */
export interface Outcome {
  readonly value: RunValue | Failure;
  /** 0, the exit code, 128 + n for signal n, 127 not found, 126 not executable. */
  readonly status: number;
  readonly reports: readonly StageReport[];
  readonly edges: readonly EdgeReport[];
}

/** What the judgement needs of a plan that has ended. */
export interface Ended {
  readonly plan: CommandPlan;
  readonly arrangement: readonly Arrangement[];
  readonly result: Result<PipelineValue, PipelineError>;
  /** The captured stderr of each stage, where there is one. */
  readonly stderr: ReadonlyMap<number, Uint8Array>;
  /** Bytes of the last stage's captured output; null when none was. */
  readonly captured: number | null;
  /** `file:line:column` of a place. */
  place(at: number): string;
}

const STDOUT = 1;
const TAIL_BYTES = 2048;
const NOT_FOUND = 127;

/** Judges a plan that has ended. */
export function outcomeOf(ended: Ended): Outcome {
  const { result, plan, place } = ended;
  const { stages: reports, edges } = result.ok ? result.val : result.err;
  const stages = plan.stages.map((_, index) => stageValue(plan, index, reports[index]!, place));
  const late = reports.findIndex(({ status }) => status?.reason === "timeout"); // it may say that all is well
  const failing = [late, result.ok ? -1 : result.err.stage].filter((stage) => stage >= 0);
  if (failing.length === 0) return { value: { code: 0, bytes: bytesOf(ended), stages }, status: 0, reports, edges };
  const stage = Math.min(...failing);
  const error = result.ok ? null : result.err;
  const exitCode = (error?.stage === stage ? error.shellCode : reports[stage]!.status?.code) || 1;
  const { message, kind } = reasonOf(plan, stage, reports[stage]!, error);
  const code = stages[stage]!.code === 0 ? exitCode : stages[stage]!.code;
  const { signal } = stages[stage]!;
  const help = error && isMissing(plan, error) ? helpForMissing(plan.stages[stage]!) : undefined;
  const isUnread = isUnreadBy(ended.arrangement, stages);
  const details = { stage, stages, signal, exitCode, isUnread, stderr: tailOf(ended, stage), help };
  const failed = new ErrorValue(code, message, kind, details);
  return { value: new Failure(failed, plan.stages[stage]!.at), status: exitCode, reports, edges };
}

/** Whether a stage that writes to the shell's stdout was ended by a broken pipe, and nothing else went wrong. */
function isUnreadBy(arrangement: readonly Arrangement[], stages: readonly StageValue[]): boolean {
  return stages.every(({ code, broken_pipe }) => code === 0 || broken_pipe) &&
    stages.some(({ signal }, index) => signal === "PIPE" && arrangement[index]![STDOUT]!.kind === "inherit");
}

/** The failure of a plan of which nothing was tried. */
export function refused(plan: CommandPlan, { stage, error }: Refusal, place: (at: number) => string): Failure {
  const stages = plan.stages.map(({ name, program, at }): StageValue => {
    const code = new StickyError(() => `${quoteName(program)}, which was never started, at ${place(at)}`);
    return { name, code, signal: null, broken_pipe: false };
  });
  const number = Number(error.code);
  const exitCode = error.details.exitCode ?? (number >= 1 && number <= 255 ? number : 1);
  const details = { ...error.details, stage, stages, signal: null, exitCode };
  return new Failure(new ErrorValue(error.code, error.message, error.kind, details), plan.stages[stage]!.at);
}

function stageValue(plan: CommandPlan, index: number, report: StageReport, place: Ended["place"]): StageValue {
  const { name, program, at } = plan.stages[index]!;
  const signal = withoutPrefix(report.signal);
  const end = signal === null ? "which was never started" : `which ${signal} ended`;
  const code = report.code.isErr
    ? new StickyError(() => `${quoteName(program)}, ${end}, at ${place(at)}`)
    : Number(report.code.valueOf());
  return { name, code, signal, broken_pipe: report.brokenPipe };
}

/** `KILL` of `SIGKILL`. */
function withoutPrefix(signal: string | null): string | null {
  return signal?.replace(/^SIG/, "") ?? null;
}

/** Which stage it was and what became of it, in words, and of which kind that is. */
function reasonOf(
  plan: CommandPlan,
  stage: number,
  { status }: StageReport,
  error: PipelineError | null,
): { message: string; kind: string } {
  const subject = subjectOf(plan, stage);
  if (!status || error?.code === "ARIA_STAGE_NOT_STARTED")
    return { message: `${subject} could not be started: ${whyNot(plan, stage, error!)}`, kind: kindOf(error!) };
  if (error?.code === "ARIA_TIMEOUT" || status.reason === "timeout") {
    const limit = plan.stages[stage]!.options.timeout_ms ?? Infinity;
    return { message: `${subject} did not end within ${Math.min(limit, plan.timeout ?? limit)} ms`, kind: "timeout" };
  }
  const abort = status.reason === "abort" || error?.code === "ARIA_ABORTED";
  if (status.signal) {
    const dumped = status.coreDumped ? " (core dumped)" : "";
    return { message: `${subject} was ended by ${status.signal}${dumped}`, kind: abort ? "abort" : "signal" };
  }
  const message = `${subject} failed with exit code ${status.code}`;
  return { message, kind: abort ? "abort" : "exit" };
}

/** `'sort'`, `stage 2 of 3, 'sort',`. */
export function subjectOf({ stages }: CommandPlan, stage: number): string {
  const name = quoteName(stages[stage]!.program);
  return stages.length === 1 ? name : `stage ${stage + 1} of ${stages.length}, ${name},`;
}

function stepOf(error: PipelineError): string {
  return (error.cause as { step?: string } | undefined)?.step ?? "";
}

function kindOf(error: PipelineError): string {
  return stepOf(error).startsWith("open ") ? "redirect" : "start";
}

/** Whether PATH has no program of that name. */
function isMissing({ stages }: CommandPlan, { code, stage, shellCode }: PipelineError): boolean {
  return code === "ARIA_STAGE_NOT_STARTED" && shellCode === NOT_FOUND && !stages[stage]!.program.includes("/");
}

function whyNot(plan: CommandPlan, stage: number, error: PipelineError): string {
  const { program } = plan.stages[stage]!;
  if (isMissing(plan, error)) return "there is no such program in PATH";
  const text = error.cause instanceof Error ? error.cause.message : String(error.cause);
  const reason = text.replace(`Cannot spawn "${program}": `, "").replace(/^exec: /, "");
  const [, verb, path] = /^(open|chdir) (.*)$/s.exec(stepOf(error)) ?? [];
  return path === undefined ? reason : reason.replace(`${verb} ${path}`, () => `${verb} ${quoteName(path)}`);
}

function tailOf({ stderr }: Ended, stage: number): string | undefined {
  const bytes = stderr.get(stage);
  if (!bytes) return undefined;
  return new TextDecoder().decode(bytes.subarray(-TAIL_BYTES));
}

/** Bytes of the last stage's captured output, or else of the last edge where they were counted. */
function bytesOf({ result, captured }: Ended): RunValue["bytes"] {
  if (captured !== null) return captured;
  const bytes = result.ok ? result.val.bytes : null;
  if (bytes === null) return null;
  if (bytes.isErr) return new StickyError(bytes.origin!);
  return shortest(bytes.valueOf());
}

/** A number where it is exact. */
export function shortest(value: number | bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
