/**
 * The shell's own words: on stderr, and on stdout only for `--help` and `--version`.
 *
 * @module
 */

/** Writes all of `text` to stderr. */
export function printError(text: string): void {
  print(Deno.stderr, text);
}

/** Writes all of `text` to stdout. */
export function printOutput(text: string): void {
  print(Deno.stdout, text);
}

/** A reader that is gone takes no harm from what it does not read, so a broken pipe is passed over. */
function print(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
