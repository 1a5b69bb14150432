/**
 * Calls as text: of the program's functions, of built-in functions, of methods.
 *
 * @module
 */

import type { BuiltinCall, Expr } from "../../check/tree.ts";
import { isCalled, knownDefinition } from "./effects.ts";
import type { Frame } from "./frame.ts";
import { intrinsic } from "./intrinsics.ts";
import { type Js, quoted } from "./names.ts";

type Node<Op extends Expr["op"]> = Extract<Expr, { readonly op: Op }>;

/** A call of a function of the program. Its value is a result. */
export function call(frame: Frame, node: Node<"call">): Js {
  const { effects } = frame;
  const [callee, ...args] = frame.operands([node.callee, ...node.arguments]);
  const at = frame.mark(node.place);
  const definition = knownDefinition(node.callee);
  if (definition) {
    const text = `${callee}(${args.join(", ")})`;
    return effects.waits(definition) ? frame.wait(text) : text;
  }
  const { type } = node.callee;
  const isTyped = type.kind === "function" && type.signature !== null;
  const text = isTyped ? `(0, ${callee})(${args.join(", ")})` : `R.call(${callee}, [${args.join(", ")}], ${at})`;
  return effects.unknownCallsWait ? frame.waitIfPromise(text) : text;
}

/** A call of a built-in function. It gets one context per place of the program. */
export function builtin(frame: Frame, node: BuiltinCall): Js {
  const args = frame.operands(node.arguments);
  const at = frame.mark(node.place);
  const short = intrinsic(frame, node, args);
  if (short !== null) return short;
  const { names } = frame;
  const context = names.context(at, node.types);
  const text = `${names.constant(node.overload.call)}(${[context, ...args].join(", ")})`;
  if (node.overload.async) return frame.wait(`S.after(${text})`);
  return canWait(frame, node) ? frame.waitIfPromise(text) : text;
}

/** Whether some function that it calls can wait. */
function canWait(frame: Frame, node: BuiltinCall): boolean {
  const { effects } = frame;
  return node.arguments.some((argument, index) => {
    if (!isCalled(node, index)) return false;
    const definition = knownDefinition(argument);
    return definition ? effects.waits(definition) : effects.unknownCallsWait;
  });
}

/** A method of what the runner gave. */
export function method(frame: Frame, node: Node<"method">): Js {
  const [object, ...args] = frame.operands([node.object, ...node.arguments]);
  frame.mark(node.place);
  const text = `${object}[${quoted(node.name)}](${args.join(", ")})`;
  return node.async ? frame.wait(`S.after(${text})`) : text;
}
