/**
 * Commands in the checked tree.
 *
 * @module
 */

import type { PipeOperator } from "../syntax/ast.ts";
import type { Type } from "../types/types.ts";
import type { Expr, Place } from "./tree.ts";

/** A command that has not run; its run-time value is a `CommandPlan`. */
export type CommandExpression =
  | {
    readonly op: "command";
    readonly type: Type;
    /** A string. */
    readonly program: Expr;
    /** An array of strings; null: none. */
    readonly args: Expr | null;
    /** Options by name, checked; or one `obj` whose entries are checked when the command is made. */
    readonly options: ReadonlyArray<readonly [string, Expr]> | Expr | null;
    readonly place: Place;
  }
  | { readonly op: "words"; readonly type: Type; readonly words: readonly WordNode[]; readonly place: Place }
  | {
    readonly op: "redirect";
    readonly type: Type;
    readonly command: Expr;
    readonly stream: number;
    readonly append: boolean;
    /** A string, or a word that must become one. */
    readonly target: Expr | WordNode;
    readonly place: Place;
  }
  | {
    readonly op: "duplicate";
    readonly type: Type;
    readonly command: Expr;
    readonly from: number;
    readonly to: number;
  }
  | {
    readonly op: "connect";
    readonly type: Type;
    readonly left: Expr;
    readonly operator: PipeOperator;
    readonly right: readonly Expr[];
  }
  /** A string or buffer into stdin (`|`) or stddati (`|*`) of the first stage. */
  | {
    readonly op: "feed";
    readonly type: Type;
    readonly value: Expr;
    readonly operator: PipeOperator;
    readonly command: Expr;
  }
  /** `timeout(milliseconds, command)` */
  | {
    readonly op: "limit";
    readonly type: Type;
    readonly milliseconds: Expr;
    readonly command: Expr;
    readonly place: Place;
  }
  /** A variable's command where it is used: its stages fail here, a single one goes by the variable's name. */
  | {
    readonly op: "placed";
    readonly type: Type;
    readonly command: Expr;
    readonly name: string;
    readonly place: Place;
  };

/** A word of a bare command. */
export interface WordNode {
  readonly op: "word";
  /** A single `spread` part is as many words as the array has. */
  readonly parts: readonly WordPartNode[];
  readonly place: Place;
}

export type WordPartNode =
  | { readonly kind: "text"; readonly text: string }
  /** `*`, `?`, `[…]`, `**`, as written. */
  | { readonly kind: "glob"; readonly pattern: string }
  | { readonly kind: "home" }
  /** A string. */
  | { readonly kind: "value"; readonly value: Expr }
  /** An array of strings. */
  | { readonly kind: "spread"; readonly value: Expr };

/**
 * Starts a command. `run` waits and gives `result<run>`, and so does `test`, of which only the truth is taken;
 * `capture` gives `result<captured>`, `json` `result<dyn>`, `spawn` `result<process>` at once; `lines` and `events`
 * give streams, whose end is a failure that stops the program when the command failed.
 */
export interface ExecuteExpression {
  readonly op: "execute";
  readonly type: Type;
  readonly how: "run" | "test" | "capture" | "json" | "spawn" | "lines" | "events";
  readonly command: Expr;
  readonly place: Place;
}
