/**
 * Checks a program before its first command runs: names, types, stream numbers and directions, one wiring per stream.
 *
 * @module
 */

import { absent, FUNCTIONS, NAMES } from "../syntax/absent.ts";
import type {
  ArrayLiteral,
  Call,
  Declaration,
  Expression,
  Identifier,
  Join,
  Pipe,
  Redirect,
  Statement,
} from "../syntax/ast.ts";
import type { Diagnostics } from "../syntax/diagnostics.ts";
import { nearest } from "../syntax/nearest.ts";
import type { Parsed } from "../syntax/parser.ts";
import type { Source, Span } from "../syntax/source.ts";
import { KEYWORDS } from "../syntax/tokens.ts";
import { PIPE_STREAMS } from "./streams.ts";
import {
  accepts,
  type CommandShape,
  describe,
  INTEGER,
  type StageShape,
  STRING,
  STRINGS,
  type Type,
  UNKNOWN,
} from "./types.ts";
import { Wiring } from "./wiring.ts";

/** Names that every program finds declared, with their types. They are read-only. */
export const PREDECLARED: Readonly<Record<string, Type>> = { ARGS: STRINGS, ARG0: STRING };

/**
 * Checks a program that was read; what is wrong joins the diagnostics that reading it left.
 *
 * @example
 * ```ts
 * import { check } from "./checker.ts";
 * import { parse } from "../syntax/parser.ts";
 * import { Source } from "../syntax/source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("-c", 'run("gen") 4> "f";');
 * const parsed = parse(source);
 * check(parsed, source);
 * assertEquals(parsed.diagnostics.list()[0]?.help, "write '4<' to read it from a file");
 * ```
 */
export function check(parsed: Parsed, source: Source): void {
  const checker = new Checker(source, parsed.diagnostics, parsed.lost);
  for (const statement of parsed.program.body) checker.statement(statement);
}

interface Variable {
  type: Type;
  readonly accepts: (type: Type) => boolean;
  readonly written: string;
  /** Where it was declared; `null` for a predeclared name. */
  readonly span: Span | null;
}

class Checker {
  readonly #source: Source;
  readonly #diagnostics: Diagnostics;
  readonly #lost: ReadonlySet<string>;
  readonly #wiring: Wiring;
  readonly #variables = new Map<string, Variable>();

  constructor(source: Source, diagnostics: Diagnostics, lost: ReadonlySet<string>) {
    this.#source = source;
    this.#diagnostics = diagnostics;
    this.#lost = lost;
    this.#wiring = new Wiring(source, diagnostics);
    for (const [name, type] of Object.entries(PREDECLARED)) {
      this.#variables.set(name, { type, accepts: Boolean, written: describe(type), span: null });
    }
  }

  statement(statement: Statement): void {
    switch (statement.type) {
      case "Declaration":
        return this.#declaration(statement);
      case "Assignment":
        return this.#assignment(statement.name, statement.value);
      case "ExpressionStatement": {
        const type = this.#type(statement.expression);
        if (type.kind === "command" || type.kind === "unknown") return;
        this.#report(`this statement is ${describe(type)} and runs nothing`, statement.expression.span);
      }
    }
  }

  #declaration(declaration: Declaration): void {
    const { valueType, name, value } = declaration;
    const written = valueType.name + "[]".repeat(valueType.arrays);
    const fits = accepts(valueType);
    if (!fits) this.#report(absent(`the type '${written}'`), valueType.span);
    const type = value ? this.#type(value) : written === "string" ? STRING : written === "string[]" ? STRINGS : UNKNOWN;
    const known = this.#variables.get(name.name);
    if (known || NAMES.has(name.name)) {
      const first = known?.span ? `first declared at ${this.#source.where(known.span.start)}` : "every program has it";
      this.#report(`'${name.name}' is already declared`, name.span, first);
      return;
    }
    if (fits && !value && type === UNKNOWN) {
      this.#report(`'${name.name}' needs a value`, name.span, `write ${written}:${name.name} = …;`);
    } else if (fits && value && !fits(type)) {
      this.#mismatch(name.name, written, type, value);
    }
    const kept = fits?.(type) ? type : UNKNOWN;
    this.#variables.set(name.name, { type: kept, accepts: fits ?? Boolean, written, span: name.span });
  }

  #assignment(name: Identifier, value: Expression): void {
    const type = this.#type(value);
    const variable = this.#variable(name);
    if (!variable) return;
    if (variable.span === null) return this.#report(`'${name.name}' is read-only`, name.span);
    if (!variable.accepts(type)) return this.#mismatch(name.name, variable.written, type, value);
    variable.type = type;
  }

  #mismatch(name: string, written: string, type: Type, value: Expression): void {
    const help = type.kind === "integer" && written === "string" ? quoted(value) : undefined;
    const longer = written === "command" && type.kind === "command" ? `declare it as pipeline:${name}` : help;
    this.#report(`'${name}' is declared as ${written}, but this is ${describe(type)}`, value.span, longer);
  }

  #type(expression: Expression): Type {
    switch (expression.type) {
      case "StringLiteral":
        return STRING;
      case "IntegerLiteral":
        return INTEGER;
      case "ArrayLiteral":
        return this.#array(expression);
      case "Identifier":
        return this.#variable(expression)?.type ?? UNKNOWN;
      case "Call":
        return this.#call(expression);
      case "Join":
        return this.#join(expression);
      case "Redirect":
        return this.#redirect(expression);
      case "Pipe":
        return this.#pipe(expression);
    }
  }

  #array(array: ArrayLiteral): Type {
    for (const item of array.items) this.#expectString(item, "an array holds strings in this build");
    return STRINGS;
  }

  #join(join: Join): Type {
    for (const side of [join.left, join.right]) this.#expectString(side, "'+' joins strings in this build");
    return STRING;
  }

  #variable(identifier: Identifier): Variable | undefined {
    const { name, span } = identifier;
    const variable = this.#variables.get(name);
    if (variable || this.#lost.has(name)) return variable;
    if (NAMES.has(name)) {
      this.#report(absent(`the name '${name}'`), span);
    } else {
      const near = nearest(name, this.#variables.keys());
      this.#report(`'${name}' is not declared`, span, near && `did you mean '${near}'?`);
    }
    return undefined;
  }

  #call(call: Call): Type {
    const { name, span } = call.callee;
    if (name === "run") return this.#run(call);
    for (const argument of call.arguments) this.#type(argument);
    if (FUNCTIONS.has(name)) {
      this.#report(absent(`the function '${name}()'`), span);
    } else if (this.#variables.has(name)) {
      this.#report(`'${name}' is a variable and cannot be called`, span);
    } else {
      const near = nearest(name, ["run", ...FUNCTIONS, ...KEYWORDS]);
      this.#report(`there is no function '${name}'`, span, near && `did you mean '${near}'?`);
    }
    return UNKNOWN;
  }

  #run(call: Call): Type {
    const [program, args, ...rest] = call.arguments;
    if (!program) this.#report('run() needs a program: run("name", […])', call.span);
    else this.#expectString(program, "the program must be a string");
    if (args) {
      const type = this.#type(args);
      if (type.kind !== "strings" && type.kind !== "unknown") {
        const help = type.kind === "string" ? `write [${this.#text(args.span)}]` : undefined;
        this.#report(`the arguments must be an array of strings, but this is ${describe(type)}`, args.span, help);
      }
    }
    if (rest[0]) this.#report(absent("the third argument of run(), its options,"), rest[0].span);
    if (program?.type === "StringLiteral" && program.value === "")
      this.#report("the program's name is empty", program.span);
    return { kind: "command", shape: { stages: [{ wired: new Map() }], fanOut: false } };
  }

  #redirect(redirect: Redirect): Type {
    const left = this.#type(redirect.command);
    this.#expectString(redirect.target, "a redirection's target must be a string");
    const stage = this.#onlyStage(left, redirect);
    const wired = this.#wiring.redirect(stage ?? { wired: new Map() }, redirect);
    return stage ? { kind: "command", shape: { stages: [wired], fanOut: false } } : left;
  }

  /** The one stage of what stands left of a redirection. */
  #onlyStage(type: Type, redirect: Redirect): StageShape | undefined {
    if (type.kind === "command" && type.shape.stages.length === 1) return type.shape.stages[0];
    if (type.kind === "unknown") return undefined;
    const help = type.kind === "command" ? "redirect one of its stages" : undefined;
    this.#report(
      `a redirection needs a command on its left, but this is ${describe(type)}`,
      redirect.command.span,
      help,
    );
    return undefined;
  }

  #pipe(pipe: Pipe): Type {
    const left = this.#shape(pipe.left, pipe, "left");
    const rights = pipe.right.map((member) => this.#shape(member, pipe, "right"));
    if (pipe.operator === "|+" && pipe.fanOut) this.#report(absent("a fan-out of '|+'"), pipe.operatorSpan);
    if (left?.fanOut)
      this.#report("nothing can follow a fan-out", pipe.operatorSpan, "put what follows inside its brackets");
    if (!left || rights.includes(undefined)) return UNKNOWN;
    const stages = [...left.stages];
    for (const [output, input] of PIPE_STREAMS[pipe.operator]) {
      stages.push(this.#wiring.wire(stages.pop()!, output, pipe.operatorSpan));
      for (const [index, right] of rights.entries()) {
        const [first, ...others] = right!.stages;
        rights[index] = { ...right!, stages: [this.#wiring.wire(first!, input, pipe.operatorSpan), ...others] };
      }
    }
    for (const [index, right] of rights.entries()) {
      stages.push(...right!.stages);
      if (pipe.fanOut && right!.stages.length > 1) {
        this.#report(absent("a pipeline inside a fan-out"), pipe.right[index]!.span, "put single commands there");
      }
    }
    return { kind: "command", shape: { stages, fanOut: pipe.fanOut || rights.some((right) => right!.fanOut) } };
  }

  /** The shape of one side of a pipe. */
  #shape(expression: Expression, pipe: Pipe, side: "left" | "right"): CommandShape | undefined {
    const type = this.#type(expression);
    if (type.kind === "command") return type.shape;
    if (type.kind === "unknown") return undefined;
    if (side === "left" && type.kind === "string") {
      this.#report(absent(`a string as the source of '${pipe.operator}'`), expression.span);
    } else {
      this.#report(`'${pipe.operator}' connects commands, but this is ${describe(type)}`, expression.span);
    }
    return undefined;
  }

  #expectString(expression: Expression, rule: string): void {
    const type = this.#type(expression);
    if (type.kind === "string" || type.kind === "unknown") return;
    const help = type.kind === "integer" ? quoted(expression) : undefined;
    this.#report(`${rule}, but this is ${describe(type)}`, expression.span, help);
  }

  #text(span: Span): string {
    return this.#source.text.slice(span.start, span.end);
  }

  #report(message: string, span: Span, help?: string): void {
    this.#diagnostics.add(message, span, help);
  }
}

/** The mend for a number where a string belongs. */
function quoted(expression: Expression): string | undefined {
  return expression.type === "IntegerLiteral" ? `write "${expression.text}"` : undefined;
}
