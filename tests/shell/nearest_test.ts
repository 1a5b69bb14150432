/**
 * The spelling that was probably meant.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { nearest } from "../../src/shell/syntax/nearest.ts";

Deno.test("nearest() counts a swap of neighbours as one change", () => {
  assertEquals(nearest("gne", ["sink", "gen"]), "gen");
});

Deno.test("nearest() suggests nothing for a word that is far from all", () => {
  assertEquals(nearest("compress", ["gen", "pack", "sink"]), undefined);
});
