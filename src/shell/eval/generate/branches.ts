/**
 * `if` and `pick` as text, and what leaves them and the loops.
 *
 * @module
 */

import type { PickStatement, Stmt } from "../../check/tree.ts";
import type { Frame, Jump } from "./frame.ts";
import type { Js } from "./names.ts";
import { contains } from "./walk.ts";

type Node<Op extends Stmt["op"]> = Extract<Stmt, { readonly op: Op }>;

/** `if`. A chain of them stays one, as long as no condition needs lines of its own. */
export function branch(frame: Frame, node: Node<"if">): void {
  frame.block(`if (${frame.expression(node.condition)}) `, () => frame.inner(node.then));
  for (let rest = node.otherwise; rest;) {
    const next = rest.op === "if" ? frame.capture(() => frame.expression((rest as Node<"if">).condition)) : null;
    if (next?.lines.length !== 0) return frame.block("else ", () => frame.inner(rest!));
    const { then, otherwise } = rest as Node<"if">;
    frame.block(`else if (${next.value}) `, () => frame.inner(then));
    rest = otherwise;
  }
}

/** `break`, `continue`: by name, where something between here and the loop would take a plain one for its own. */
export function leave(frame: Frame, node: Node<"break" | "continue">): void {
  const loop = frame.jumps.findLast(({ isLoop }) => isLoop);
  if (!loop) return frame.line("return;");
  if (loop === frame.jumps.at(-1)) return frame.line(`${node.op};`);
  loop.isNamed = true;
  frame.line(`${node.op} ${loop.label};`);
}

/** `pick`. Without `fall` it is a chain of tests. */
export function pick(frame: Frame, node: PickStatement): void {
  const falls = contains(node.arms.map(({ body }) => body), (inner) => inner.op === "fall" && inner.pick === node);
  frame.block("", () => {
    frame.line(`const ${frame.names.variable(node.subject)} = ${frame.expression(node.value)};`);
    if (falls) return switched(frame, node);
    chain(frame, node, (arm) => frame.inner(node.arms[arm]!.body));
  });
}

/** To another arm: back to the `switch`. */
export function fall(frame: Frame, node: Node<"fall">): void {
  const jump = frame.jumps.findLast((each) => each.node === node.pick);
  if (!jump) return;
  frame.line(`${armName(jump)} = ${node.arm};`);
  frame.line(`continue ${jump.label};`);
}

/** One test after the other; the first that is true does its work. */
function chain(frame: Frame, node: PickStatement, work: (arm: number) => void): void {
  let otherwise = "";
  let depth = 0;
  for (const [index, { test }] of node.arms.entries()) {
    if (test === "never") continue;
    if (test === null) {
      frame.block(otherwise, () => work(index));
      break;
    }
    const { lines, value } = frame.capture(() => frame.expression(test));
    if (lines.length > 0 && otherwise !== "") {
      frame.line("else {");
      otherwise = "";
      depth++;
    }
    frame.lines(lines);
    frame.block(`${otherwise}if (${value}) `, () => work(index));
    otherwise = "else ";
  }
  for (; depth > 0; depth--) frame.line("}");
}

/** The arms as cases of a `switch` that is entered again by `fall`. */
function switched(frame: Frame, node: PickStatement): void {
  const jump: Jump = { node, isLoop: false, label: frame.names.fresh("L"), isNamed: true };
  frame.line(`let ${armName(jump)} = -1;`);
  chain(frame, node, (arm) => frame.line(`${armName(jump)} = ${arm};`));
  frame.jumps.push(jump);
  frame.block(`${jump.label}: while (true) `, () => {
    frame.poll();
    frame.block(`switch (${armName(jump)}) `, () => {
      for (const [index, arm] of node.arms.entries()) {
        frame.block(`case ${index}: `, () => frame.inner(arm.body));
        frame.line("break;");
      }
    });
    frame.line("break;");
  });
  frame.jumps.pop();
}

function armName({ label }: Jump): Js {
  return `a${label}`;
}
