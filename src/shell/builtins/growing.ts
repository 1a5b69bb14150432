/**
 * Arrays that grow and shrink, also where it is known only at run time what they hold.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import type { Type } from "../types/types.ts";
import { box, Boxed, describeType, Mismatch, typeOfDyn, unbox } from "../values/mod.ts";

/** Puts an item at the end of an array and gives its new length. */
export function push(_: BuiltinContext, items: unknown[], item: unknown): number {
  return items.push(item);
}

/** Takes the last item of an array; null when there is none. */
export function pop(_: BuiltinContext, items: unknown[]): unknown {
  return items.length === 0 ? null : items.pop();
}

/** Does what {@linkcode push} does to the array in a `dyn`, if that can hold the item. */
export function pushToDyn(context: BuiltinContext, value: unknown, item: unknown): number {
  const { items, element } = arrayIn(context, "push", value);
  const converted = unbox(element, item);
  return converted instanceof Mismatch ? context.stop(`push: ${converted.message}`) : items.push(converted);
}

/** Does what {@linkcode pop} does to the array in a `dyn`. */
export function popFromDyn(context: BuiltinContext, value: unknown): unknown {
  const { items, element } = arrayIn(context, "pop", value);
  return items.length === 0 ? null : box(element, items.pop());
}

function arrayIn(context: BuiltinContext, name: string, value: unknown): { items: unknown[]; element: Type } {
  const type = typeOfDyn(value);
  if (type.kind !== "array" || type.length !== null) {
    return context.stop(`${name}: ${describeType(type)} has no length that could change`);
  }
  return { items: (value instanceof Boxed ? value.value : value) as unknown[], element: type.element };
}
