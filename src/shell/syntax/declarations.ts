/**
 * Tokens to tree: what declares names — variables, constants, functions, structs, imports.
 *
 * @module
 */

import type {
  Declaration,
  FunctionDeclaration,
  Identifier,
  Lambda,
  Parameter,
  Statement,
  StructDeclaration,
  TypeName,
  Use,
} from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { mendDeclaration, refuseFunction, refuseGeneric, typeOf } from "./habits.ts";
import { nearest } from "./nearest.ts";
import { skipBraces } from "./recovery.ts";
import { kindOfType, type NameKind } from "./scopes.ts";
import { join, type Span } from "./source.ts";
import { ParseFailure, type TokenReader } from "./token_reader.ts";
import { endsStatement, isKeyword, isOperator, NUMBER_TYPES, type Token, TYPES } from "./tokens.ts";
import { isTypeWord } from "./type_names.ts";

/** Keywords before a type that mean nothing here. */
const STORAGE: ReadonlySet<string> = new Set(["wild", "gc", "stack"]);
const CONSTANTS: ReadonlySet<string> = new Set(["fixed", "const"]);

/** What stands before a declaration's type. */
interface Prefix {
  readonly span: Span | null;
  readonly isPublic: boolean;
  readonly constant: "fixed" | "const" | null;
  readonly storage: readonly string[];
}

/** Reads declarations. */
export class Declarations {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;
  readonly #imported: (path: string) => Iterable<string>;
  /** Names whose declarations were left out of the tree, because of an error. */
  readonly lost = new Set<string>();

  constructor(grammar: Grammar, imported: (path: string) => Iterable<string>) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
    this.#imported = imported;
  }

  /** Whether a declaration begins with the next token. */
  begins(): boolean {
    const first = this.#tokens.peek();
    if (first.kind === "keyword") {
      return STORAGE.has(first.text) || CONSTANTS.has(first.text) || ["func", "struct", "pub"].includes(first.text);
    }
    return first.kind === "identifier" && this.#beginsVariable(first);
  }

  /** Whether a type with a declarator behind it comes: `string:x`, `string[]:x`, `string x =`; and `strng:x`. */
  #beginsVariable(first: Token): boolean {
    const second = this.#tokens.peek(1);
    if (second.kind === "identifier") return this.#declaresAfterBlank(first, 1);
    if (second.kind !== "operator") return false;
    if (second.text === ":") return this.#isDeclarator(first, 1);
    if (second.text !== "[" && second.text !== "<" && second.text !== "?") return false;
    const behind = this.#grammar.afterType(0);
    if (behind < 0) return false;
    if (isOperator(this.#tokens.peek(behind), ":")) return this.#isDeclarator(first, behind);
    return this.#tokens.peek(behind).kind === "identifier" && this.#declaresAfterBlank(first, behind);
  }

  /** Whether the `:` at this distance has a name behind it, and stands in no path or address: `a/*:b`, `http://x`. */
  #isDeclarator(first: Token, colon: number): boolean {
    if (!isWord(this.#tokens.peek(colon + 1)) || this.#goesOn(colon, true)) return false;
    const isName = TYPES.has(first.text) || this.#grammar.scopes.has(first.text);
    return isName || this.#tokens.source.text[first.span.end] !== "/";
  }

  /** Whether one of the tokens up to this distance is only a part of a bare word. */
  #goesOn(distance: number, commentsTouch = false): boolean {
    for (let at = 0; at <= distance; at++) {
      if (this.#tokens.goesOnAsWord(this.#tokens.peek(at), commentsTouch)) return true;
    }
    return false;
  }

  /** Whether `type name` at this distance of the name is a declaration, and not two words of a command. */
  #declaresAfterBlank(first: Token, distance: number): boolean {
    if (this.#tokens.peek(distance).startsLine || this.#goesOn(distance)) return false;
    const follower = this.#tokens.peek(distance + 1);
    const kind = this.#grammar.scopes.kindOf(first.text);
    if (kind === "struct") return ends(follower);
    if (kind === "imported" && !TYPES.has(first.text)) {
      // `name? x;` may be a default as well.
      return isOperator(this.#tokens.peek(distance - 1), "?") ? isOperator(follower, "=") : ends(follower);
    }
    if (kind !== undefined && distance > 1) return false;
    if (NUMBER_TYPES.has(first.text)) return true;
    if (TYPES.has(first.text)) return ends(follower) || isOperator(follower, "(");
    return kind === undefined && isOperator(follower, "=") && nearest(first.text, TYPES) !== undefined;
  }

  /** Any declaration. */
  declaration(): Statement {
    const prefix = this.#prefix();
    mendDeclaration(this.#grammar);
    const next = this.#tokens.peek();
    if (isKeyword(next, "struct")) return this.#struct(prefix);
    if (next.kind === "keyword" && !isTypeWord(next)) this.#tokens.unexpected(next, "a declaration");
    const name = this.#tokens.peek(1);
    if (name.kind === "identifier" && isOperator(this.#tokens.peek(2), "("))
      refuseFunction(this.#grammar, name, this.lost);
    return this.#variable(prefix);
  }

  #prefix(): Prefix {
    const first = this.#tokens.peek();
    const isPublic = isKeyword(first, "pub");
    if (isPublic) this.#tokens.take();
    let constant: Prefix["constant"] = null;
    const storage: string[] = [];
    for (let word = this.#tokens.peek(); word.kind === "keyword"; word = this.#tokens.peek()) {
      if (STORAGE.has(word.text)) storage.push(word.text);
      else if (CONSTANTS.has(word.text) && constant === null) constant = word.text as Prefix["constant"];
      else break;
      this.#tokens.take();
    }
    const span = isPublic || constant !== null || storage.length > 0 ? first.span : null;
    return { span, isPublic, constant, storage };
  }

  /** `type:name = value;`, and the same of a function. */
  #variable(prefix: Prefix): Declaration | FunctionDeclaration {
    const start = this.#tokens.peek();
    const valueType = this.#grammar.typeName();
    const isFunction = valueType.name === "func" && valueType.suffixes.length === 0 && prefix.constant === null;
    const next = this.#tokens.peek();
    if (!this.#tokens.takeOperator(":") && next.kind !== "identifier") {
      const isUntyped = prefix.constant !== null && isOperator(next, "=");
      const help = `write ${prefix.constant} ${typeOf(this.#tokens.peek(1))}:${valueType.name} = …;`;
      this.#tokens.unexpected(next, "':' and a name", undefined, isUntyped ? help : undefined);
    }
    const token = this.#tokens.peek();
    const name = this.name();
    if (isOperator(this.#tokens.peek(), "(")) refuseFunction(this.#grammar, token, this.lost);
    if (isOperator(this.#tokens.peek(), "<")) refuseGeneric(this.#grammar, token, this.lost);
    return this.#guarded(name, () => {
      if (isFunction && isOperator(this.#tokens.peek(), "{")) refuseFunction(this.#grammar, token, this.lost);
      if (!this.#tokens.takeOperator("=")) return this.#withoutValue(prefix, start, valueType, name);
      if (isFunction && this.#grammar.beginsLambda()) return this.#function(prefix, start, name);
      this.#declare(name, kindOfType(valueType));
      const value = this.#grammar.expression();
      return this.#declaration(prefix, start, valueType, name, value);
    });
  }

  #withoutValue(prefix: Prefix, start: Token, valueType: TypeName, name: Identifier): Declaration {
    this.#declare(name, kindOfType(valueType));
    if (prefix.constant !== null) {
      this.#tokens.fail("ARIA-029", `the constant '${name.name}' has no value`, name.span, `write ${name.name} = …;`);
    }
    return this.#declaration(prefix, start, valueType, name, null);
  }

  #declaration(
    { span, isPublic, constant, storage }: Prefix,
    start: Token,
    valueType: TypeName,
    name: Identifier,
    value: Declaration["value"],
  ): Declaration {
    const whole = join(span ?? start.span, this.#grammar.end(value ?? undefined));
    return { type: "Declaration", span: whole, storage, constant, isPublic, valueType, name, value };
  }

  #function({ span, isPublic }: Prefix, start: Token, name: Identifier): FunctionDeclaration {
    this.#declare(name, "function");
    const lambda: Lambda = this.#grammar.lambda();
    const end = this.#tokens.takeOperator(";") ? this.#tokens.last : lambda.span;
    return { type: "FunctionDeclaration", span: join(span ?? start.span, end), isPublic, name, lambda };
  }

  /** `struct:Name = { type:field; … };` */
  #struct({ span, isPublic }: Prefix): StructDeclaration {
    const start = this.#tokens.take();
    this.#tokens.expect(":", undefined, "write struct:Name = { type:field; … };");
    const name = this.name();
    this.#declare(name, "struct");
    return this.#guarded(name, () => {
      this.#tokens.expect("=");
      const fields = this.#fields();
      const end = this.#tokens.last;
      this.#tokens.takeOperator(";");
      const whole = join(span ?? start.span, join(end, this.#tokens.last));
      return { type: "StructDeclaration", span: whole, isPublic, name, fields };
    });
  }

  /** `{ type:field; … }` */
  #fields(): Parameter[] {
    const { nesting } = this.#tokens;
    const open = this.#tokens.expect("{");
    const fields: Parameter[] = [];
    try {
      while (!isOperator(this.#tokens.peek(), "}")) {
        if (this.#tokens.peek().kind === "end") this.#tokens.unexpected(this.#tokens.peek(), "'}'", open);
        fields.push(this.#grammar.parameter());
        if (this.#tokens.takeOperator(";") || this.#tokens.takeOperator(",")) continue;
        if (!isOperator(this.#tokens.peek(), "}")) this.#tokens.unexpected(this.#tokens.peek(), "';' or '}'");
      }
    } catch (error) {
      if (error instanceof ParseFailure) this.#tokens.isRecovered = skipBraces(this.#tokens, nesting);
      throw error;
    }
    this.#tokens.take();
    return fields;
  }

  /** `use "./file.aria" as name;` or `use "./file.aria".*;` */
  use(): Use {
    const start = this.#tokens.take();
    const token = this.#tokens.peek();
    if (token.kind !== "string") this.#tokens.unexpected(token, "a file's name in quotes");
    this.#tokens.take();
    const path = { type: "StringLiteral", span: token.span, text: token.text, value: String(token.value) } as const;
    const next = this.#tokens.peek();
    if (next.kind === "identifier" && next.text === "as") {
      this.#tokens.take();
      const alias = this.name();
      this.#declare(alias, "variable");
      return { type: "Use", span: join(start.span, this.#grammar.end()), path, alias };
    }
    if (!this.#tokens.takeOperator(".")) this.#tokens.unexpected(next, "'as' and a name, or '.*'");
    this.#tokens.expect("*");
    for (const name of this.#imported(path.value)) this.#grammar.scopes.declare(name, "imported");
    return { type: "Use", span: join(start.span, this.#grammar.end()), path, alias: null };
  }

  /** `type:name` of a parameter or of a field. */
  parameter(): Parameter {
    const valueType = this.#grammar.typeName();
    const next = this.#tokens.peek();
    if (!this.#tokens.takeOperator(":")) {
      if (next.kind !== "identifier") this.#tokens.unexpected(next, "':' and a name");
      const help = `write ${valueType.name}:${next.text}`;
      this.#tokens.report("ARIA-008", "a ':' is missing between type and name", next.span, help);
    }
    const name = this.name();
    return { type: "Parameter", span: join(valueType.span, name.span), valueType, name };
  }

  /** A name that is being declared. */
  name(): Identifier {
    const token = this.#tokens.peek();
    if (token.kind === "keyword") {
      this.#tokens.fail("ARIA-010", `'${token.text}' is a keyword and cannot be a name`, token.span);
    }
    if (token.kind !== "identifier") this.#tokens.unexpected(token, "a name");
    this.#tokens.take();
    return { type: "Identifier", span: token.span, name: token.text };
  }

  #declare(name: Identifier, kind: NameKind): void {
    this.#grammar.scopes.declare(name.name, kind);
  }

  /** Reads the rest of a declaration; if that fails, its name is known to be lost. */
  #guarded<Node>(name: Identifier, read: () => Node): Node {
    try {
      return read();
    } catch (error) {
      if (error instanceof ParseFailure) this.lost.add(name.name);
      throw error;
    }
  }
}

function isWord(token: Token): boolean {
  return token.kind === "identifier" || token.kind === "keyword";
}

/** Whether a declared name may end here. */
function ends(token: Token): boolean {
  return endsStatement(token) || isOperator(token, "=");
}
