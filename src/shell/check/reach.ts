/**
 * What can be reached: whether the end of a statement is, by its looks. Where it cannot be told, it is.
 *
 * @module
 */

import type { Block, Expression, Pick, Statement } from "../syntax/ast.ts";

/** What is known of blocks, so that none is looked at for each block around it. */
const known = new WeakMap<Statement, boolean>();

/** Whether what stands behind a statement can be reached through it. */
export function canComplete(statement: Statement): boolean {
  if (statement.type !== "Block") return look(statement);
  let can = known.get(statement);
  if (can === undefined) known.set(statement, can = look(statement));
  return can;
}

function look(statement: Statement): boolean {
  switch (statement.type) {
    case "Return":
    case "Pass":
    case "Fail":
    case "Exit":
    case "Break":
    case "Continue":
    case "Fall":
      return false;
    case "Block":
      return statement.body.every(canComplete);
    case "If":
      if (isTrue(statement.condition)) return canComplete(statement.then);
      return statement.otherwise === null || canComplete(statement.then) || canComplete(statement.otherwise);
    case "While":
    case "For":
      return !isTrue(statement.condition) || breaks(statement.body);
    case "When":
      return !isTrue(statement.condition) || breaks(statement.body);
    case "Pick":
      return pickCompletes(statement);
    default:
      return true;
  }
}

/** A `pick` without a way out has an arm for everything, and every arm leaves. */
function pickCompletes({ arms }: Pick): boolean {
  return !arms.some(({ pattern }) => pattern.type === "AnyPattern") || arms.some(({ body }) => canComplete(body));
}

function isTrue(condition: Expression): boolean {
  return condition.type === "BooleanLiteral" && condition.value;
}

/** Whether a `break` of this loop stands in its body. */
function breaks(statement: Statement): boolean {
  switch (statement.type) {
    case "Break":
      return true;
    case "Block":
      return statement.body.some(breaks);
    case "If":
      return breaks(statement.then) || (statement.otherwise !== null && breaks(statement.otherwise));
    case "Pick":
      return statement.arms.some(({ body }) => breaks(body));
    case "When":
      return [statement.then, statement.end].some((part) => part !== null && breaks(part));
    default:
      return false;
  }
}

/** Whether a function's body passes a value anywhere. */
export function passesValue(body: Block): boolean {
  return body.body.some(passes);
}

function passes(statement: Statement): boolean {
  switch (statement.type) {
    case "Pass":
    case "Return":
      return statement.value !== null;
    case "Block":
      return statement.body.some(passes);
    case "If":
      return passes(statement.then) || (statement.otherwise !== null && passes(statement.otherwise));
    case "While":
    case "For":
    case "ForIn":
    case "Loop":
    case "Till":
      return passes(statement.body);
    case "When":
      return [statement.body, statement.then, statement.end].some((part) => part !== null && passes(part));
    case "Pick":
      return statement.arms.some(({ body }) => passes(body));
    default:
      return false;
  }
}
