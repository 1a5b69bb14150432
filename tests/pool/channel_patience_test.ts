/**
 * How a child's slowness is learnt.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Patience } from "../../src/pool/patience.ts";

/** Waits for so many requests, each with the same end; how many were waited for. */
function waitsOf(patience: Patience, requests: number, cameInTime: boolean): number {
  let waits = 0;
  for (let i = 0; i < requests; i++) {
    if (patience.next() === 0) continue;
    waits++;
    patience.learn(cameInTime);
  }
  return waits;
}

Deno.test("A child that always replies in time is always waited for", () => {
  const patience = new Patience(50);
  assertEquals(patience.next(), 50);
  assertEquals(waitsOf(patience, 1000, true), 1000);
});

Deno.test("A child that never does is hardly ever waited for", () => {
  const patience = new Patience(50);
  assert(waitsOf(patience, 10_000, false) < 100);
  assert(waitsOf(patience, 100_000, false) < 500);
});

Deno.test("A child that has become quick is waited for again", () => {
  const patience = new Patience(50);
  waitsOf(patience, 100_000, false);
  waitsOf(patience, 2000, true);
  assertEquals(waitsOf(patience, 1000, true), 1000);
});

Deno.test("A single wait in vain changes nothing", () => {
  const patience = new Patience(50);
  for (let i = 0; i < 100; i++) {
    assertEquals(waitsOf(patience, 1, false), 1);
    assertEquals(waitsOf(patience, 10, true), 10);
  }
});

Deno.test("Without a limit there is no wait", () => {
  assertEquals(waitsOf(new Patience(0), 100, true), 0);
});
