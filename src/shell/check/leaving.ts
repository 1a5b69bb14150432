/**
 * `exit`, `break` and `continue`.
 *
 * @module
 */

import type { Break, Continue, Exit, Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { INT64, NEVER, NIL, resultOf } from "../types/types.ts";
import { StickyError } from "../values/mod.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import { convert, describe, mend, present } from "./conversions.ts";
import type { Expr, Stmt } from "./tree.ts";

const EXIT_CODE_MAX = 255;

/** `exit(code);` */
export function exit(context: Context, value: Expression | null, span: Exit["span"]): Stmt {
  const place = context.place(span);
  if (!value) return { op: "exit", code: null, place };
  const code = present(context.expression(value, INT64), context.place(value.span));
  const { kind } = code.type;
  if (kind === "unknown") return NO_STATEMENT;
  if (kind === "dyn") return { op: "exit", code: convert(code, INT64, place), place };
  if (kind !== "integer" && kind !== "tbb") {
    const errorCode = kind === "result" ? "ARIA-121" : kind === "optional" ? "ARIA-122" : "ARIA-120";
    context.error(
      errorCode,
      `an exit code is an integer, but this is ${describe(code, value)}`,
      value.span,
      mend(context, code, value, INT64),
    );
    return NO_STATEMENT;
  }
  return checkExitCode(context, code, value.span) ? { op: "exit", code, place } : NO_STATEMENT;
}

/** A statement that leaves, where an expression stands: its value never comes to be. */
export function leaving(statement: Stmt): Expr {
  const nothing: Expr = { op: "constant", type: resultOf(NIL), value: null };
  return { op: "otherwise", type: NEVER, result: nothing, nil: true, fallback: { op: "leave", statement } };
}

/** Whether an exit code that is known can be one. */
export function checkExitCode(context: Context, code: Expr, span: Span): boolean {
  if (code.op !== "constant" || code.value instanceof StickyError) return true;
  const number = Number(code.value);
  if (number >= 0 && number <= EXIT_CODE_MAX) return true;
  context.error("ARIA-141", `there is no exit code ${number}`, span, `exit codes are 0 to ${EXIT_CODE_MAX}`);
  return false;
}

/** `break;` and `continue;` */
export function jump(context: Context, node: Break | Continue): Stmt {
  const op = node.type === "Break" ? "break" : "continue";
  if (context.around.loop) return { op };
  if (context.around.defer)
    context.error("ARIA-145", `'${op}' would leave a 'defer', which runs to its end`, node.span);
  else context.error("ARIA-144", `'${op}' is of loops, and here is none`, node.span);
  return NO_STATEMENT;
}
