/**
 * The syntax tree. Every node has `type` and `span`.
 *
 * @module
 */

import type { Span } from "./source.ts";

/** A whole program. */
export interface Program {
  readonly type: "Program";
  readonly span: Span;
  readonly body: readonly Statement[];
}

/** Whatever can stand before a `;`. */
export type Statement = Declaration | Assignment | ExpressionStatement;

/** `type:name = value;` or `type:name;`. */
export interface Declaration {
  readonly type: "Declaration";
  readonly span: Span;
  readonly valueType: TypeName;
  readonly name: Identifier;
  readonly value: Expression | null;
}

/** A type as written: `string`, `string[]`. */
export interface TypeName {
  readonly type: "TypeName";
  readonly span: Span;
  readonly name: string;
  /** How many `[]` follow the name. */
  readonly arrays: number;
}

/** `name = value;` */
export interface Assignment {
  readonly type: "Assignment";
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
}

/** An expression for its effect: a command or pipeline runs. */
export interface ExpressionStatement {
  readonly type: "ExpressionStatement";
  readonly span: Span;
  readonly expression: Expression;
}

/** Whatever has a value. */
export type Expression =
  | StringLiteral
  | IntegerLiteral
  | ArrayLiteral
  | Identifier
  | Call
  | Join
  | Redirect
  | Pipe;

export interface StringLiteral {
  readonly type: "StringLiteral";
  readonly span: Span;
  readonly value: string;
}

export interface IntegerLiteral {
  readonly type: "IntegerLiteral";
  readonly span: Span;
  readonly text: string;
}

export interface ArrayLiteral {
  readonly type: "ArrayLiteral";
  readonly span: Span;
  readonly items: readonly Expression[];
}

export interface Identifier {
  readonly type: "Identifier";
  readonly span: Span;
  readonly name: string;
}

/** `name(arguments)` */
export interface Call {
  readonly type: "Call";
  readonly span: Span;
  readonly callee: Identifier;
  readonly arguments: readonly Expression[];
}

/** `left + right` */
export interface Join {
  readonly type: "Join";
  readonly span: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `command > target`, with the stream's number where one is written. */
export interface Redirect {
  readonly type: "Redirect";
  readonly span: Span;
  readonly command: Expression;
  readonly operator: "<" | ">" | ">>";
  /** Where number and operator stand. */
  readonly operatorSpan: Span;
  /** The stream's number as written; `null`: the operator's own, 0 for `<`, else 1. */
  readonly stream: IntegerLiteral | null;
  readonly target: Expression;
}

/** The operators that connect two commands. */
export type PipeOperator = "|" | "|*" | "|+";

/** `left | right`, or `left | [right, right]` with every byte to each. */
export interface Pipe {
  readonly type: "Pipe";
  readonly span: Span;
  readonly left: Expression;
  readonly operator: PipeOperator;
  readonly operatorSpan: Span;
  /** One command, or the members of a fan-out. */
  readonly right: readonly Expression[];
  /** Whether `right` was written as a list. */
  readonly fanOut: boolean;
}
