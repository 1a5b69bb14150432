/**
 * Calling a program's function for one item after the other.
 *
 * A function that waits (for a command, say) gives a promise, any other its value at once. The loops here go on without
 * a promise as long as none comes, so that the calls of plain functions cost no more than they must.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import type { Type } from "../types/types.ts";
import { Failure } from "../values/mod.ts";

/** Calls a function for each item of an array as it is now, and takes what each call passed, a value of `type`. */
export function callEach(
  context: BuiltinContext,
  items: readonly unknown[],
  type: Type,
  call: (item: never) => unknown,
  take: (value: unknown, item: unknown) => void,
): void | Promise<void> {
  const own = items.slice();
  let index = 0;
  return inTurn(() => {
    if (index === own.length) return false;
    const item = own[index++];
    return withPassed(context, type, call(item as never), (value) => {
      take(value, item);
      return true;
    });
  });
}

/** Takes steps until one says that it was the last; gives a promise only if a step does. */
export function inTurn(step: () => boolean | Promise<boolean>): void | Promise<void> {
  for (let more: boolean | Promise<boolean> = true; more;) {
    more = step();
    if (more instanceof Promise) return more.then((goOn) => goOn ? waitInTurn(step) : undefined);
  }
}

/** Gives a value now or when something is finished. */
export function after<R>(finished: void | Promise<void>, value: () => R): R | Promise<R> {
  return finished instanceof Promise ? finished.then(value) : value();
}

/** Does something with what a call passed, now or when it is there. A failure, or no value, stops the program. */
export function withPassed<R>(
  context: BuiltinContext,
  type: Type,
  outcome: unknown,
  use: (value: unknown) => R,
): R | Promise<R> {
  if (outcome instanceof Promise) return outcome.then((value) => use(valueOf(context, type, value)));
  return use(valueOf(context, type, outcome));
}

async function waitInTurn(step: () => boolean | Promise<boolean>): Promise<void> {
  while (await step());
}

/** Types whose values NIL can be one of. */
const WITH_NIL: ReadonlySet<Type["kind"]> = new Set(["nil", "optional", "dyn", "error", "result", "unknown", "never"]);

function valueOf(context: BuiltinContext, type: Type, outcome: unknown): unknown {
  if (outcome === null && !WITH_NIL.has(type.kind)) return context.stopWithoutValue();
  return outcome instanceof Failure ? context.stopWith(outcome) : outcome;
}
