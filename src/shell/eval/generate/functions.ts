/**
 * Functions of the program as JavaScript functions: plain ones wherever they cannot wait.
 *
 * @module
 */

import type { FunctionNode, Stmt, Variable } from "../../check/tree.ts";
import type { FunctionType } from "../../types/types.ts";
import { Frame, type Line } from "./frame.ts";
import type { Js } from "./names.ts";

/** A lambda: a new function each time. */
export function lambda(frame: Frame, definition: FunctionNode): Js {
  const { names, effects } = frame;
  const name = names.fresh("t");
  const isAsync = effects.waits(definition);
  const { lines } = frame.capture(() => {
    frame.line(`const ${name} = ${isAsync ? "async " : ""}(${parametersOf(frame, definition)}) => {`);
    frame.lines(bodyOf(frame, definition, isAsync));
    frame.line("};");
    noteType(frame, name, definition);
  });
  frame.makes(lines);
  return name;
}

/** A named function. JavaScript lets it be called from the beginning of its block, as the language does. */
export function namedFunction(frame: Frame, variable: Variable, definition: FunctionNode): void {
  const { names, effects } = frame;
  const isAsync = effects.waits(definition);
  const name = names.variable(variable);
  const head = names.isCell(variable)
    ? `${name} = ${isAsync ? "async " : ""}function`
    : `${isAsync ? "async " : ""}function ${name}`;
  frame.line(`${head}(${parametersOf(frame, definition)}) {`);
  frame.lines(bodyOf(frame, definition, isAsync));
  frame.line(names.isCell(variable) ? "};" : "}");
}

/** Functions first, then the rest: so their types are noted before anybody gets hold of one. */
export function noteTypes(frame: Frame, body: readonly Stmt[]): void {
  for (const statement of body) {
    if (statement.op === "function") noteType(frame, frame.names.variable(statement.variable), statement.definition);
  }
}

/** The signature goes with a function that is used as a value: code that does not know it can call it then. */
function noteType(frame: Frame, name: Js, definition: FunctionNode): void {
  if (!frame.effects.escapes(definition)) return;
  const parameters = definition.parameters.map(({ type }) => type);
  const type: FunctionType = { kind: "function", signature: { parameters, returns: definition.returns } };
  frame.line(`L.typedFunction(${name}, ${frame.names.constant(type)});`);
}

function parametersOf(frame: Frame, { parameters }: FunctionNode): string {
  return parameters.map((parameter) => frame.names.variable(parameter)).join(", ");
}

function bodyOf(outer: Frame, definition: FunctionNode, isAsync: boolean): Line[] {
  const frame = new Frame(outer.shared, "function", isAsync);
  return frame.whole(() => {
    frame.poll();
    frame.body(definition.body);
    if (!leaves(definition.body)) frame.line("return null;");
  });
}

/** Whether the end of a body is never reached, as its last statement shows. */
function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  return last?.op === "return" || last?.op === "fail" || last?.op === "exit";
}
