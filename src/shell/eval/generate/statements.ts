/**
 * Statements as text.
 *
 * @module
 */

import type { Expr, Stmt } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import { branch, fall, leave, pick } from "./branches.ts";
import { Frame } from "./frame.ts";
import { namedFunction, noteTypes } from "./functions.ts";
import { count, forIn, forLoop, when, whileLoop } from "./loops.ts";
import { isSimple, type Js, quoted } from "./names.ts";
import { assign, countUp } from "./places.ts";
import { isFailure } from "./results.ts";

type Node<Op extends Stmt["op"]> = Extract<Stmt, { readonly op: Op }>;

/** Writes a statement. */
export function statement(frame: Frame, node: Stmt): void {
  switch (node.op) {
    case "block":
      return frame.block("", () => frame.body(node.body));
    case "declare":
      return declare(frame, node);
    case "function":
      return namedFunction(frame, node.variable, node.definition);
    case "assign":
      assign(frame, node);
      if (node.target.kind === "variable")
        note(frame, node, node.target.type, frame.names.variable(node.target.variable));
      return;
    case "if":
      return branch(frame, node);
    case "while":
      return whileLoop(frame, node);
    case "for":
      return forLoop(frame, node);
    case "forIn":
      return forIn(frame, node);
    case "loop":
    case "till":
      return count(frame, node);
    case "when":
      return when(frame, node);
    case "pick":
      return pick(frame, node);
    case "fall":
      return fall(frame, node);
    case "break":
    case "continue":
      return leave(frame, node);
    case "return":
      return give(frame, node);
    case "fail":
      return fail(frame, node);
    case "exit":
      return exit(frame, node);
    case "defer":
      return defer(frame, node);
    case "do":
    case "drop":
      return perform(frame, node);
    case "background":
      return background(frame, node);
    case "trace":
      return frame.line(`P.trace(${quoted(node.word)}, ${frame.mark(node.place)});`);
    case "set":
      return frame.line(`P.set(${quoted(node.name)}, ${JSON.stringify(node.value)});`);
    case "use":
      return use(frame, node.file);
  }
}

/** Writes what stands in a block, a function or a file. What was deferred is done whatever leaves it. */
export function body(frame: Frame, nodes: readonly Stmt[]): void {
  if (!nodes.some(({ op }) => op === "defer")) return inOrder(frame, nodes);
  const list = frame.names.fresh("t");
  frame.line(`const ${list} = [];`);
  frame.defers.push(list);
  frame.block("try ", () => inOrder(frame, nodes));
  frame.defers.pop();
  frame.block("finally ", () => frame.line(frame.isAsync ? `await S.leaveLater(${list});` : `S.leave(${list});`));
}

function inOrder(frame: Frame, nodes: readonly Stmt[]): void {
  const functions = nodes.filter(({ op }) => op === "function");
  for (const node of functions) frame.statement(node);
  noteTypes(frame, functions);
  for (const node of nodes) {
    if (node.op === "function") continue;
    if (frame.effects.handlesSignals) frame.poll();
    frame.statement(node);
  }
}

/** Runs a file, which does nothing the second time. */
function use(frame: Frame, file: number): void {
  frame.line(`${frame.effects.waits(frame.shared.files[file]!) ? "await " : ""}f${file}();`);
}

/** A deferred statement is a function of its own, so nothing in it can leave what it stands in. */
function defer(frame: Frame, node: Node<"defer">): void {
  const inner = new Frame(frame.shared, "defer", frame.isAsync);
  const lines = inner.whole(() => inner.inner(node.body));
  frame.line(`${frame.defers.at(-1)}.push(${frame.isAsync ? "async " : ""}() => {`);
  frame.lines(lines);
  frame.line("});");
}

function declare(frame: Frame, node: Node<"declare">): void {
  const { variable, value } = node;
  const text = frame.expression(value);
  const name = frame.names.variable(variable);
  const isDeclared = frame.names.isCell(variable) || frame.shared.isHoisted(variable);
  frame.line(`${isDeclared ? "" : variable.isAssigned ? "let " : "const "}${name} = ${text};`);
  note(frame, node, variable.type, name);
}

/** An expression for its effect. A failure that nobody takes stops the program. */
function perform(frame: Frame, node: Node<"do" | "drop">): void {
  const { value } = node;
  if (value.op === "postfix") return countUp(frame, value);
  let text = frame.expression(value);
  if (node.op === "do" && value.type.kind === "result") text = taken(frame, text, frame.mark(node.place));
  else if (!isSimple(text) && !frame.shared.noted.has(node)) frame.line(`${text};`);
  note(frame, node, value.type, text);
}

/** What could not be started is a failure too. */
function background(frame: Frame, { command, place }: Node<"background">): void {
  const plan = frame.expression(command);
  const at = frame.mark(place);
  taken(frame, `await C.background(${plan}, ${at})`, at);
}

/** A result that nobody takes. Gives its name. */
function taken(frame: Frame, result: Js, at: number): Js {
  const name = frame.scratch();
  frame.line(`if (${isFailure(frame, `(${name} = ${result})`)}) R.notTaken(${name}, ${at});`);
  return name;
}

function note(frame: Frame, node: Stmt, type: Type, value: Js): void {
  if (frame.shared.noted.has(node)) frame.line(`P.note(${frame.names.constant(type)}, ${value});`);
}

/** Success; what is returned as a result may also be a failure. */
function give(frame: Frame, { value }: Node<"return">): void {
  if (frame.kind === "function") return frame.line(`return ${value ? resultText(frame, value) : "null"};`);
  if (value?.type.kind === "result") taken(frame, frame.expression(value), frame.at);
  else if (value) frame.line(`${frame.expression(value)};`);
  frame.line("return;");
}

/** `return f()?` is `return f()`. */
function resultText(frame: Frame, value: Expr): Js {
  return frame.expression(value.op === "unwrap" ? value.result : value);
}

function fail(frame: Frame, { error, place }: Node<"fail">): void {
  const failure = `L.failure(${frame.expression(error)}, ${frame.mark(place)})`;
  frame.line(frame.kind === "function" ? `return ${failure};` : `R.stopWith(${failure});`);
}

function exit(frame: Frame, { code, place }: Node<"exit">): void {
  const text = code ? frame.expression(code) : "0";
  frame.line(`R.exit(${text}, ${frame.mark(place)});`);
}
