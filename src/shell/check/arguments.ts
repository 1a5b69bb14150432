/**
 * Arguments of calls.
 *
 * @module
 */

import type { Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import type { Type } from "../types/types.ts";
import type { Context } from "./context.ts";
import { fit, valueFor } from "./conversions.ts";
import { isFlexible } from "./literals.ts";
import type { Expr } from "./tree.ts";

/** An argument: as written, and as a checked expression if it was checked already. */
export interface Argument {
  readonly node: Expression;
  readonly expr: Expr | null;
}

/** A call without what is called. */
export interface CallSite {
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

/** An argument as a value of a type; `subject` says what wants it. */
export function argumentFor(context: Context, { node, expr }: Argument, type: Type, subject: string): Expr {
  return expr && !isFlexible(node) ? fit(context, expr, node, type, subject) : valueFor(context, node, type, subject);
}

/** Whether as many arguments are given as a function takes; it is reported if not. */
export function reportCount(
  context: Context,
  name: string,
  site: CallSite,
  least: number,
  most: number = least,
): boolean {
  const given = site.arguments.length;
  if (given >= least && given <= most) return true;
  const wanted = most === Infinity ? `at least ${least}` : least === most ? String(least) : `${least} to ${most}`;
  const noun = wanted === "1" ? "argument" : "arguments";
  context.error(
    "ARIA-106",
    `${name} takes ${wanted} ${noun}, but ${given} ${given === 1 ? "is" : "are"} given`,
    site.span,
  );
  return false;
}
