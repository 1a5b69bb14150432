/**
 * A program's text to its tree.
 *
 * @module
 */

import type {
  Block,
  Expression,
  Identifier,
  Lambda,
  Parameter,
  Program,
  Statement,
  Template,
  TypeName,
} from "./ast.ts";
import { bareCommand } from "./commands.ts";
import { Declarations } from "./declarations.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Expressions } from "./expressions.ts";
import type { Grammar } from "./grammar.ts";
import type { Comment } from "./lexer.ts";
import { Notes } from "./notes.ts";
import { Primaries } from "./primaries.ts";
import { type NameKind, Scopes } from "./scopes.ts";
import type { Source, Span } from "./source.ts";
import { Statements } from "./statements.ts";
import { TokenReader } from "./token_reader.ts";
import type { Token } from "./tokens.ts";
import { afterType, typeName } from "./type_names.ts";

export type { Comment } from "./lexer.ts";

/** What {@linkcode parse} found. The tree leaves out the statements that `diagnostics` are about. */
export interface Parsed {
  readonly program: Program;
  /** In the order of the text. */
  readonly comments: readonly Comment[];
  readonly diagnostics: Diagnostics;
  readonly notes: Notes;
  /** Names whose declarations were left out because of an error: nothing more need be said about them. */
  readonly lost: ReadonlySet<string>;
  /** The text ends inside of a bracket, string or comment, or where a command must follow: more text could mend it. */
  readonly isOpen: boolean;
}

/** Names that a program finds declared. They tell an expression from a bare-word command. */
export interface ParseNames {
  /** Before its first line. */
  readonly predeclared: Iterable<string>;
  /** By `use "path".*`. */
  imported(path: string): Iterable<string>;
}

/** What every program finds declared. */
export const GIVEN_NAMES: readonly string[] = ["ARGS", "ARG0", "ENV", "STATUS", "LASTPID", "PID"];

/** How often a program is read again at most for what counts from its start; each time takes as long as the first. */
const LOOKS_MAX = 4;

const DEFAULT_NAMES: ParseNames = { predeclared: GIVEN_NAMES, imported: () => [] };

/**
 * Reads a whole program. It never throws: what is wrong is in the diagnostics.
 *
 * @param source the program
 * @param names that it finds declared; {@linkcode GIVEN_NAMES} and no imported ones by default
 *
 * @example
 * ```ts
 * import { parse } from "./parser.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { program, diagnostics } = parse(new Source("-c", "seq 3 | wc -l; print(1 + 2);"));
 * assertEquals(diagnostics.count, 0);
 * assertEquals(program.body.length, 2);
 * ```
 */
export function parse(source: Source, names: ParseNames = DEFAULT_NAMES): Parsed {
  // Of the others nothing is known: at a prompt they may be structs.
  const kindOf = (name: string): NameKind => GIVEN_NAMES.includes(name) ? "variable" : "imported";
  const given = Array.from(names.predeclared, (name): [string, NameKind] => [name, kindOf(name)]);
  const first = new Parser(source, names, given);
  const parsed = first.program();
  // Functions and structs count from the start of the file: if a name was looked for before its declaration, what was
  // made of it there may be wrong.
  const { missed } = first.scopes;
  let foreseen = [...first.scopes.foreseeable];
  for (let looks = 0; looks < LOOKS_MAX && foreseen.some(([name]) => missed.has(name)); looks++) {
    const next = new Parser(source, names, [...given, ...foreseen]);
    const better = next.program();
    // What an error made look like a declaration of the file may be one of a block, and is not known outside of that.
    const known = foreseen.filter(([name]) => next.scopes.foreseeable.has(name));
    if (known.length === foreseen.length) return better;
    foreseen = known;
  }
  return parsed;
}

class Parser implements Grammar {
  readonly tokens: TokenReader;
  readonly scopes: Scopes;
  readonly notes = new Notes();
  readonly #diagnostics = new Diagnostics();
  readonly #expressions: Expressions;
  readonly #primaries: Primaries;
  readonly #declarations: Declarations;
  readonly #statements: Statements;

  constructor(source: Source, names: ParseNames, given: Iterable<readonly [string, NameKind]>) {
    this.tokens = new TokenReader(source, this.#diagnostics);
    this.scopes = new Scopes(given);
    this.#expressions = new Expressions(this);
    this.#primaries = new Primaries(this);
    this.#declarations = new Declarations(this, (path) => names.imported(path));
    this.#statements = new Statements(this, this.#declarations);
  }

  program(): Parsed {
    const { source } = this.tokens;
    const body = this.#statements.program();
    this.#reportEnd();
    return {
      program: { type: "Program", span: { start: 0, end: source.text.length }, body },
      comments: this.tokens.comments,
      diagnostics: this.#diagnostics,
      notes: this.notes,
      lost: this.#declarations.lost,
      isOpen: this.tokens.isOpen,
    };
  }

  /** A comment that is not closed, and comments of other shells. */
  #reportEnd(): void {
    const { problem } = this.tokens.peek();
    if (problem) {
      this.tokens.isOpen = true;
      this.tokens.report(problem.code, problem.message, problem.span, problem.help);
    }
    for (const { text, span } of this.tokens.comments) {
      if (!text.startsWith("#")) continue;
      const place = { start: span.start, end: span.start + 1 };
      this.tokens.report("ARIA-019", "'#' does not begin a comment", place, "a comment begins with '//'");
    }
  }

  expression(): Expression {
    return this.#expressions.expression();
  }

  unary(): Expression {
    return this.#primaries.unary();
  }

  template(): Template {
    return this.#primaries.template();
  }

  list(open: Token, close: ")" | "]"): Expression[] {
    return this.#expressions.list(open, close);
  }

  afterType(distance: number): number {
    return afterType(this.tokens, distance);
  }

  typeName(): TypeName {
    return typeName(this.tokens);
  }

  parameter(): Parameter {
    return this.#declarations.parameter();
  }

  beginsLambda(): boolean {
    return this.#primaries.beginsLambda();
  }

  lambda(): Lambda {
    return this.#primaries.lambda();
  }

  name(): Identifier {
    return this.#declarations.name();
  }

  block(ownScope?: boolean): Block {
    return this.#statements.block(ownScope);
  }

  body(): Statement {
    return this.#statements.body();
  }

  statement(): Statement {
    return this.#statements.statement();
  }

  bareCommand(): Statement {
    return bareCommand(this);
  }

  end(last?: Expression): Span {
    return this.#statements.end(last);
  }
}
