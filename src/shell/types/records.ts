/**
 * The records that commands give: what a pipeline was worth, and what was captured of it.
 *
 * @module
 */

import { arrayOf, BOOL, BUFFER, optionalOf, record, type RecordType, STRING, type TbbType } from "./types.ts";

const TBB16: TbbType = { kind: "tbb", bits: 16 };
const TBB64: TbbType = { kind: "tbb", bits: 64 };

/** How one stage ended. `code` is `ERR` when a signal ended it or it never started. */
export const STAGE: RecordType = record("stage", {
  name: STRING,
  code: TBB16,
  signal: optionalOf(STRING),
  broken_pipe: BOOL,
});

/** What a command or pipeline that succeeded is worth. */
export const RUN: RecordType = record("run", {
  code: TBB16,
  /** Bytes of the last edge, where they were counted. */
  bytes: optionalOf(TBB64),
  stages: arrayOf(STAGE),
});

/** What `capture(…)` collects. It has the method `text()`: stdout without its trailing newline. */
export const CAPTURED: RecordType = record("captured", {
  code: TBB16,
  stdout: STRING,
  stderr: STRING,
  stddbg: STRING,
  stddato: BUFFER,
});

/** An input of a process: it is written to. Its methods are in `members.ts`. */
export const WRITER: RecordType = record("writer", {});

/** An output of a process: it is read from. */
export const READER: RecordType = record("reader", {});
