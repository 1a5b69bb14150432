/**
 * Loops as text. Each round has variables of its own, so that functions made in it keep theirs.
 *
 * @module
 */

import type { CountStatement, Expr, ForInStatement, Stmt } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import { solid } from "./conversions.ts";
import type { Frame, Jump, Line } from "./frame.ts";
import { type Js, literalNumber } from "./names.ts";

type Node<Op extends Stmt["op"]> = Extract<Stmt, { readonly op: Op }>;

/** `while` */
export function whileLoop(frame: Frame, node: Node<"while">): void {
  const jump = loopOf(frame, node);
  const condition = frame.capture(() => frame.expression(node.condition));
  const body = bodyOf(frame, jump, node.body);
  if (condition.lines.length === 0) return loop(frame, jump, `while (${condition.value})`, body);
  loop(frame, jump, "while (true)", [...untilFalse(frame, condition), ...body]);
}

/** `for (initial; condition; update)` */
export function forLoop(frame: Frame, node: Node<"for">): void {
  const jump = loopOf(frame, node);
  const initial = frame.capture(() => node.initial && frame.statement(node.initial)).lines;
  const condition = frame.capture(() => frame.expression(node.condition));
  const update = frame.capture(() => node.update && frame.statement(node.update)).lines;
  const body = bodyOf(frame, jump, node.body);
  const last = initial.at(-1);
  const declares = last !== undefined && /^(let|const) v\d+ = /.test(last.text);
  const before = declares ? initial.slice(0, -1) : initial;
  const head = declares ? last.text.replace(/^const/, "let").replace(/;$/, "") : "";
  if (before.length === 0) return rounds(frame, jump, head, condition, update, body);
  frame.block("", () => {
    frame.lines(before);
    rounds(frame, jump, head, condition, update, body);
  });
}

/** A head of JavaScript, where condition and update are mere expressions; else they move into the body. */
function rounds(
  frame: Frame,
  jump: Jump,
  initial: string,
  condition: { lines: readonly Line[]; value: Js },
  update: readonly Line[],
  body: readonly Line[],
): void {
  if (condition.lines.length === 0 && update.length <= 1 && !/^(if|let|const|\{)/.test(update[0]?.text ?? "")) {
    const step = update[0]?.text.replace(/;$/, "") ?? "";
    return loop(frame, jump, `for (${initial}; ${condition.value}; ${step})`, body);
  }
  const isFirst = frame.names.fresh("t");
  const step = frame.capture(() => {
    frame.block(`if (${isFirst}) ${isFirst} = false; else `, () => frame.lines(update));
  }).lines;
  const head = `for (${initial ? `${initial}, ` : "let "}${isFirst} = true;;)`;
  loop(frame, jump, head, [...step, ...untilFalse(frame, condition), ...body]);
}

/** `for (variable in iterable)` */
export function forIn(frame: Frame, node: ForInStatement): void {
  const jump = loopOf(frame, node);
  const { iterable } = node;
  if (iterable.op === "range") return overNumbers(frame, jump, node, iterable);
  const texts = frame.operands([iterable]);
  const at = frame.mark(node.place);
  switch (iterable.type.kind) {
    case "array":
    case "buffer": {
      const items = frame.keep(texts[0]!);
      const index = frame.names.fresh("t");
      const head = `for (let ${index} = 0; ${index} < ${items}.length; ${index}++)`;
      return loop(frame, jump, head, elementBody(frame, jump, node, `${items}[${index}]`));
    }
    case "string":
      return over(frame, jump, node, texts[0]!);
    case "object":
      return over(frame, jump, node, `[...${texts[0]}.keys()]`);
    case "stream":
      return overStream(frame, jump, node, texts[0]!, at);
    default:
      return over(frame, jump, node, `R.iterate(${texts[0]}, ${at})`);
  }
}

function over(frame: Frame, jump: Jump, node: ForInStatement, items: Js, head = "for"): void {
  const item = frame.names.fresh("t");
  loop(frame, jump, `${head} (const ${item} of ${items})`, elementBody(frame, jump, node, item));
}

/**
 * Lines or records as they come. When the command failed, their end is a failure that nobody took; but it may have
 * ended because of a signal, which counts more.
 */
function overStream(frame: Frame, jump: Jump, node: ForInStatement, stream: Js, at: number): void {
  frame.block("try ", () => over(frame, jump, node, stream, "for await"));
  frame.block("catch (error) ", () => {
    frame.line(`${frame.look};`);
    frame.line(`R.endOfStream(error, ${at});`);
  });
  frame.poll();
}

/** A range that is written right here needs no object. */
function overNumbers(frame: Frame, jump: Jump, node: ForInStatement, range: Extract<Expr, { op: "range" }>): void {
  const [start, end] = frame.operands([range.start, range.end]) as [Js, Js];
  const compare = range.inclusive ? "<=" : "<";
  const counter = frame.names.fresh("t");
  frame.block("", () => {
    const { first, limit, own } = uniform(frame, range.start.type, counter, start, end);
    const head = `for (let ${counter} = ${first}; ${counter} ${compare} ${limit}; ${counter}++)`;
    loop(frame, jump, head, elementBody(frame, jump, node, own));
  });
}

/**
 * Two numbers to count between. If one of them is beyond the exact range of JavaScript's numbers, both become bigints;
 * what the program sees then is brought into the form that such a value has.
 */
function uniform(frame: Frame, type: Type, counter: Js, start: Js, end: Js): { first: Js; limit: Js; own: Js } {
  const isNarrow = type.kind !== "integer" || type.bits < 64;
  if (isNarrow || literalNumber(start) !== null && literalNumber(end) !== null) {
    return { first: frame.keep(start), limit: frame.keep(end), own: counter };
  }
  const [first, limit] = [frame.names.fresh("t"), frame.names.fresh("t")];
  frame.line(`let ${first} = ${start}, ${limit} = ${end};`);
  frame.line(`if (typeof ${first} !== typeof ${limit}) { ${first} = BigInt(${first}); ${limit} = BigInt(${limit}); }`);
  return { first, limit, own: ownForm(counter) };
}

function ownForm(counter: Js): Js {
  return `(typeof ${counter} === "number" ? ${counter} : L.integerOf(${counter}))`;
}

/** The body of a loop over elements: `value` is the element of the round. */
function elementBody(frame: Frame, jump: Jump, node: ForInStatement, value: Js): Line[] {
  const { variable, element, convert } = node;
  const start = frame.capture(() => {
    if (convert) frame.line(`const ${frame.names.variable(element)} = ${value};`);
    const text = convert ? frame.expression(convert) : value;
    frame.line(`${variable.isAssigned ? "let" : "const"} ${frame.names.variable(variable)} = ${text};`);
  }).lines;
  return [...start, ...bodyOf(frame, jump, node.body)];
}

/** `loop(start, limit, step)`, `till(limit, step)` */
export function count(frame: Frame, node: CountStatement): void {
  const jump = loopOf(frame, node);
  frame.block("", () => {
    const nodes = [...(node.start ? [node.start] : []), node.limit, node.step];
    const given = frame.operands(nodes).map((text) => {
      return node.limit.type.kind === "tbb" ? solid(frame, text, "a bound of a loop", frame.mark(node.place)) : text;
    });
    const [start, limit, step] = (node.start ? given : ["0", ...given]) as [Js, Js, Js];
    const counter = frame.names.fresh("t");
    const { first, test, change, own } = fixedBounds(node, counter, start, limit, step) ??
      computedBounds(frame, node, counter, start, limit, step);
    const begin = frame.capture(() => frame.line(`const ${frame.names.variable(node.counter)} = ${own};`)).lines;
    const head = `for (let ${counter} = ${first}; ${test}; ${counter} += ${change})`;
    loop(frame, jump, head, [...begin, ...bodyOf(frame, jump, node.body)]);
  });
}

/** The parts of a loop's head, and the counter as the program sees it. */
interface Bounds {
  readonly first: Js;
  readonly test: Js;
  readonly change: Js;
  readonly own: Js;
}

/** Where all is known beforehand. */
function fixedBounds(node: CountStatement, counter: Js, start: Js, limit: Js, step: Js): Bounds | null {
  const [first, last, size] = [start, limit, step].map(literalNumber);
  if (!isNumber(first) || !isNumber(last) || !size || node.op === "loop" && size < 0) return null;
  if (node.op === "till") {
    return size > 0
      ? { first: start, test: `${counter} <= ${limit}`, change: step, own: counter }
      : { first: limit, test: `${counter} >= 0`, change: step, own: counter };
  }
  const goesUp = first <= last;
  return {
    first: start,
    test: `${counter} ${goesUp ? "<=" : ">="} ${limit}`,
    change: goesUp ? step : `-${step}`,
    own: counter,
  };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

/** Where the direction turns out when the loop begins. Numbers beyond the exact range make all of them bigints. */
function computedBounds(frame: Frame, node: CountStatement, counter: Js, start: Js, limit: Js, step: Js): Bounds {
  const { type } = node.limit;
  const [first, last, size, goesUp] = [0, 1, 2, 3].map(() => frame.names.fresh("t"));
  frame.line(`let ${first} = ${start}, ${last} = ${limit}, ${size} = ${step};`);
  const isLoop = node.op === "loop";
  frame.line(`if (${isLoop ? `!(${size} > 0)` : `${size} == 0`}) R.badStep(${size}, ${frame.mark(node.place)});`);
  const mayBeBig = "bits" in type && type.bits === 64;
  if (mayBeBig) {
    const isBig = [first, last, size].map((name) => `typeof ${name} !== "number"`).join(" || ");
    const convert = [first, last, size].map((name) => `${name} = BigInt(${name});`).join(" ");
    frame.line(`if (${isBig}) { ${convert} }`);
  }
  frame.line(`const ${goesUp} = ${isLoop ? `${first} <= ${last}` : `${size} > 0`};`);
  if (isLoop) frame.line(`if (!${goesUp}) ${size} = -${size};`);
  return {
    first: isLoop ? first! : `${goesUp} ? ${first} : ${last}`,
    test: `${goesUp} ? ${counter} <= ${last} : ${counter} >= ${isLoop ? last : first}`,
    change: size!,
    own: mayBeBig ? ownForm(counter) : counter,
  };
}

/** `when`: `then` if the condition ended it after a round, `end` otherwise. */
export function when(frame: Frame, node: Node<"when">): void {
  const jump = loopOf(frame, node);
  const [hasRun, isThrough] = [frame.names.fresh("t"), frame.names.fresh("t")];
  frame.line(`let ${hasRun} = false, ${isThrough} = false;`);
  const condition = frame.capture(() => frame.expression(node.condition));
  const body = bodyOf(frame, jump, node.body);
  const start = frame.capture(() => {
    frame.lines(condition.lines);
    frame.line(`if (!${condition.value}) { ${isThrough} = ${hasRun}; break; }`);
    frame.line(`${hasRun} = true;`);
  }).lines;
  loop(frame, jump, "while (true)", [...start, ...body]);
  if (!node.then && !node.end) return;
  frame.block(`if (${isThrough}) `, () => node.then && frame.inner(node.then));
  if (node.end) frame.block("else ", () => frame.inner(node.end!));
}

function loopOf(frame: Frame, node: Stmt): Jump {
  return { node, isLoop: true, label: frame.names.fresh("L"), isNamed: false };
}

/** The statements of a round; a signal is looked for first. */
function bodyOf(frame: Frame, jump: Jump, body: Stmt): Line[] {
  frame.jumps.push(jump);
  const { lines } = frame.capture(() => {
    frame.poll();
    frame.inner(body);
  });
  frame.jumps.pop();
  return lines;
}

function untilFalse(frame: Frame, condition: { lines: readonly Line[]; value: Js }): Line[] {
  return frame.capture(() => {
    frame.lines(condition.lines);
    frame.line(`if (!${condition.value}) break;`);
  }).lines;
}

function loop(frame: Frame, jump: Jump, head: string, body: readonly Line[]): void {
  frame.block(`${jump.isNamed ? `${jump.label}: ` : ""}${head} `, () => frame.lines(body));
}
