/**
 * What an expression plainly is, by its looks. Types are not known yet where operators are read, and two operators mean
 * different things behind a command: `>>` appends, and `&` ends the statement.
 *
 * @module
 */

import type { Expression } from "./ast.ts";
import type { Scopes } from "./scopes.ts";
import { REDIRECTS } from "./tokens.ts";

const MAKES_COMMAND: ReadonlySet<string> = new Set(["run", "timeout"]);
const MAKES_TEXT: ReadonlySet<string> = new Set(["string", "Path", "join", "replace", "trim", "lower", "upper"]);

/** Whether an expression plainly is a command or pipeline. */
export function isCommand(expression: Expression, scopes: Scopes): boolean {
  for (let inner = expression;;) {
    switch (inner.type) {
      case "Redirect":
      case "Duplicate":
      case "Pipe":
      case "BareCommand":
        return true;
      case "Identifier":
        return scopes.kindOf(inner.name) === "command";
      case "Call":
        return inner.callee.type === "Identifier" && MAKES_COMMAND.has(inner.callee.name);
      case "Binary":
        if (REDIRECTS.has(inner.operator) && isText(inner.right)) return true;
        if (!REDIRECTS.has(inner.operator) && inner.operator !== "|") return false;
        inner = inner.operator === "|" ? inner.right : inner.left;
        break;
      default:
        return false;
    }
  }
}

/** Whether an expression plainly is a string or a path. */
export function isText(expression: Expression): boolean {
  for (let inner = expression;;) {
    switch (inner.type) {
      case "StringLiteral":
      case "Template":
        return true;
      case "Call":
        return inner.callee.type === "Identifier" && MAKES_TEXT.has(inner.callee.name);
      case "Binary":
        if (inner.operator !== "+") return false;
        if (inner.right.type === "StringLiteral") return true;
        inner = inner.left;
        break;
      default:
        return false;
    }
  }
}
