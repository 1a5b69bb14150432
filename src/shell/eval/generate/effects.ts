/**
 * What each function of a program does besides computing: whether it can wait, and whether it is used as a value.
 *
 * A function that can wait becomes an asynchronous one, whose calls cost more; so only those become one that must.
 * Which these are is a fixpoint over who calls whom.
 *
 * @module
 */

import type { BuiltinCall, CheckedFile, CheckedProgram, Expr, FunctionNode } from "../../check/tree.ts";
import { contains, definitionOf, eachChild, type Node } from "./walk.ts";

/** What has a body: a function, or a file. */
export type Unit = FunctionNode | CheckedFile;

/** The outcome. */
export interface Effects {
  /** Whether it can wait. */
  waits(unit: Unit): boolean;
  /** Whether a call of some unknown function value can wait. */
  readonly unknownCallsWait: boolean;
  /** Whether it is used as a value, so that code can call it that does not know what it is. */
  escapes(definition: FunctionNode): boolean;
  /** It has functions for signals. They are called between any two statements and may wait, so every function may. */
  readonly handlesSignals: boolean;
  /** Runs to its end before any signal could matter. */
  readonly isBrief: boolean;
}

interface Facts {
  waits: boolean;
  callsUnknown: boolean;
  readonly callees: Set<Unit>;
}

/**
 * Finds out.
 *
 * @param isOpen other programs, not known yet, will call the functions of this one with functions of theirs
 */
export function effectsOf(program: CheckedProgram, isOpen: boolean): Effects {
  const survey = new Survey(program);
  const { facts, escaping } = survey;
  const everythingWaits = survey.handlesSignals && !isOpen;
  let unknownCallsWait = everythingWaits || isOpen;
  for (let changed = true; changed;) {
    changed = false;
    for (const fact of facts.values()) {
      if (fact.waits) continue;
      const calls = [...fact.callees].some((callee) => facts.get(callee)?.waits) ||
        fact.callsUnknown && unknownCallsWait;
      if (!calls && !everythingWaits) continue;
      fact.waits = true;
      changed = true;
    }
    if (!unknownCallsWait && [...escaping].some((unit) => facts.get(unit)?.waits)) {
      unknownCallsWait = true;
      changed = true;
    }
  }
  return {
    waits: (unit) => facts.get(unit)?.waits ?? unknownCallsWait,
    unknownCallsWait,
    escapes: (definition) => isOpen || escaping.has(definition),
    handlesSignals: everythingWaits,
    isBrief: !survey.isLong && !survey.handlesSignals,
  };
}

/** Looks at every node once. */
class Survey {
  readonly facts = new Map<Unit, Facts>();
  /** Functions that are used as values, so that anybody may call them. */
  readonly escaping = new Set<Unit>();
  /** Has a loop, a call, a wait or a defer. */
  isLong = false;
  handlesSignals = false;
  readonly #program: CheckedProgram;

  constructor(program: CheckedProgram) {
    this.#program = program;
    for (const file of program.files) this.#unit(file);
  }

  #unit(unit: Unit): void {
    if (this.facts.has(unit)) return;
    const facts: Facts = { waits: false, callsUnknown: false, callees: new Set() };
    this.facts.set(unit, facts);
    for (const statement of unit.body) this.#visit(statement, facts);
  }

  #visit(node: Node, facts: Facts): void {
    const definition = definitionOf(node);
    if (definition) {
      this.#unit(definition);
      if (node.op === "lambda") this.escaping.add(definition);
      return;
    }
    switch (node.op) {
      case "variable":
        if (node.variable.definition) this.escaping.add(node.variable.definition);
        return;
      case "call":
        return this.#call(node.callee, node.arguments, facts);
      case "builtin":
        if (node.overload.async) this.#waits(facts);
        if (node.builtin.name === "on_signal") this.handlesSignals = true;
        for (const [index, argument] of node.arguments.entries()) {
          if (isCalled(node, index)) this.#calls(argument, facts);
          else this.#visit(argument, facts);
        }
        return;
      case "execute":
        if (node.how !== "lines" && node.how !== "events") this.#waits(facts);
        break;
      case "method":
        if (node.async) this.#waits(facts);
        break;
      case "background":
        this.#waits(facts);
        break;
      case "use":
        facts.callees.add(this.#program.files[node.file]!);
        break;
      case "forIn":
        this.isLong = true;
        if (node.iterable.type.kind === "stream") this.#waits(facts);
        break;
      case "while":
      case "for":
      case "loop":
      case "till":
      case "when":
      case "defer":
        this.isLong = true;
    }
    eachChild(node, (child) => this.#visit(child, facts));
  }

  #waits(facts: Facts): void {
    facts.waits = true;
    this.isLong = true;
  }

  #call(callee: Expr, args: readonly Expr[], facts: Facts): void {
    this.isLong = true;
    this.#calls(callee, facts);
    for (const argument of args) this.#visit(argument, facts);
  }

  /** This function value is called here, and goes nowhere else. */
  #calls(callee: Expr, facts: Facts): void {
    const definition = knownDefinition(callee);
    if (!definition) {
      facts.callsUnknown = true;
      this.#visit(callee, facts);
      return;
    }
    this.#unit(definition);
    facts.callees.add(definition);
  }
}

/** Whether an argument of a built-in function is a function that is called there; others may be kept, as by `push`. */
export function isCalled({ overload, arguments: given }: BuiltinCall, index: number): boolean {
  return given[index]!.type.kind === "function" && overload.parameters[index]?.type.kind === "functionOf";
}

/** The function that an expression certainly is. */
export function knownDefinition(callee: Expr): FunctionNode | null {
  if (callee.op === "lambda") return callee.definition;
  return callee.op === "variable" ? callee.variable.definition ?? null : null;
}

/** Whether an expression changes nothing that others could read, so that it may be evaluated before or after them. */
export function isQuiet(node: Expr): boolean {
  return !contains([node], (inner) => LOUD.has(inner.op));
}

const LOUD = new Set<string>([
  "call",
  "builtin",
  "method",
  "execute",
  "postfix",
  "unwrap",
  "otherwise",
  "chain",
]);
