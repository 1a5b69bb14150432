/**
 * How the use of a child is counted.
 *
 * @module
 */

import { assert } from "@std/assert";
import { clock } from "../../src/pool/clock.ts";
import { completeOptions } from "../../src/pool/options.ts";
import { Uses } from "../../src/pool/uses.ts";

clock.now(); // opens the library, which stays open

Deno.test("A child is idle from the moment that it is ready, however long it took to be", () => {
  const uses = new Uses(completeOptions({ command: "cat" }));
  uses.ready(clock.now() + 1000);
  assert(uses.idleMs < 0, `${uses.idleMs} ms`);
  assert(uses.cappedIdleMs < 0, `${uses.cappedIdleMs} ms`);
});

Deno.test("Only long uses have the capped idle time count from anew", () => {
  const uses = new Uses(completeOptions({ command: "cat", idleTtlMs: 100 }));
  const born = clock.now();
  uses.ready(born);
  uses.begin(born + 1000);
  uses.end(born + 1099);
  assert(uses.cappedIdleMs >= 0 && uses.idleMs < 0);
  uses.begin(born + 2000);
  uses.begin(born + 2050);
  uses.end(born + 2060);
  uses.end(born + 2100);
  assert(uses.cappedIdleMs < 0);
});
