/**
 * What `--json` says at the end of a script, and where.
 *
 * @module
 */

import type { Place } from "../check/tree.ts";
import type { EndingFailure } from "../eval/mod.ts";
import { type JsonError, jsonLine, type JsonPlace } from "../report/json.ts";
import { Failure } from "../values/mod.ts";
import { entriesOf, unreadEntry } from "./diagnostics.ts";
import { OutputError, writeError } from "./output.ts";
import type { ScriptOutcome } from "./script.ts";
import { statsOf } from "./stats.ts";

const STDDATO = 5;
/** The library's number for a terminal. */
const TERMINAL = 4;

/**
 * Writes the line to stddato where that is wired to something that can keep it, else to stderr. A reader that is gone
 * takes no harm.
 *
 * @throws {OutputError} when it cannot be written
 */
export async function writeSummary(outcome: ScriptOutcome, durationMs: number): Promise<void> {
  const { exitCode, unread, checked, ending } = outcome;
  const failure = ending?.failure ?? passedOver(outcome);
  const line = jsonLine({
    ok: exitCode === 0 && !failure,
    status: exitCode === 0 ? ending?.status ?? 0 : exitCode,
    value: failure ? null : ending?.value ?? null,
    error: failure ? errorOf(failure) : null,
    diagnostics: [...unread ? [unreadEntry(unread)] : [], ...checked ? entriesOf(checked) : []],
    stats: statsOf(outcome).rows(),
    durationMs,
  });
  const { io } = await import("../../io/mod.ts");
  if (!io.available.stddato || await isTerminal(STDDATO)) return writeError(line);
  try {
    await io.stddato.write(line);
    await io.stddato.flush();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw new OutputError("stddato", error);
  }
}

/** The failure of the last statement, which stopped nothing: `errexit` is off. */
function passedOver({ ending, places }: ScriptOutcome): Pick<EndingFailure, "message" | "place" | "error"> | null {
  const value = ending?.value?.value;
  if (!(value instanceof Failure)) return null;
  return { message: value.error.message, place: places[value.at] ?? null, error: value.error };
}

/** Data is never shown on a terminal. */
async function isTerminal(stream: number): Promise<boolean> {
  const { HANDLE_INFO, native, Struct } = await import("../../../ffi/mod.ts");
  const info = new Struct(HANDLE_INFO);
  return native().symbols.aria_inspect(BigInt(stream), info.bytes) === 0 && info.get("kind") === TERMINAL;
}

function errorOf({ message, place, error }: Pick<EndingFailure, "message" | "place" | "error">): JsonError {
  return { message, at: place && placeOf(place), error: error ?? null };
}

function placeOf({ source, span }: Place): JsonPlace {
  const { line, column } = source.position(span.start);
  return { file: source.name, line, col: column };
}
