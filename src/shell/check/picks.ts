/**
 * `pick`, its arms, and `fall`.
 *
 * @module
 */

import type { Fall, Pattern, Pick, PickArm } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { BOOL } from "../types/types.ts";
import { matches } from "./comparisons.ts";
import { type Context, NO_STATEMENT, NOTHING } from "./context.ts";
import { newVariable, present } from "./conversions.ts";
import { mayLeave } from "./functions.ts";
import type { Expr, PickArmNode, PickStatement, Stmt } from "./tree.ts";

/** `pick (value) { arms }` */
export function pick(context: Context, node: Pick): Stmt {
  const value = context.expression(node.value);
  const subject = newVariable("subject", value.type);
  const arms: PickArmNode[] = [];
  const statement: PickStatement = { op: "pick", subject, value, arms };
  reportTwins(context, node);
  context.within({ pick: { node, statement } }, () => {
    let isCovered = false;
    for (const arm of node.arms) {
      const { pattern } = arm;
      if (!arm.label && (isCovered || pattern.type === "NeverPattern")) {
        const help = "give it a label, for 'fall' to come to it";
        context.warn("ARIA-203", "this arm is never reached", pattern.span, help);
      }
      arms.push(armOf(context, arm, { op: "variable", type: subject.type, variable: subject }));
      isCovered ||= pattern.type === "AnyPattern";
    }
  });
  return statement;
}

function armOf(context: Context, { label, pattern, body }: PickArm, subject: Expr): PickArmNode {
  const test = testOf(context, pattern, subject);
  return { label: label?.name ?? null, test, body: context.statement(body) };
}

/** Whether a pattern matches, as an expression. */
function testOf(context: Context, pattern: Pattern, subject: Expr): PickArmNode["test"] {
  switch (pattern.type) {
    case "AnyPattern":
      return null;
    case "NeverPattern":
      return "never";
    case "ComparePattern": {
      const { operator, value } = pattern;
      return matches(
        context,
        present(subject, context.place(value.span)),
        operator,
        context.expression(value, subject.type),
        value,
      );
    }
    case "ValuePattern": {
      const { value } = pattern;
      if (value.type !== "Range")
        return matches(context, subject, "==", context.expression(value, subject.type), value);
      const { start, end, inclusive } = value;
      const left = matches(context, subject, ">=", context.expression(start, subject.type), start);
      const right = matches(context, subject, inclusive ? "<=" : "<", context.expression(end, subject.type), end);
      if (left === NOTHING || right === NOTHING) return NOTHING;
      return { op: "and", type: BOOL, left, right };
    }
  }
}

function reportTwins(context: Context, node: Pick): void {
  const seen = new Map<string, PickArm>();
  for (const arm of node.arms) {
    if (!arm.label) continue;
    const first = seen.get(arm.label.name);
    if (first) {
      const help = `the first is at ${context.where(first.label!.span)}`;
      context.error("ARIA-147", `two arms have the label '${arm.label.name}'`, arm.label.span, help);
    }
    seen.set(arm.label.name, arm);
  }
}

/** `fall(label);` */
export function fall(context: Context, { label, span }: Fall): Stmt {
  if (!mayLeave(context, span, "fall")) return NO_STATEMENT;
  const open = context.around.pick;
  if (!open) {
    context.error("ARIA-146", "'fall' goes to an arm of a 'pick', and here is none", span);
    return NO_STATEMENT;
  }
  const arm = open.node.arms.findIndex((other) => other.label?.name === label.name);
  if (arm >= 0) return { op: "fall", pick: open.statement, arm };
  const labels = open.node.arms.flatMap((other) => other.label?.name ?? []);
  const near = nearest(label.name, labels);
  const help = near ? `did you mean '${near}'?` : labels.length > 0 ? `there are ${labels.join(", ")}` : undefined;
  context.error("ARIA-146", `no arm of this 'pick' has the label '${label.name}'`, label.span, help);
  return NO_STATEMENT;
}
