/**
 * Comparisons as text.
 *
 * @module
 */

import type { CompareExpression, CompareOperator } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import { compareOf } from "../../values/mod.ts";
import { sequence } from "./arithmetic.ts";
import { isQuiet } from "./effects.ts";
import type { Frame } from "./frame.ts";
import type { Js } from "./names.ts";

/** `left operator right`: a bool, of `<=>` a number. */
export function comparison(frame: Frame, node: CompareExpression): Js {
  const [left, right] = frame.operands([node.left, node.right]) as [Js, Js];
  const type = left === "null" ? node.right.type : node.left.type;
  switch (type.kind) {
    case "integer":
    case "float":
    case "bool":
      return numbers(frame, node.operator, left, right);
    case "string":
    case "path":
      return strings(frame, node.operator, left, right);
    case "tbb":
      return sticky(frame, node, left, right);
    default:
      return others(frame, node.operator, type, left, right);
  }
}

/** JavaScript's own operators hold for numbers and bigints, also between them. */
function numbers(frame: Frame, operator: CompareOperator, left: Js, right: Js): Js {
  if (operator === "<=>") return `${frame.names.helper("compareNumbers")}(${left}, ${right})`;
  return `(${left} ${identity(operator)} ${right})`;
}

function strings(frame: Frame, operator: CompareOperator, left: Js, right: Js): Js {
  if (operator === "==" || operator === "!=") return `(${left} ${identity(operator)} ${right})`;
  return ordered(operator, `${frame.names.helper("compareStrings")}(${left}, ${right})`);
}

/** `ERR` equals itself and is below everything; to order it in a condition is a violation. */
function sticky(frame: Frame, node: CompareExpression, left: Js, right: Js): Js {
  const { operator } = node;
  if (operator === "==") return `${frame.names.helper("equalTbb")}(${left}, ${right})`;
  if (operator === "!=") return `!${frame.names.helper("equalTbb")}(${left}, ${right})`;
  if (operator === "<=>") return `${frame.names.helper("compareTbb")}(${left}, ${right})`;
  const a = frame.hold(left, isQuiet(node.right));
  const b = frame.hold(right, true);
  const rare = node.strict
    ? `R.compareStrictly(${a.name}, ${b.name}, ${frame.mark(node.place)})`
    : `L.compareTbb(${a.name}, ${b.name})`;
  const areNumbers = `typeof ${a.name} === "number" && typeof ${b.name} === "number"`;
  const fast = `${a.name} ${operator} ${b.name}`;
  return sequence([...a.setup, ...b.setup], `${areNumbers} ? ${fast} : ${rare} ${operator} 0`);
}

/** By contents. */
function others(frame: Frame, operator: CompareOperator, type: Type, left: Js, right: Js): Js {
  if (operator === "==" || operator === "!=") {
    if (left === "null" || right === "null") return `(${left} ${identity(operator)} ${right})`;
    return `${operator === "!=" ? "!" : ""}${frame.names.helper("equalValues")}(${left}, ${right})`;
  }
  const compare = frame.names.made(`compare ${type.kind}`, () => compareOf(type));
  return ordered(operator, `${compare}(${left}, ${right})`);
}

function identity(operator: CompareOperator): string {
  return operator === "==" || operator === "!=" ? `${operator}=` : operator;
}

function ordered(operator: CompareOperator, order: Js): Js {
  return operator === "<=>" ? order : `(${order} ${operator} 0)`;
}
