/**
 * The spelling that was probably meant.
 *
 * @module
 */

/**
 * The candidate nearest to a misspelt word: fewest letters changed, added, dropped or swapped with their neighbour, at
 * most one of them for each three letters, the first of equals. Words of one or two letters are near to nothing.
 *
 * @returns `undefined` when none is near enough to be worth suggesting
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("whlie", ["for", "while"]), "while");
 * assertEquals(nearest("ls", ["is"]), undefined);
 * ```
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const found = candidate.toLowerCase();
    if (Math.abs(found.length - wanted.length) >= least) continue; // at least as many changes: a long word costs much
    const changes = distance(wanted, found);
    if (changes < least) [best, least] = [candidate, changes];
  }
  return best;
}

/** Edits between two words, a swap of neighbours counted as one (optimal string alignment). */
function distance(from: string, to: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        cost = Math.min(cost, older[j - 2]! + 1);
      current.push(cost);
    }
    [older, previous] = [previous, current];
  }
  return previous[to.length]!;
}
