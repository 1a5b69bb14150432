/**
 * Functions that make and start commands: `run`, `spawn`, `capture`, `lines`, `events`, `json`, `timeout`, `wait`.
 *
 * @module
 */

import type { Expression, Identifier } from "../syntax/ast.ts";
import { methodsOf } from "../types/members.ts";
import { CAPTURED } from "../types/records.ts";
import { COMMAND, type CommandShape, DYN, INT64, PROCESS, resultOf, STRING, type Type } from "../types/types.ts";
import { type Argument, argumentFor, type CallSite, reportCount } from "./arguments.ts";
import { asCommand } from "./commands.ts";
import { type Context, NOTHING } from "./context.ts";
import { describe, present } from "./conversions.ts";
import { exit, leaving } from "./leaving.ts";
import { argumentsOf, programOf } from "./program_arguments.ts";
import { optionsOf } from "./run_options.ts";
import { strict } from "./texts.ts";
import type { ExecuteExpression, Expr } from "./tree.ts";
import { reportTaken } from "./wiring.ts";

/** A call of one of them by its name. */
export function callSpecial(context: Context, callee: Identifier, site: CallSite): Expr {
  switch (callee.name) {
    case "run":
      return run(context, "run", site);
    case "spawn": {
      const command = run(context, "spawn", site);
      if (command.type.kind === "unknown") return command;
      return { op: "execute", how: "spawn", type: resultOf(PROCESS), command, place: context.place(site.span) };
    }
    case "capture":
      return started(context, "capture", resultOf(CAPTURED), site, null);
    case "json":
      return started(context, "json", resultOf(DYN), site, 1);
    case "lines":
      return started(context, "lines", { kind: "stream", element: STRING }, site, 1);
    case "events":
      return started(context, "events", { kind: "stream", element: DYN }, site, 3);
    case "timeout":
      return timeout(context, site);
    case "wait":
      return wait(context, site);
    case "exit":
      return leave(context, site);
    default:
      checkRest(context, site.arguments);
      return context.wrong("ARIA-166", "ignore(…) has no value", site.span, "let it be a statement of its own");
  }
}

/** `run(program, arguments, options)`: a command. */
function run(context: Context, name: string, site: CallSite): Expr {
  const [program, list, options, ...more] = site.arguments;
  if (!program) {
    return context.wrong("ARIA-106", `${name}() needs a program: ${name}("name", […])`, site.span);
  }
  checkRest(context, more);
  if (more.length > 0) reportCount(context, `${name}()`, site, 1, 3);
  const type = programOf(context, program);
  const args = list ? argumentsOf(context, list) : null;
  const { given, wired } = optionsOf(context, options);
  const shape: CommandShape = { stages: [{ wired }], fanOut: false };
  return {
    op: "command",
    type: { ...COMMAND, shape },
    program: strict(type),
    args: args && strict(args),
    options: given,
    place: context.place(site.span),
  };
}

/** A command that is started and whose stream `reads` is taken. */
function started(
  context: Context,
  how: ExecuteExpression["how"],
  type: Type,
  site: CallSite,
  reads: number | null,
): Expr {
  const command = commandOf(context, how, site, 0, 1);
  if (!command) return NOTHING;
  if (reads !== null) reportTaken(context, how, command, reads, site.arguments[0]!.node.span);
  return { op: "execute", how, type, command, place: context.place(site.span) };
}

/** The argument that is a command; null (and reported) where there is none. */
function commandOf(context: Context, name: string, site: CallSite, index: number, count: number): Expr | null {
  if (!reportCount(context, `${name}()`, site, count)) {
    checkRest(context, site.arguments);
    return null;
  }
  const { node, expr } = site.arguments[index]!;
  return needCommand(context, `${name}()`, expr ?? context.expression(node), node);
}

function needCommand(context: Context, name: string, expr: Expr, node: Expression): Expr | null {
  const command = asCommand(context, expr, node);
  if (command) return command;
  if (expr.type.kind === "unknown") return null;
  const text = context.shown(node.span);
  const meant = name === "lines()" ? `run("cat", [${text}])` : `run(${text}, […])`;
  const help = expr.type.kind === "string" ? `write ${meant}` : undefined;
  context.error("ARIA-164", `${name} needs a command, but this is ${describe(expr, node)}`, node.span, help);
  return null;
}

/** `timeout(milliseconds, command)` */
function timeout(context: Context, site: CallSite): Expr {
  const command = commandOf(context, "timeout", site, 1, 2);
  if (!command) return NOTHING;
  const { node, expr } = site.arguments[0]!;
  const time = present(expr ?? context.expression(node), context.place(node.span));
  const isInteger = time.type.kind === "integer";
  const milliseconds = isInteger
    ? time
    : argumentFor(context, { node, expr: time }, INT64, "the milliseconds of timeout() must be int64");
  if (milliseconds.op === "constant" && Number(milliseconds.value) < 0) {
    return context.wrong("ARIA-160", "the milliseconds of timeout() cannot be negative", node.span);
  }
  return { op: "limit", type: command.type, milliseconds, command, place: context.place(node.span) };
}

/** `wait(process)` */
function wait(context: Context, site: CallSite): Expr {
  if (!reportCount(context, "wait()", site, 1)) return NOTHING;
  const object = argumentFor(context, site.arguments[0]!, PROCESS, "wait() needs a process");
  const { returns } = methodsOf(PROCESS)!.get("wait")!;
  return {
    op: "method",
    type: returns,
    object,
    name: "wait",
    arguments: [],
    async: true,
    place: context.place(site.span),
  };
}

/** `exit(code)` where an expression stands. */
function leave(context: Context, site: CallSite): Expr {
  if (!reportCount(context, "exit()", site, 0, 1)) return NOTHING;
  const statement = exit(context, site.arguments[0]?.node ?? null, site.span);
  return statement.op === "exit" ? leaving(statement) : NOTHING;
}

function checkRest(context: Context, rest: readonly Argument[]): void {
  for (const { node, expr } of rest) expr ?? context.expression(node);
}
