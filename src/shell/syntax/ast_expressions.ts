/**
 * The expressions of the syntax tree, commands among them; see `ast.ts`.
 *
 * @module
 */

import type { Block, Exit, Fail, Return, TypeName } from "./ast_statements.ts";
import type { Span } from "./source.ts";

/** Whatever has a value. */
export type Expression =
  | IntegerLiteral
  | FloatLiteral
  | StringLiteral
  | Template
  | BooleanLiteral
  | NilLiteral
  | ErrLiteral
  | ArrayLiteral
  | ObjectLiteral
  | Identifier
  | Dollar
  | Unary
  | Postfix
  | Binary
  | Range
  | Is
  | Unwrap
  | Call
  | Member
  | Index
  | Lambda
  | Redirect
  | Duplicate
  | Pipe
  | BareCommand;

export interface IntegerLiteral {
  readonly type: "IntegerLiteral";
  readonly span: Span;
  /** As written, with `_`, base and suffix. */
  readonly text: string;
  readonly value: bigint;
  /** The type's name that the suffix stands for: `i8` is `int8`, `tbb32` is `tbb32`; null without one. */
  readonly suffix: string | null;
}

export interface FloatLiteral {
  readonly type: "FloatLiteral";
  readonly span: Span;
  readonly text: string;
  readonly value: number;
  readonly suffix: string | null;
}

/** A string without interpolation. */
export interface StringLiteral {
  readonly type: "StringLiteral";
  readonly span: Span;
  /** As written, with its quotes. */
  readonly text: string;
  /** The characters, escapes resolved. */
  readonly value: string;
}

/** A string with interpolations: texts and expressions in turn, beginning and ending with a text. */
export interface Template {
  readonly type: "Template";
  readonly span: Span;
  readonly quote: '"' | "`";
  /** One more than `expressions`. */
  readonly texts: readonly TemplateText[];
  readonly expressions: readonly Expression[];
}

/** A piece of a template between interpolations. */
export interface TemplateText {
  /** As written. */
  readonly text: string;
  readonly value: string;
}

export interface BooleanLiteral {
  readonly type: "BooleanLiteral";
  readonly span: Span;
  readonly value: boolean;
}

/** `NIL`, or `NULL`, which is the same. */
export interface NilLiteral {
  readonly type: "NilLiteral";
  readonly span: Span;
  readonly name: "NIL" | "NULL";
}

/** `ERR`, the sticky error of TBB numbers. */
export interface ErrLiteral {
  readonly type: "ErrLiteral";
  readonly span: Span;
}

export interface ArrayLiteral {
  readonly type: "ArrayLiteral";
  readonly span: Span;
  readonly items: readonly Expression[];
}

/** `{name: value, "any name": value}` */
export interface ObjectLiteral {
  readonly type: "ObjectLiteral";
  readonly span: Span;
  readonly fields: readonly ObjectField[];
}

export interface ObjectField {
  readonly type: "ObjectField";
  readonly span: Span;
  readonly name: Identifier | StringLiteral;
  readonly value: Expression;
}

export interface Identifier {
  readonly type: "Identifier";
  readonly span: Span;
  readonly name: string;
}

/** `$`, the counter of the innermost `loop` or `till`. */
export interface Dollar {
  readonly type: "Dollar";
  readonly span: Span;
}

export interface Unary {
  readonly type: "Unary";
  readonly span: Span;
  readonly operator: "!" | "-" | "~";
  readonly operand: Expression;
}

/** `target++`, `target--`: its value is the one before. */
export interface Postfix {
  readonly type: "Postfix";
  readonly span: Span;
  readonly operator: "++" | "--";
  readonly target: Expression;
}

/** Every operator between two operands that the checker gives a meaning. */
export type BinaryOperator =
  | "*"
  | "/"
  | "%"
  | "+"
  | "-"
  | "<<"
  | ">>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "<=>"
  | "=="
  | "!="
  | "&"
  | "^"
  | "|"
  | "&&"
  | "||"
  | "|>"
  | "<|"
  | "??";

export interface Binary {
  readonly type: "Binary";
  readonly span: Span;
  readonly left: Expression;
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly right: Expression;
}

/** `start..end` with the end, `start...end` without. */
export interface Range {
  readonly type: "Range";
  readonly span: Span;
  readonly start: Expression;
  readonly end: Expression;
  readonly inclusive: boolean;
}

/** `is condition : then : otherwise` */
export interface Is {
  readonly type: "Is";
  readonly span: Span;
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** `operand?`, or `operand ? fallback`. */
export interface Unwrap {
  readonly type: "Unwrap";
  readonly span: Span;
  readonly operand: Expression;
  /** Where the `?` stands. */
  readonly operatorSpan: Span;
  readonly fallback: Fallback | null;
}

/** What stands behind `?`: a value, or a statement that leaves. */
export type Fallback = Expression | Return | Fail | Exit;

export interface Call {
  readonly type: "Call";
  readonly span: Span;
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
}

/** `object.name`, `object?.name` */
export interface Member {
  readonly type: "Member";
  readonly span: Span;
  readonly object: Expression;
  readonly name: Identifier;
  readonly optional: boolean;
}

/** `object[index]`; an index that is a {@linkcode Range} takes a slice. */
export interface Index {
  readonly type: "Index";
  readonly span: Span;
  readonly object: Expression;
  readonly index: Expression;
}

/** `type(parameters) { … }` */
export interface Lambda {
  readonly type: "Lambda";
  readonly span: Span;
  readonly returnType: TypeName;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

/** `type:name` of a parameter or of a struct's field. */
export interface Parameter {
  readonly type: "Parameter";
  readonly span: Span;
  readonly valueType: TypeName;
  readonly name: Identifier;
}

/** `command 2> target`; in expression mode only with a number, else it is a {@linkcode Binary}. */
export interface Redirect {
  readonly type: "Redirect";
  readonly span: Span;
  readonly command: Expression;
  readonly operator: "<" | ">" | ">>";
  /** Where number and operator stand. */
  readonly operatorSpan: Span;
  /** The stream's number as written; null: the operator's own, 0 for `<`, else 1. */
  readonly stream: IntegerLiteral | null;
  /** A {@linkcode Word} in word mode. */
  readonly target: Expression | Word;
}

/** `command 2>&1`: an output goes where another goes. */
export interface Duplicate {
  readonly type: "Duplicate";
  readonly span: Span;
  readonly command: Expression;
  readonly operatorSpan: Span;
  readonly from: IntegerLiteral;
  readonly to: IntegerLiteral;
}

/** The operators that connect commands. */
export type PipeOperator = "|" | "|*" | "|+";

/** `left |* right`, or with a list on the right, every byte to each. A single `|` of expression mode is a Binary. */
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

/** A command in words: `ls -la &{folder}`. The first word is the program. */
export interface BareCommand {
  readonly type: "BareCommand";
  readonly span: Span;
  readonly words: readonly Word[];
}

/** One word: pieces without a blank between them. */
export interface Word {
  readonly type: "Word";
  readonly span: Span;
  readonly parts: readonly WordPart[];
}

/** A piece of a word. */
export type WordPart = WordText | StringLiteral | Template | Interpolation;

/** Bare text: `*`, `?`, `[a-c]` and a leading `~` mean something in it where no backslash stands before them. */
export interface WordText {
  readonly type: "WordText";
  readonly span: Span;
  /** As written, with its backslashes. */
  readonly text: string;
}

/** `&{expression}` in a word. */
export interface Interpolation {
  readonly type: "Interpolation";
  readonly span: Span;
  readonly expression: Expression;
}
