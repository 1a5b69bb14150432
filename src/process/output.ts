/**
 * What a command said, all of it.
 *
 * @module
 */

import type { ProcessStatus } from "./status.ts";

/** The end of a process and everything it wrote to its piped outputs; what is not piped is empty. */
export interface CommandOutput extends ProcessStatus {
  /** What it wrote to stdout. */
  stdout: Uint8Array<ArrayBuffer>;
  /** What it wrote to stderr. */
  stderr: Uint8Array<ArrayBuffer>;
  /** Its telemetry. */
  stddbg: Uint8Array<ArrayBuffer>;
  /** Its data. */
  stddato: Uint8Array<ArrayBuffer>;
  /** Whether a limit cut one of them. */
  truncated: boolean;
}
