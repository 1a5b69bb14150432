/**
 * The names of functions that are part of the language and not of the table of built-in functions: their types follow
 * rules of their own.
 *
 * @module
 */

/** Functions that make and start commands, `ignore`, and `exit`. */
export const SPECIAL_NAMES: ReadonlySet<string> = new Set(
  ["run", "spawn", "capture", "lines", "events", "json", "timeout", "wait", "ignore", "exit"],
);
