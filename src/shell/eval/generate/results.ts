/**
 * Results as text. A result is its value or a `Failure`, so a value that succeeded costs nothing but the look at it.
 *
 * @module
 */

import type { Expr } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import type { Frame } from "./frame.ts";
import type { Js } from "./names.ts";

type Node<Op extends Expr["op"]> = Extract<Expr, { readonly op: Op }>;

/** `result?` */
export function unwrap(frame: Frame, node: Node<"unwrap">): Js {
  const how = testOf(node.result.type);
  const result = frame.expression(node.result);
  if (frame.kind === "function") {
    const value = frame.keep(result);
    const at = frame.mark(node.place);
    frame.line(`if (${hasFailed(frame, how, value, value, at)}) return ${value};`);
    return value;
  }
  const name = frame.scratch();
  const otherwise = `R.unwrapped(${name}, ${frame.names.place(node.place)})`;
  return `(${isCertain(frame, how, `(${name} = ${result})`, name)} ? ${name} : ${otherwise})`;
}

/** `result ? fallback`, `result ?? fallback` */
export function otherwise(frame: Frame, node: Node<"otherwise">): Js {
  const { fallback } = node;
  const how = node.nil ? "nil too" : testOf(node.result.type);
  const result = frame.expression(node.result);
  if (fallback.op !== "leave") {
    const { lines, value } = frame.lazy(fallback);
    if (lines.length === 0) {
      const name = frame.scratch();
      return `(${hasFailed(frame, how, `(${name} = ${result})`, name, frame.at)} ? ${value} : ${name})`;
    }
  }
  return frame.settle(result, (name) => {
    frame.block(`if (${hasFailed(frame, how, name, name, frame.at)}) `, () => {
      if (fallback.op === "leave") frame.statement(fallback.statement);
      else frame.line(`${name} = ${frame.expression(fallback)};`);
    });
  });
}

/** `result |> f`: the body is evaluated with the value of a result that succeeded. */
export function chain(frame: Frame, node: Node<"chain">): Js {
  return frame.settle(frame.expression(node.result), (name) => {
    frame.block(`if (!${isFailure(frame, name)}) `, () => {
      frame.line(`const ${frame.names.variable(node.variable)} = ${name};`);
      frame.line(`${name} = ${frame.expression(node.body)};`);
    });
  });
}

/** `left && right`, `left || right` of results. */
export function andThen(frame: Frame, node: Node<"andThen" | "orElse">): Js {
  const left = frame.expression(node.left);
  const { lines, value } = frame.lazy(node.right);
  const isAnd = node.op === "andThen";
  if (lines.length === 0) {
    const name = frame.scratch();
    const failed = isFailure(frame, `(${name} = ${left})`);
    return isAnd ? `(${failed} ? ${name} : ${value})` : `(${failed} ? ${value} : ${name})`;
  }
  return frame.settle(left, (name) => {
    frame.block(`if (${isAnd ? "!" : ""}${isFailure(frame, name)}) `, () => {
      frame.lines(lines);
      frame.line(`${name} = ${value};`);
    });
  });
}

/** `result.err`, `result.val` */
export function part(frame: Frame, node: Node<"err" | "val">): Js {
  const name = frame.scratch();
  const failed = isFailure(frame, `(${name} = ${frame.expression(node.result)})`);
  return node.op === "err" ? `(${failed} ? ${name}.error : null)` : `(${failed} ? null : ${name})`;
}

/**
 * How to see that a result succeeded. Where a `typeof` tells, the rest of the test is rare; a function that came to its
 * end without a value gave NIL whatever its type, which must not pass for one.
 */
type Test = "number" | "boolean" | "string" | "nothing but a failure" | "not nil either" | "nil too";

function testOf(type: Type): Test {
  const value = type.kind === "result" ? type.value : type;
  switch (value.kind) {
    case "integer":
    case "float":
    case "tbb":
      return "number";
    case "bool":
      return "boolean";
    case "string":
    case "path":
      return "string";
    case "dyn":
    case "nil":
    case "optional":
    case "error":
    case "never":
    case "unknown":
      return "nothing but a failure";
    default:
      return "not nil either";
  }
}

/** Text that is true when a result failed. `value` evaluates it, `name` has it then. */
function hasFailed(frame: Frame, how: Test, value: Js, name: Js, at: number): Js {
  switch (how) {
    case "nothing but a failure":
      return isFailure(frame, value);
    case "nil too":
      return `${value} === null || ${isFailure(frame, name)}`;
    case "not nil either":
      return `(${value} === null || ${isFailure(frame, name)}) && R.failed(${name}, ${at})`;
    default:
      return `typeof ${value} !== "${how}" && R.failed(${name}, ${at})`;
  }
}

/** Text that is true when a result succeeded for certain; else the rest of the test is the rare case's. */
function isCertain(frame: Frame, how: Test, value: Js, name: Js): Js {
  switch (how) {
    case "nothing but a failure":
    case "nil too":
      return `!${isFailure(frame, value)}`;
    case "not nil either":
      return `${value} !== null && !${isFailure(frame, name)}`;
    default:
      return `typeof ${value} === "${how}"`;
  }
}

/** Whether a value is a failure: the whole test, for any type. */
export function isFailure(frame: Frame, value: Js): Js {
  return `(${value} instanceof ${frame.names.helper("Failure")})`;
}
