/**
 * What is found out about a file's text before it is checked, in one walk over its tree: which names are assigned in
 * which block, and which programs are run as bare words.
 *
 * @module
 */

import type { Assignment, BareCommand, Declaration, Program, Statement } from "../syntax/ast.ts";
import type { Parsed } from "../syntax/parser.ts";
import type { Span } from "../syntax/source.ts";

/** Facts about one file. */
export interface Facts {
  /** Whether a name that is declared in this list of statements is assigned there, or in what they contain. */
  isAssigned(body: readonly Statement[], name: string): boolean;
  /** The programs that bare words run, each with the place of the first. */
  readonly programs: ReadonlyMap<string, Span>;
  /** The first declaration of each name of the outermost scope. */
  readonly declarations: ReadonlyMap<string, Span>;
  /** The text has no syntax errors, so that nothing of it is missing in the tree. */
  readonly isWhole: boolean;
  /** Names whose declarations could not be read: what is said about them would be a consequence. */
  readonly lost: ReadonlySet<string>;
}

/** Gathers the facts about a file. */
export function gatherFacts({ program, lost, diagnostics }: Parsed): Facts {
  const walk = new Walk();
  walk.visit(program);
  return {
    isAssigned: (body, name) => walk.assigned.get(body)?.has(name) ?? false,
    programs: walk.programs,
    declarations: new Map(program.body.filter(isDeclaration).map(({ name }) => [name.name, name.span])),
    isWhole: diagnostics.count === 0,
    lost,
  };
}

/** Nodes without anything in them that matters here. */
const LEAVES: ReadonlySet<string> = new Set([
  "Identifier",
  "IntegerLiteral",
  "FloatLiteral",
  "StringLiteral",
  "BooleanLiteral",
  "NilLiteral",
  "ErrLiteral",
  "Dollar",
  "TypeName",
  "WordText",
]);

class Walk {
  /** The names assigned in a list of statements, those left out that something inside declares for itself. */
  readonly assigned = new Map<readonly Statement[], ReadonlySet<string>>();
  readonly programs = new Map<string, Span>();
  #names = new Set<string>();

  visit(node: { readonly type?: string }): void {
    switch (node.type) {
      case "Program":
      case "Block":
        return this.#block((node as Program).body);
      case "Assignment":
        this.#assignment(node as Assignment);
        break;
      case "BareCommand":
        this.#program(node as BareCommand);
        break;
    }
    for (const value of Object.values(node) as unknown[]) {
      if (!Array.isArray(value)) this.#child(value);
      else { for (const item of value) this.#child(item); }
    }
  }

  #child(value: unknown): void {
    if (value === null || typeof value !== "object") return;
    const { type } = value as { readonly type?: string };
    if (type !== undefined && !LEAVES.has(type)) this.visit(value);
  }

  #block(body: readonly Statement[]): void {
    const outside = this.#names;
    const names = this.#names = new Set<string>();
    for (const statement of body) this.visit(statement);
    this.assigned.set(body, names);
    this.#names = outside;
    const own = new Set(body.filter(isDeclaration).map((declaration) => declaration.name.name));
    for (const name of names) {
      if (!own.has(name)) outside.add(name);
    }
  }

  #assignment({ target }: Assignment): void {
    if (target.type === "Identifier") this.#names.add(target.name);
  }

  #program({ words }: BareCommand): void {
    const [first] = words;
    const part = first?.parts[0];
    if (first?.parts.length === 1 && part?.type === "WordText" && !this.programs.has(part.text)) {
      this.programs.set(part.text, part.span);
    }
  }
}

function isDeclaration(statement: Statement): statement is Declaration {
  return statement.type === "Declaration";
}
