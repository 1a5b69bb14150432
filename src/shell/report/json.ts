/**
 * The line that `--json` writes about a run.
 *
 * @module
 */

import { STAGE } from "../types/records.ts";
import { arrayOf, type Type } from "../types/types.ts";
import { type ErrorValue, toJson } from "../values/mod.ts";
import type { StatsRow } from "./stats.ts";

/** A place in a file; lines and columns count from 1, columns code points. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** What was wrong with a program, and where. */
export interface JsonDiagnostic extends JsonPlace {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly endLine: number;
  readonly endCol: number;
  readonly help: string | null;
}

/** All that is known of a run. */
export interface JsonRun {
  readonly ok: boolean;
  /** The number of the last command, or the exit code of a program that `exit` ended. */
  readonly status: number;
  /** Of the last statement; null when it had none. */
  readonly value: { readonly type: Type; readonly value: unknown } | null;
  readonly error: JsonError | null;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly stats: readonly StatsRow[];
  readonly durationMs: number;
}

/** What stopped a program; `error` where it was an error value. */
export interface JsonError {
  readonly message: string;
  readonly at: JsonPlace | null;
  readonly error: ErrorValue | null;
}

/** What the error is worth when it is no error value: a failure of the program itself. */
const PLAIN = { code: 1, kind: "fail", stage: null, stages: [] };

/** A run as one line of JSON, its newline included. */
export function jsonLine(run: JsonRun): string {
  const { ok, status, value, error, diagnostics, stats, durationMs } = run;
  return `${
    JSON.stringify({
      ok,
      status,
      value: value && toJson(value.type, value.value),
      error: error && errorData(error),
      diagnostics,
      stats: stats.map((row) => ({ ...row, bytes: typeof row.bytes === "bigint" ? String(row.bytes) : row.bytes })),
      durationMs: Math.round(durationMs * 1000) / 1000,
    })
  }\n`;
}

function errorData({ message, at, error }: JsonError): Record<string, unknown> {
  if (!error) return { ...PLAIN, message, at };
  const { code, kind, details } = error;
  return {
    code: typeof code === "number" ? code : String(code),
    message,
    kind,
    at,
    stage: details.stage ?? null,
    stages: toJson(arrayOf(STAGE), details.stages ?? []),
  };
}
