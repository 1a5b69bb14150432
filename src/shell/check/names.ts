/**
 * Names: declaring them, finding them, and what to say of one that is not there.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { Identifier } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { KEYWORDS } from "../syntax/tokens.ts";
import { INT32, optionalOf, STRING, STRINGS, type Type } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import type { Entry, ModuleEntry, VariableEntry } from "./scopes.ts";
import { SPECIAL_NAMES } from "./special_names.ts";
import type { Expr, Variable } from "./tree.ts";
import { simpleType } from "./type_names.ts";

/** Names with a value that every program finds declared. */
const GIVEN: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["ARGS", STRINGS],
  ["ARG0", STRING],
  ["STATUS", INT32],
  ["LASTPID", optionalOf(INT32)],
  ["PID", INT32],
]);

/** Names that every program finds declared. They are read-only. */
export const PREDECLARED: readonly string[] = [...GIVEN.keys(), "ENV"];

/** Declares a name in the present scope; a name that it has already is reported. */
export function declare(context: Context, name: Identifier, entry: Entry): void {
  const known = context.scope.names.get(name.name);
  const isGiven = PREDECLARED.includes(name.name);
  if (!known && !isGiven) return void context.scope.names.set(name.name, entry);
  const message = `'${name.name}' is already declared`;
  if (isGiven) return context.error("ARIA-101", message, name.span, "every program has it");
  const first = known?.span;
  if (!first) return context.error("ARIA-101", message, name.span, "it is imported");
  if (first.start <= name.span.start)
    return context.error("ARIA-101", message, name.span, `first declared at ${context.where(first)}`);
  // A function or struct is declared before the scope's other names, but stands behind this one.
  context.error("ARIA-101", message, first, `first declared at ${context.where(name.span)}`);
}

/** Declares a variable that a program names; it hides a program that is run as a bare word elsewhere. */
export function declareVariable(
  context: Context,
  name: Identifier,
  type: Type,
  how: VariableEntry["how"],
): Variable {
  const variable: Variable = { name: name.name, type, isGlobal: context.isOutermost, isAssigned: false };
  const since = context.isOutermost ? name.span.start : 0;
  declare(context, name, { kind: "variable", variable, span: name.span, how, since });
  warnIfHiding(context, name);
  return variable;
}

/** Warns of a name that hides a program which the file runs as a bare word. */
export function warnIfHiding(context: Context, { name, span }: Identifier): void {
  const used = context.facts.programs.get(name);
  if (!used) return;
  const help = `choose another name, or write run("${name}", […])`;
  context.warn(
    "ARIA-201",
    `'${name}' hides the program that is run as a bare word at ${context.where(used)}`,
    span,
    help,
  );
}

/** A name as a value. */
export function identifier(context: Context, node: Identifier): Expr {
  const entry = context.scope.find(node.name);
  if (entry) return useEntry(context, entry, node);
  const given = GIVEN.get(node.name);
  if (given) return { op: "given", type: given, name: node.name };
  if (node.name === "ENV")
    return context.wrong("ARIA-112", "'ENV' has no value of its own", node.span, "write ENV.NAME");
  return undeclared(context, node);
}

/** What is declared, as a value. */
export function useEntry(context: Context, entry: Entry, node: Identifier): Expr {
  switch (entry.kind) {
    case "variable":
      if (entry.since > 0 || entry.how === "function") context.order.use(context.around.topFunction, entry, node.span);
      return { op: "variable", type: entry.variable.type, variable: entry.variable };
    case "struct": {
      const help = `declare a variable: ${node.name}:name = {…}`;
      return context.wrong("ARIA-112", `'${node.name}' is a struct and no value`, node.span, help);
    }
    case "module":
      return context.wrong("ARIA-112", `'${node.name}' is a file and no value`, node.span, `write ${node.name}.NAME`);
  }
}

/** A name of an imported file. */
export function moduleMember(context: Context, module: ModuleEntry, name: Identifier): Entry | undefined {
  const { names, isBroken } = module.exports;
  const found = names.get(name.name);
  if (!found && !isBroken) {
    const near = nearest(name.name, names.keys());
    context.error(
      "ARIA-182",
      `'${module.name}' has no name '${name.name}'`,
      name.span,
      near && `did you mean '${near}'?`,
    );
  }
  return found;
}

/** Constants of other languages. */
const CONSTANTS: Readonly<Record<string, string>> = {
  null: "NIL",
  nil: "NIL",
  undefined: "NIL",
  None: "NIL",
  True: "true",
  False: "false",
};

/** What is said of a name that is not declared. */
function undeclared(context: Context, { name, span }: Identifier, help?: () => string | undefined): Expr {
  if (context.isLost(name)) return NOTHING;
  if (BUILTINS.has(name) || SPECIAL_NAMES.has(name)) {
    return context.wrong("ARIA-112", `'${name}' is a built-in function and no value`, span, `call it: ${name}(…)`);
  }
  const later = context.facts.declarations.get(name);
  if (later && later.start > span.start && !context.scope.find(name)) {
    const help = `it is declared at ${context.where(later)}: move that above this`;
    return context.wrong("ARIA-100", `'${name}' is not declared yet`, span, help);
  }
  const near = nearest(name, [...context.scope.visible(), ...PREDECLARED]);
  const mend = Object.hasOwn(CONSTANTS, name)
    ? `write ${CONSTANTS[name]}`
    : near
    ? `did you mean '${near}'?`
    : help?.();
  return context.wrong("ARIA-100", `'${name}' is not declared`, span, mend);
}

/** What is said of a function that there is not. */
export function noFunction(context: Context, { name, span }: Identifier): void {
  if (context.isLost(name)) return;
  const near = nearest(name, [...context.scope.visible(), ...BUILTINS.keys(), ...SPECIAL_NAMES, ...KEYWORDS]);
  const help = simpleType(name)
    ? `a value cannot be made ${name}`
    : near
    ? `did you mean '${near}'?`
    : `a program is run by run("${name}", […]), or by bare words: ${name} …`;
  context.error("ARIA-104", `there is no function '${name}'`, span, help);
}

/** The entry of an assigned name; null (and reported) where it cannot be assigned. */
export function assignable(context: Context, node: Identifier, help?: () => string | undefined): Variable | null {
  const entry = context.scope.find(node.name);
  const { name, span } = node;
  if (!entry) {
    if (PREDECLARED.includes(name)) context.error("ARIA-102", `'${name}' is read-only`, span);
    else undeclared(context, node, help);
    return null;
  }
  if (entry.kind !== "variable") {
    useEntry(context, entry, node);
    return null;
  }
  context.order.use(context.around.topFunction, entry, span);
  if (entry.how === "variable") return entry.variable;
  const first = entry.span ? `declared at ${context.where(entry.span)}` : undefined;
  if (entry.how === "constant") context.error("ARIA-103", `'${name}' is a constant`, span, first);
  else if (entry.how === "function")
    context.error("ARIA-102", `'${name}' is a function and cannot be assigned`, span, first);
  else context.error("ARIA-102", `'${name}' belongs to another file and is read-only here`, span);
  return null;
}
