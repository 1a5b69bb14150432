/**
 * Statements one after the other: what counts from the beginning of the file, and what is never reached.
 *
 * @module
 */

import type { FunctionDeclaration, Statement } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { closeFunction, type OpenFunction, openFunction } from "./functions.ts";
import { canComplete } from "./reach.ts";
import { fillStruct, openStruct } from "./structs.ts";
import type { Stmt } from "./tree.ts";

/** What was declared before the first statement was checked. */
interface Foreseen {
  readonly functions: ReadonlyMap<FunctionDeclaration, OpenFunction>;
  readonly statements: ReadonlyMap<Statement, Stmt | null>;
}

/** Checks statements in the present scope. */
export function statements(context: Context, body: readonly Statement[]): Stmt[] {
  return context.within({ body }, () => {
    const foreseen = context.isOutermost ? foresee(context, body) : null;
    const checked: Stmt[] = [];
    let isReached = true;
    for (const statement of body) {
      if (!isReached && !isDeclaration(statement)) {
        context.warn("ARIA-200", "this is never reached", statement.span);
        isReached = true;
      }
      const stmt = one(context, statement, foreseen);
      if (stmt) checked.push(stmt);
      if (isReached && !canComplete(statement)) isReached = statement === body.at(-1);
    }
    return checked;
  });
}

/** Declares what counts from the beginning: imported names, structs, functions. */
function foresee(context: Context, body: readonly Statement[]): Foreseen {
  const done = new Map<Statement, Stmt | null>();
  const functions = new Map<FunctionDeclaration, OpenFunction>();
  for (const statement of body) {
    if (statement.type === "Use" && statement.alias === null)
      done.set(statement, context.rules.use(context, statement));
  }
  const structs = body.filter((statement) => statement.type === "StructDeclaration");
  const records = structs.map((statement) => openStruct(context, statement));
  for (const [index, statement] of structs.entries()) {
    fillStruct(context, statement, records[index]!);
    done.set(statement, null);
  }
  for (const statement of body) {
    if (statement.type === "FunctionDeclaration") functions.set(statement, openFunction(context, statement));
  }
  return { functions, statements: done };
}

function one(context: Context, statement: Statement, foreseen: Foreseen | null): Stmt | null {
  const done = foreseen?.statements.get(statement);
  if (done !== undefined) return done;
  switch (statement.type) {
    case "FunctionDeclaration":
      return closeFunction(context, statement, foreseen?.functions.get(statement) ?? openFunction(context, statement));
    case "StructDeclaration":
      fillStruct(context, statement, openStruct(context, statement));
      return null;
    default:
      return context.statement(statement);
  }
}

/** What does something although it is never reached. */
function isDeclaration({ type }: Statement): boolean {
  return type === "FunctionDeclaration" || type === "StructDeclaration" || type === "Use";
}
