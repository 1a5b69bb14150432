/**
 * Statements: which rule checks which.
 *
 * @module
 */

import type { BareCommand, Block, Defer, Expression, ExpressionStatement, If, Statement } from "../syntax/ast.ts";
import { assignment, dropped } from "./assignments.ts";
import { asCommand } from "./commands.ts";
import { condition } from "./conditions.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import { asResult, describe, execute } from "./conversions.ts";
import { declaration } from "./declarations.ts";
import { fail, leaveWithValue } from "./functions.ts";
import { exit, jump } from "./leaving.ts";
import { forIn, forLoop, loop, till, whenLoop, whileLoop } from "./loops.ts";
import { fall, pick } from "./picks.ts";
import { coalesce, unwrap } from "./results.ts";
import { shellName, shellStatement } from "./shell_words.ts";
import type { Expr, Stmt } from "./tree.ts";

/** Checks a statement. */
export function statement(context: Context, node: Statement): Stmt {
  switch (node.type) {
    case "Block":
      return block(context, node);
    case "Declaration":
      return declaration(context, node);
    case "FunctionDeclaration":
    case "StructDeclaration":
      return single(context, node);
    case "Use":
      return context.rules.use(context, node);
    case "If":
      return branch(context, node);
    case "While":
      return whileLoop(context, node);
    case "For":
      return forLoop(context, node);
    case "ForIn":
      return forIn(context, node);
    case "Loop":
      return loop(context, node);
    case "Till":
      return till(context, node);
    case "When":
      return whenLoop(context, node);
    case "Pick":
      return pick(context, node);
    case "Fall":
      return fall(context, node);
    case "Break":
    case "Continue":
      return jump(context, node);
    case "Return":
    case "Pass":
      return leaveWithValue(context, node);
    case "Fail":
      return fail(context, node);
    case "Exit":
      return exit(context, node.value, node.span);
    case "Defer":
      return defer(context, node);
    case "Assignment":
      return assignment(context, node);
    case "ExpressionStatement":
      return expressionStatement(context, node);
  }
}

function block(context: Context, node: Block): Stmt {
  return context.inScope(() => ({ op: "block", body: context.statements(node.body) }));
}

/** A declaration that stands where a statement alone does: nothing can use it. */
function single(context: Context, node: Statement): Stmt {
  return { op: "block", body: context.statements([node]) };
}

function branch(context: Context, node: If): Stmt {
  return {
    op: "if",
    condition: condition(context, node.condition),
    then: context.inScope(() => context.statement(node.then)),
    otherwise: node.otherwise && context.inScope(() => context.statement(node.otherwise!)),
  };
}

function defer(context: Context, node: Defer): Stmt {
  const inside = { defer: true, loop: false, pick: null };
  return { op: "defer", body: context.within(inside, () => context.inScope(() => context.statement(node.body))) };
}

function expressionStatement(context: Context, node: ExpressionStatement): Stmt {
  const { expression } = node;
  if (node.background) return background(context, node);
  if (expression.type === "BareCommand") {
    const stmt = shellStatement(context, expression);
    if (stmt) return stmt;
  }
  if (
    expression.type === "Call" && expression.callee.type === "Identifier" && !context.scope.find(expression.callee.name)
  ) {
    const [value, ...more] = expression.arguments;
    if (expression.callee.name === "ignore" && value && more.length === 0) {
      return { op: "drop", value: dropped(context, discarded(context, value), value) };
    }
  }
  return run(context, expression, discarded(context, expression));
}

/** An expression whose value nobody takes. */
function discarded(context: Context, node: Expression): Expr {
  if (node.type === "Unwrap") return unwrap(context, node, true);
  if (node.type === "Binary" && node.operator === "??") return coalesce(context, node, null, true);
  return context.expression(node);
}

/** An expression for its effect. */
function run(context: Context, node: Expression, value: Expr): Stmt {
  const place = context.place(node.span);
  if (value.type.kind === "unknown") return NO_STATEMENT;
  const command = asCommand(context, value, node);
  const result = asResult(command ?? value, place);
  if (result) return { op: "do", value: result, place };
  const conditional = value.op === "and" || value.op === "or" ? whenTrue(value, place) : null;
  if (conditional) return conditional;
  if (hasEffect(node) && value.type.kind !== "stream") return { op: "do", value, place };
  const message = `this statement is ${describe(value, node)} and runs nothing`;
  context.error("ARIA-135", message, node.span, idleHelp(value, node));
  return NO_STATEMENT;
}

/** What to write in place of a statement that is a mere name. */
function idleHelp({ type }: Expr, node: Expression): string | undefined {
  if (node.type !== "Identifier") return undefined;
  const { name } = node;
  if (type.kind === "function") return `call it: ${name}(…); or run the program: run("${name}")`;
  return `'${name}' is a variable here: run("${name}") runs the program`;
}

/** `x > 3 && run("a");`: the right side for its effect, if the left is so. */
function whenTrue(value: Extract<Expr, { op: "and" | "or" }>, place: ReturnType<Context["place"]>): Stmt | null {
  const { right, left } = value;
  if (right.op !== "succeeded") return null;
  const condition: Expr = value.op === "and" ? left : { op: "not", type: value.type, operand: left };
  const { result } = right;
  const isTested = result.op === "execute" && result.how === "test";
  const work = isTested ? execute(result.command, result.place) : result;
  return { op: "if", condition, then: { op: "do", value: work, place }, otherwise: null };
}

function hasEffect(node: Expression): boolean {
  switch (node.type) {
    case "Call":
    case "Postfix":
    case "Unwrap":
      return true;
    case "Binary":
      if (node.operator === "|>" || node.operator === "<|") return true;
      return ["&&", "||", "??"].includes(node.operator) && (hasEffect(node.left) || hasEffect(node.right));
    case "Is":
      return hasEffect(node.then) || hasEffect(node.otherwise);
    case "Unary":
      return node.operator === "!" && hasEffect(node.operand);
    default:
      return false;
  }
}

/** `command &` */
function background(context: Context, { expression, span }: ExpressionStatement): Stmt {
  const name = shellName(expression);
  if (name) {
    context.error(
      "ARIA-167",
      `'${name}' is carried out by the shell itself, not in the background`,
      (expression as BareCommand).span,
    );
    return NO_STATEMENT;
  }
  const value = context.expression(expression);
  const command = asCommand(context, value, expression);
  if (command) return { op: "background", command, place: context.place(span) };
  if (value.type.kind !== "unknown") {
    const message = `'&' runs a command in the background, but this is ${describe(value, expression)}`;
    context.error("ARIA-163", message, expression.span);
  }
  return NO_STATEMENT;
}
