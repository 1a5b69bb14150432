/**
 * The statements of the syntax tree; see `ast.ts`.
 *
 * @module
 */

import type { Expression, Identifier, Lambda, Parameter, StringLiteral } from "./ast_expressions.ts";
import type { Span } from "./source.ts";

/** A whole file. */
export interface Program {
  readonly type: "Program";
  readonly span: Span;
  readonly body: readonly Statement[];
}

/** Whatever can stand in a block. */
export type Statement =
  | Block
  | Declaration
  | FunctionDeclaration
  | StructDeclaration
  | Use
  | If
  | While
  | For
  | ForIn
  | Loop
  | Till
  | When
  | Pick
  | Fall
  | Break
  | Continue
  | Return
  | Pass
  | Fail
  | Exit
  | Defer
  | Assignment
  | ExpressionStatement;

/** `{ … }` */
export interface Block {
  readonly type: "Block";
  readonly span: Span;
  readonly body: readonly Statement[];
}

/** `type:name = value;`, `type:name;`, `type name = value;`, `fixed type:NAME = value;`. */
export interface Declaration {
  readonly type: "Declaration";
  readonly span: Span;
  /** `wild`, `gc`, `stack`: accepted, without meaning. */
  readonly storage: readonly string[];
  /** The word that makes it a constant. */
  readonly constant: "fixed" | "const" | null;
  readonly isPublic: boolean;
  readonly valueType: TypeName;
  readonly name: Identifier;
  readonly value: Expression | null;
}

/** A type as written: `int32`, `string[]`, `result<int8>`, `int8[4]`, `string?`. */
export interface TypeName {
  readonly type: "TypeName";
  readonly span: Span;
  readonly name: string;
  readonly arguments: readonly TypeName[];
  /** What follows the name, from left to right. */
  readonly suffixes: readonly TypeSuffix[];
}

/** `[]`, `[4]` or `?` behind a type. */
export type TypeSuffix = { readonly kind: "array"; readonly length: number | null } | { readonly kind: "optional" };

/** `func:name = type(parameters) { … };` */
export interface FunctionDeclaration {
  readonly type: "FunctionDeclaration";
  readonly span: Span;
  readonly isPublic: boolean;
  readonly name: Identifier;
  readonly lambda: Lambda;
}

/** `struct:Name = { type:field; … };` */
export interface StructDeclaration {
  readonly type: "StructDeclaration";
  readonly span: Span;
  readonly isPublic: boolean;
  readonly name: Identifier;
  readonly fields: readonly Parameter[];
}

/** `use "./file.aria" as name;`, or with `.*` and `alias` null. */
export interface Use {
  readonly type: "Use";
  readonly span: Span;
  readonly path: StringLiteral;
  readonly alias: Identifier | null;
}

export interface If {
  readonly type: "If";
  readonly span: Span;
  readonly condition: Expression;
  readonly then: Statement;
  readonly otherwise: Statement | null;
}

export interface While {
  readonly type: "While";
  readonly span: Span;
  readonly condition: Expression;
  readonly body: Statement;
}

/** `for (initial; condition; update) body` */
export interface For {
  readonly type: "For";
  readonly span: Span;
  readonly initial: Declaration | Assignment | null;
  readonly condition: Expression;
  readonly update: Assignment | ExpressionStatement | null;
  readonly body: Statement;
}

/** `for (name in iterable) body`, perhaps with a type before the name. */
export interface ForIn {
  readonly type: "ForIn";
  readonly span: Span;
  readonly valueType: TypeName | null;
  readonly name: Identifier;
  readonly iterable: Expression;
  readonly body: Statement;
}

/** `loop(start, limit, step) body` */
export interface Loop {
  readonly type: "Loop";
  readonly span: Span;
  readonly start: Expression;
  readonly limit: Expression;
  readonly step: Expression;
  readonly body: Statement;
}

/** `till(limit, step) body` */
export interface Till {
  readonly type: "Till";
  readonly span: Span;
  readonly limit: Expression;
  readonly step: Expression;
  readonly body: Statement;
}

/** `when (condition) body then … end …` */
export interface When {
  readonly type: "When";
  readonly span: Span;
  readonly condition: Expression;
  readonly body: Statement;
  readonly then: Statement | null;
  readonly end: Statement | null;
}

/** `pick (value) { arms }` */
export interface Pick {
  readonly type: "Pick";
  readonly span: Span;
  readonly value: Expression;
  readonly arms: readonly PickArm[];
}

/** `label: (pattern) { … }` */
export interface PickArm {
  readonly type: "PickArm";
  readonly span: Span;
  readonly label: Identifier | null;
  readonly pattern: Pattern;
  readonly body: Block;
}

/** `*`, `!` (reached by `fall` only), `< value`, or a value or range. */
export type Pattern =
  | { readonly type: "AnyPattern"; readonly span: Span }
  | { readonly type: "NeverPattern"; readonly span: Span }
  | {
    readonly type: "ComparePattern";
    readonly span: Span;
    readonly operator: "<" | ">" | "<=" | ">=";
    readonly value: Expression;
  }
  | { readonly type: "ValuePattern"; readonly span: Span; readonly value: Expression };

/** `fall(label);` */
export interface Fall {
  readonly type: "Fall";
  readonly span: Span;
  readonly label: Identifier;
}

export interface Break {
  readonly type: "Break";
  readonly span: Span;
}

export interface Continue {
  readonly type: "Continue";
  readonly span: Span;
}

/** `return value;`: a result or a value is the function's outcome. */
export interface Return {
  readonly type: "Return";
  readonly span: Span;
  readonly value: Expression | null;
}

/** `pass(value);` or `pass value;` */
export interface Pass {
  readonly type: "Pass";
  readonly span: Span;
  readonly value: Expression | null;
}

/** `fail(error);` or `fail error;` */
export interface Fail {
  readonly type: "Fail";
  readonly span: Span;
  readonly value: Expression | null;
}

/** `exit(code);` or `exit code;` */
export interface Exit {
  readonly type: "Exit";
  readonly span: Span;
  readonly value: Expression | null;
}

/** `defer statement` */
export interface Defer {
  readonly type: "Defer";
  readonly span: Span;
  readonly body: Statement;
}

/** `target = value;`, `target += value;`. A target is an identifier, a member or an indexed place. */
export interface Assignment {
  readonly type: "Assignment";
  readonly span: Span;
  readonly target: Expression;
  readonly operator: "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "&=" | "|=" | "^=";
  readonly operatorSpan: Span;
  readonly value: Expression;
}

/** An expression for its effect; a command or pipeline runs, with `&` in the background. */
export interface ExpressionStatement {
  readonly type: "ExpressionStatement";
  readonly span: Span;
  readonly expression: Expression;
  readonly background: boolean;
}
