/**
 * What is waited for holds the program, and no longer.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { Reactor } from "../../src/streams/reactor.ts";
import "../helpers.ts"; // opens the library, before a test counts what it leaves open

/** A reactor that counts who holds it. */
class Counting extends Reactor implements Disposable {
  holds = 0;

  override hold(): void {
    this.holds++;
  }

  override release(): void {
    this.holds--;
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

Deno.test("Reactor.holdUntil() holds as long as it waits, also for what fails", async () => {
  using reactor = new Counting();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const waits = [reactor.holdUntil(first.promise), reactor.holdUntil(second.promise)];
  assertEquals(reactor.holds, 2);
  first.resolve();
  await waits[0];
  assertEquals(reactor.holds, 1);
  second.reject(new RangeError("It failed"));
  await assertRejects(() => waits[1]!, RangeError, "It failed");
  assertEquals(reactor.holds, 0);
});
