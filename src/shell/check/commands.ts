/**
 * What connects commands: redirections, pipes, fan-outs, and values that are fed to one.
 *
 * @module
 */

import type { Binary, Duplicate, Expression, Pipe, PipeOperator, Redirect, Word } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { PIPE_STREAMS } from "../types/streams.ts";
import { COMMAND, type CommandShape, type CommandType, type StageShape } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import { describe, placed, present } from "./conversions.ts";
import { pathText } from "./program_arguments.ts";
import { shellName, showIn, shownLines } from "./shell_words.ts";
import { strict } from "./texts.ts";
import type { Expr, WordNode } from "./tree.ts";
import { checkDuplicate, redirectStage, wire } from "./wiring.ts";
import { wordOf } from "./words.ts";

/** An expression as a command: a variable's where it is used. Null of anything else. */
export function asCommand(context: Context, expr: Expr, node: Expression): Expr | null {
  return expr.type.kind === "command" ? placed(expr, context.place(node.span)) : null;
}

/** A redirection as it is written, in words or as an expression. */
export interface Redirection {
  readonly command: Expression;
  readonly operator: Redirect["operator"];
  readonly operatorSpan: Span;
  readonly stream: Redirect["stream"];
  readonly target: Expression | Word;
  readonly span: Span;
}

/** `command > target` of an expression whose left side was checked. */
export function redirectBinary(context: Context, node: Binary, command: Expr): Expr {
  const { left, operatorSpan, right, span } = node;
  const operator = node.operator as Redirect["operator"];
  return redirect(context, { command: left, operator, operatorSpan, stream: null, target: right, span }, command);
}

/** `command 2> target` */
export function redirect(context: Context, node: Redirection, checked?: Expr): Expr {
  const lines = shownLines(context, node.command);
  if (lines) return showIn(context, node, lines);
  const left = checked ?? context.expression(node.command);
  const target = targetOf(context, node.target);
  const command = redirectable(context, left, node.command);
  if (!command) return NOTHING;
  const shape = (command.type as CommandType).shape;
  const stage = shape?.stages[0] ?? { wired: new Map() };
  const { stream, wired } = redirectStage(context, stage, node);
  if (stream === null) return { ...NOTHING, type: command.type } as Expr;
  const type: CommandType = { ...COMMAND, shape: shape && { stages: [wired], fanOut: false } };
  return {
    op: "redirect",
    type,
    command,
    stream,
    append: node.operator === ">>",
    target,
    place: context.place(node.operatorSpan),
  };
}

/** What stands left of a redirection: a single command. */
function redirectable(context: Context, expr: Expr, node: Expression): Expr | null {
  const command = asCommand(context, expr, node);
  if (command && (command.type as CommandType).shape?.stages.length !== 1 && (command.type as CommandType).shape) {
    const message = "a redirection needs a command on its left, but this is a pipeline";
    context.error("ARIA-155", message, node.span, "redirect one of its stages");
    return null;
  }
  if (!command && expr.type.kind !== "unknown") {
    context.error(
      "ARIA-155",
      `a redirection needs a command on its left, but this is ${describe(expr, node)}`,
      node.span,
    );
  }
  return command;
}

function targetOf(context: Context, target: Expression | Word): Expr | WordNode {
  if (target.type === "Word") return wordOf(context, target, false);
  const rule = "a redirection's target must be a string";
  return strict(pathText(context, context.expression(target), target, rule, "ARIA-156"));
}

/** `command 2>&1` */
export function duplicate(context: Context, node: Duplicate): Expr {
  const left = context.expression(node.command);
  const command = redirectable(context, left, node.command);
  if (!command) return NOTHING;
  const shape = (command.type as CommandType).shape;
  const stage: StageShape = shape?.stages[0] ?? { wired: new Map() };
  const wired = checkDuplicate(context, stage, node);
  if (!wired) return { ...NOTHING, type: command.type } as Expr;
  const type: CommandType = { ...COMMAND, shape: shape && { stages: [wired], fanOut: false } };
  return { op: "duplicate", type, command, from: Number(node.from.value), to: Number(node.to.value) };
}

/** `left | right`, `left |* [a, b]` */
export function pipe(context: Context, node: Pipe): Expr {
  const rights = node.right.map((member) => context.expression(member));
  return connect(context, node, shownLines(context, node.left) ?? context.expression(node.left), rights);
}

/** A pipe of an expression whose sides were checked. */
export function pipeBinary(context: Context, node: Binary, left: Expr, right: Expr | null): Expr {
  const isList = node.right.type === "ArrayLiteral";
  const members = node.right.type === "ArrayLiteral" ? node.right.items : [node.right];
  const written: Pipe = {
    type: "Pipe",
    span: node.span,
    left: node.left,
    operator: "|",
    operatorSpan: node.operatorSpan,
    right: members,
    fanOut: isList,
  };
  return connect(
    context,
    written,
    left,
    isList || !right ? members.map((member) => context.expression(member)) : [right],
  );
}

function connect(context: Context, node: Pipe, left: Expr, rights: readonly Expr[]): Expr {
  const members = rights.map((right, index) => operand(context, right, node.right[index]!, node.operator));
  const fed = present(left, context.place(node.left.span));
  if (fed.type.kind === "string" || fed.type.kind === "buffer") return feed(context, node, fed, members);
  const from = operand(context, left, node.left, node.operator);
  if (!from || members.includes(null)) return NOTHING;
  const shape = connectedShape(context, node, from, members as Expr[]);
  return { op: "connect", type: { ...COMMAND, shape }, left: from, operator: node.operator, right: members as Expr[] };
}

/** One side of a pipe. */
function operand(context: Context, expr: Expr, node: Expression, operator: PipeOperator): Expr | null {
  const command = asCommand(context, expr, node);
  if (command || expr.type.kind === "unknown") return command;
  const name = shellName(node);
  if (name) {
    context.error(
      "ARIA-167",
      `'${name}' is carried out by the shell itself and cannot be part of a pipeline`,
      node.span,
    );
    return null;
  }
  context.error("ARIA-154", `'${operator}' connects commands, but this is ${describe(expr, node)}`, node.span);
  return null;
}

function feed(context: Context, node: Pipe, value: Expr, members: ReadonlyArray<Expr | null>): Expr {
  const { operator, operatorSpan } = node;
  if (operator === "|+" || node.fanOut) {
    const help = operator === "|+" ? "write '|' for its stdin, '|*' for its stddati" : "let 'cat' pass it on";
    const what = operator === "|+" ? "'|+' cannot feed a value" : "a value is fed to one command";
    return context.wrong("ARIA-154", what, operatorSpan, help);
  }
  const [command] = members;
  if (!command) return NOTHING;
  const { shape } = command.type as CommandType;
  const [first, ...others] = shape?.stages ?? [];
  const input = operator === "|" ? 0 : 4;
  const stages = first ? [wire(context, first, input, operatorSpan), ...others] : [];
  const type: CommandType = { ...COMMAND, shape: shape && { stages, fanOut: shape.fanOut } };
  return { op: "feed", type, value, operator, command };
}

/** What is known of a pipeline; null where nothing is known of one of its parts. */
function connectedShape(context: Context, node: Pipe, left: Expr, members: readonly Expr[]): CommandShape | null {
  const { shape } = left.type as CommandType;
  const shapes = members.map(({ type }) => (type as CommandType).shape);
  if (shape?.fanOut) {
    context.error(
      "ARIA-153",
      "nothing can follow a fan-out",
      node.operatorSpan,
      "put what follows inside its brackets",
    );
  }
  if (!shape || shapes.includes(null)) return null;
  const stages = [...shape.stages];
  const rights = shapes as CommandShape[];
  for (const [output, input] of PIPE_STREAMS[node.operator]) {
    stages.push(wire(context, stages.pop()!, output, node.operatorSpan));
    for (const [index, right] of rights.entries()) {
      const [first, ...others] = right.stages;
      rights[index] = { ...right, stages: [wire(context, first!, input, node.operatorSpan), ...others] };
    }
  }
  for (const right of rights) stages.push(...right.stages);
  return { stages, fanOut: node.fanOut || rights.some(({ fanOut }) => fanOut) };
}
