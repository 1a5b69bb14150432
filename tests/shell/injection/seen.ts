/**
 * Comparing what programs saw and made with what they should have, byte by byte.
 *
 * @module
 */

const encoder = new TextEncoder();

/** Fails with the first string that is not seen in its place, a NUL behind it, as it is. */
export function assertSeen(bytes: Uint8Array, expected: readonly string[]): void {
  let at = 0;
  for (const [index, text] of expected.entries()) {
    const wanted = encoder.encode(`${text}\0`);
    const found = bytes.subarray(at, at + wanted.length);
    if (!equals(found, wanted)) throw new Error(`String ${index}, ${shown(text)}, was seen as ${seenAt(bytes, at)}`);
    at += wanted.length;
  }
  if (at < bytes.length) throw new Error(`More was seen than ${expected.length} strings: ${seenAt(bytes, at)}`);
}

/** The names in a folder, sorted. */
export function namesIn(path: string): string[] {
  return sorted(Array.from(Deno.readDirSync(path), ({ name }) => name));
}

/** Names in the order of their bytes. */
export function sorted(names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, bytes: encoder.encode(name) }))
    .sort((left, right) => compare(left.bytes, right.bytes))
    .map(({ name }) => name);
}

/** A string for a message: every character visible, and no more of them than a person reads. */
export function shown(text: string): string {
  const visible = JSON.stringify(text).replace(/[^ -~]/gu, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
  return visible.length <= 200 ? visible : `${visible.slice(0, 200)}… (${text.length} characters)`;
}

function equals(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function compare(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 || at >= right.length ? left.length - right.length : left[at]! - right[at]!;
}

/** What stands at an offset, up to a NUL. */
function seenAt(bytes: Uint8Array, at: number): string {
  if (at >= bytes.length) return "nothing";
  const end = bytes.indexOf(0, at);
  return shown(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at, end < 0 ? bytes.length : end)));
}
