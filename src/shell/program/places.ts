/**
 * Places of a program, for people.
 *
 * @module
 */

import type { Place } from "../check/tree.ts";

/** `file:line:column` of a place by its number; `-` of one that there is not. */
export function describePlace(places: readonly Place[], at: number): string {
  const place = places[at];
  return place ? place.source.where(place.span.start) : "-";
}
