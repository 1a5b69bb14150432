/**
 * Expressions as text.
 *
 * @module
 */

import type { Expr } from "../../check/tree.ts";
import type { IntegerType } from "../../types/types.ts";
import { arithmetic, complement, negation } from "./arithmetic.ts";
import { builtin, call, method } from "./calls.ts";
import { command, execute } from "./commands.ts";
import { comparison } from "./comparisons.ts";
import { conversion, text } from "./conversions.ts";
import { isQuiet } from "./effects.ts";
import type { Frame } from "./frame.ts";
import { lambda } from "./functions.ts";
import { type Js, literal, quoted } from "./names.ts";
import { element, field, key, postfix, slice } from "./places.ts";
import { andThen, chain, isFailure, otherwise, part, unwrap } from "./results.ts";
import { zero } from "./zero.ts";

type Node<Op extends Expr["op"]> = Extract<Expr, { readonly op: Op }>;

/** Writes an expression. */
export function expression(frame: Frame, node: Expr): Js {
  switch (node.op) {
    case "constant":
      return literal(frame.names, node.value);
    case "zero":
      return zero(frame.names, node.type);
    case "variable":
      return frame.names.variable(node.variable);
    case "given":
      return `P.given(${quoted(node.name)})`;
    case "listing":
      return `P.listing(${JSON.stringify(node.settings)})`;
    case "traced":
      return `(P.trace(${quoted(node.word)}, ${frame.mark(node.place)}), ${frame.expression(node.value)})`;
    case "environment":
      return `P.${node.isNeeded ? "needed" : "environment"}(${quoted(node.name)}, ${frame.at})`;
    case "array":
      return `[${frame.operands(node.items).join(", ")}]`;
    case "object":
      return `new Map([${fields(frame, node.fields, (name, value) => `[${name}, ${value}]`)}])`;
    case "record":
      return `({ ${fields(frame, node.fields, (name, value) => `${propertyName(name)}: ${value}`)} })`;
    case "text":
      return text(frame, node);
    case "negate":
      return negation(frame, node.operand.type, frame.expression(node.operand));
    case "complement":
      return complement(frame, node.operand.type as IntegerType, frame.expression(node.operand));
    case "not":
      return `!${frame.expression(node.operand)}`;
    case "arithmetic": {
      const [left, right] = frame.operands([node.left, node.right]) as [Js, Js];
      const operands = { left, right, isRightQuiet: isQuiet(node.right) };
      return arithmetic(frame, node.left.type, node.operator, operands, node.place);
    }
    case "compare":
      return comparison(frame, node);
    case "and":
      return lazily(frame, node.left, node.right, "&&", (left) => left);
    case "or":
      return lazily(frame, node.left, node.right, "||", (left) => `!${left}`);
    case "coalesce":
      return lazily(frame, node.left, node.right, "??", (left) => `${left} === null`);
    case "choose":
      return choose(frame, node);
    case "range": {
      const [start, end] = frame.operands([node.start, node.end]);
      return `L.rangeOf(${start}, ${end}, ${node.inclusive})`;
    }
    case "convert":
      return conversion(frame, node);
    case "succeeded":
      return `!${isFailure(frame, frame.expression(node.result))}`;
    case "unwrap":
      return unwrap(frame, node);
    case "otherwise":
      return otherwise(frame, node);
    case "andThen":
    case "orElse":
      return andThen(frame, node);
    case "err":
    case "val":
      return part(frame, node);
    case "chain":
      return chain(frame, node);
    case "field":
      return field(frame, node);
    case "errorField":
      return `L.errorField(${frame.expression(node.object)}, ${quoted(node.name)})`;
    case "key":
      return key(frame, node);
    case "element":
      return element(frame, node);
    case "slice":
      return slice(frame, node);
    case "postfix":
      return postfix(frame, node);
    case "lambda":
      return lambda(frame, node.definition);
    case "call":
      return call(frame, node);
    case "builtin":
      return builtin(frame, node);
    case "method":
      return method(frame, node);
    case "execute":
      return execute(frame, node);
    default:
      return command(frame, node);
  }
}

function fields(frame: Frame, given: Node<"object">["fields"], write: (name: Js, value: Js) => string): string {
  const values = frame.operands(given.map(([_, value]) => value));
  return given.map(([name], index) => write(quoted(name), values[index]!)).join(", ");
}

/** As it stands in braces, where one name would mean something else. */
function propertyName(name: Js): Js {
  return name === '"__proto__"' ? `[${name}]` : name;
}

/** Operators whose right side may not be evaluated. */
function lazily(frame: Frame, left: Expr, right: Expr, operator: "&&" | "||" | "??", goesOn: (left: Js) => Js): Js {
  const first = frame.expression(left);
  const { lines, value } = frame.lazy(right);
  if (lines.length === 0) return `(${first} ${operator} ${value})`;
  return frame.settle(first, (name) => {
    frame.block(`if (${goesOn(name)}) `, () => {
      frame.lines(lines);
      frame.line(`${name} = ${value};`);
    });
  });
}

/** `is condition : then : otherwise` */
function choose(frame: Frame, node: Node<"choose">): Js {
  const condition = frame.expression(node.condition);
  const then = frame.lazy(node.then);
  const otherwise = frame.lazy(node.otherwise);
  if (then.lines.length === 0 && otherwise.lines.length === 0) {
    return `(${condition} ? ${then.value} : ${otherwise.value})`;
  }
  return frame.settle("null", (name) => {
    for (const [head, { lines, value }] of [[`if (${condition}) `, then], ["else ", otherwise]] as const) {
      frame.block(head, () => {
        frame.lines(lines);
        frame.line(`${name} = ${value};`);
      });
    }
  });
}
