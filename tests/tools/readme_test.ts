/**
 * What is measured goes between its markers and touches nothing else.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { fill } from "../../tools/readme.ts";

Deno.test("fill() replaces what stands between the markers, as often as it is called", () => {
  const page = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb\n<!-- y:begin -->\n<!-- y:end -->\n";
  const wanted = "a\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nb\n<!-- y:begin -->\n<!-- y:end -->\n";
  assertEquals(fill(page, "x", "new\n"), wanted);
  assertEquals(fill(wanted, "x", "new\n"), wanted);
});

Deno.test("fill() throws when a marker is missing", () => {
  assertThrows(() => fill("<!-- x:end --><!-- x:begin -->", "x", "new"), Error, 'Cannot fill "x"');
});
