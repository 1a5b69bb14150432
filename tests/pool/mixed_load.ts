/**
 * A load in which everything goes wrong that can, for the one question whether a reply ever reaches the wrong caller.
 *
 * @module
 */

import { PoolError, type StdioPool } from "../../src/pool/mod.ts";
import { LIVENESS_MS } from "../helpers.ts";
import type { Reply } from "./kit.ts";

/** Callers at a time. */
const CALLERS = 100;
/** What may happen to a request, each with its share of a thousand. */
const FATES: [share: number, commands: Record<string, unknown>][] = [
  [150, { delay: 2 }],
  [40, { size: 20_000 }],
  [20, { noise: "by the way" }],
  [5, { mute: 1 }],
  [2, { exit: 1 }],
  [2, { kill: 9 }],
  [2, { noise: "{broken" }],
];

/** Faults of a server that only ids can make good. */
const FATES_WITH_IDS: typeof FATES = [...FATES, [20, { twice: 1 }], [20, { wrong: 1 }]];

/** The ids that callers choose: `"equal"`, many have the same; `"own"`, each has its own; `"none"`. */
export type Ids = "equal" | "own" | "none";

/** What came of it. */
export interface Outcome {
  /** Requests that got their own reply. */
  right: number;
  /** Requests that got another one's. */
  wrong: number;
  /** Requests that failed, by the code of the error. */
  failed: Record<string, number>;
}

/**
 * Sends requests that each carry a word of their own, and looks whose word comes back.
 *
 * @param pool of the server of the tests.
 * @param count of requests.
 * @param ids of the requests.
 */
export async function mixedLoad(pool: StdioPool, count: number, ids: Ids): Promise<Outcome> {
  const outcome: Outcome = { right: 0, wrong: 0, failed: {} };
  let next = 0;
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    while (next < count) await one(pool, next++, ids, outcome);
  }));
  return outcome;
}

async function one(pool: StdioPool, index: number, ids: Ids, outcome: Outcome): Promise<void> {
  const word = `w${index}`;
  const id = { equal: index % 50, own: index, none: undefined }[ids];
  const message = { id, echo: word, ...fate(ids === "none" ? FATES : FATES_WITH_IDS) };
  using abortion = Math.random() < 0.03 ? abortSoon() : undefined;
  const timeoutMs = Math.random() < 0.03 ? 1 + Math.random() * 10 : 500;
  try {
    const options = { signal: abortion?.signal, timeoutMs, idempotent: Math.random() < 0.5 };
    const reply = await pool.request(message, options) as Reply;
    const isRight = (reply.echo as { echo: string }).echo === word && reply.id === id;
    outcome[isRight ? "right" : "wrong"]++;
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    outcome.failed[error.code] = (outcome.failed[error.code] ?? 0) + 1;
  }
}

function fate(fates: typeof FATES): Record<string, unknown> {
  let dice = Math.random() * 1000;
  for (const [share, commands] of fates) if ((dice -= share) < 0) return commands;
  return {};
}

/** Aborts in a moment, unless what it is for is over by then. */
function abortSoon(): Disposable & { signal: AbortSignal } {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), Math.random() * 5);
  return { signal: aborter.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** A bound for hangs of so many requests. */
export function limitFor(count: number): number {
  return LIVENESS_MS + count * 10;
}
