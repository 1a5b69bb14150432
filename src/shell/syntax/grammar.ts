/**
 * What the parts of the parser know of each other. Statements contain expressions, and expressions statements.
 *
 * @module
 */

import type { Block, Expression, Identifier, Lambda, Parameter, Statement, Template, TypeName } from "./ast.ts";
import type { Notes } from "./notes.ts";
import type { Scopes } from "./scopes.ts";
import type { Span } from "./source.ts";
import type { TokenReader } from "./token_reader.ts";
import type { Token } from "./tokens.ts";

/** The parser as its parts see it. */
export interface Grammar {
  readonly tokens: TokenReader;
  readonly scopes: Scopes;
  readonly notes: Notes;

  /** Any expression. */
  expression(): Expression;
  /** An operand with the signs before it. */
  unary(): Expression;
  /** A template whose first piece is the next token. */
  template(): Template;
  /** Expressions up to `close`, with commas between them and one allowed after the last; `open` has been taken. */
  list(open: Token, close: ")" | "]"): Expression[];

  /** The distance behind the type that begins at `distance`; -1 when none does. */
  afterType(distance: number): number;
  /** A type. */
  typeName(): TypeName;
  /** `type:name`, of a parameter or of a field. */
  parameter(): Parameter;
  /** Whether a function's text begins with the next token. */
  beginsLambda(): boolean;
  /** A function's text; what is wrong in its parameters does not hide its body. */
  lambda(): Lambda;
  /** A name that is being declared. */
  name(): Identifier;

  /** `{ … }` in a scope of its own, or in the one that is open. */
  block(ownScope?: boolean): Block;
  /** A statement in a scope of its own. */
  body(): Statement;
  /** A statement. */
  statement(): Statement;
  /** A bare-word command that begins with the next token, and what it is connected to. Returns a statement. */
  bareCommand(): Statement;
  /**
   * The `;` of a statement. Where it is missing, that is reported and the statement counts all the same.
   *
   * @param last what the statement ends with, for the help
   */
  end(last?: Expression): Span;
}
