/**
 * What pools do with the signals of their callers.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder, until } from "../helpers.ts";
import { ask, failure, serverPool } from "./kit.ts";

/** A signal that knows how many listen to it. */
class CountingSignal {
  readonly signal: AbortSignal = new AbortController().signal;
  listeners = 0;

  constructor() {
    const { addEventListener, removeEventListener } = this.signal;
    Object.assign(this.signal, {
      addEventListener: (...words: Parameters<typeof addEventListener>) => {
        this.listeners++;
        addEventListener.apply(this.signal, words);
      },
      removeEventListener: (...words: Parameters<typeof removeEventListener>) => {
        this.listeners--;
        removeEventListener.apply(this.signal, words);
      },
    });
  }
}

Deno.test("A signal is listened to while its request is under way, and no longer", async () => {
  using folder = new Folder();
  const counting = new CountingSignal();
  const { signal } = counting;
  await using pool = serverPool({ maxQueue: 1, pingTimeoutMs: 20 });
  const first = ask(pool, { id: 1 }, { signal });
  const second = ask(pool, { id: 2 }, { signal });
  assertEquals(counting.listeners, 2);
  await failure(pool.request({ id: 3 }, { signal }), "QueueFull");
  await Promise.all([first, second]);
  assertEquals(counting.listeners, 0);
  await failure(pool.request({ id: 4, exit: 1 }, { signal }), "ChildExited");
  await failure(
    pool.request({ id: 5, file: folder.file("twice"), exit: 1 }, { signal, idempotent: true }),
    "ChildExited",
  );
  await failure(pool.request({ id: 6, mute: 1 }, { signal, timeoutMs: 20 }), "RequestTimeout");
  await pool.request({ id: 7n }, { signal }).catch(() => {});
  {
    await using connection = await pool.acquire({ signal });
    await connection.request({ id: 8 }, { signal });
    await failure(pool.acquire({ signal, timeoutMs: 10 }), "AcquireTimeout");
  }
  assertEquals(counting.listeners, 0);
  const endless = failure(pool.request({ id: 9, mute: 1 }, { signal }), "Closed");
  const waiting = failure(pool.request({ id: 10 }, { signal }), "Closed");
  await until(() => pool.snapshot().inFlight === 1, "a child has it");
  assertEquals(counting.listeners, 2);
  await pool.kill();
  await Promise.all([endless, waiting]);
  await failure(pool.request({ id: 11 }, { signal }), "Closed");
  assertEquals(counting.listeners, 0);
});
