/**
 * What people mean who are used to other languages, and how it is written here.
 *
 * @module
 */

import type { Expression } from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { nearest } from "./nearest.ts";
import { join, type Span } from "./source.ts";
import { ParseFailure, type TokenReader } from "./token_reader.ts";
import { endsStatement, isKeyword, isOperator, KEYWORDS, type Token, TYPES } from "./tokens.ts";

/** Words that declare a variable elsewhere; the first two are no programs. */
const LET: ReadonlySet<string> = new Set(["let", "var", "local", "my", "auto", "val"]);
const ONLY_LET: ReadonlySet<string> = new Set(["let", "var"]);
/** Words that declare a function elsewhere. */
const FUNCTION: ReadonlySet<string> = new Set(["function", "def", "fn", "fun", "sub", "proc"]);
/** Statements of other languages that have a condition in brackets and a block, and how they are written. */
const STATEMENT: Readonly<Record<string, string>> = {
  switch: "write pick (value) { (pattern) { … } (*) { … } }",
  match: "write pick (value) { (pattern) { … } (*) { … } }",
  until: "write while (!(…)) { … }",
  unless: "write if (!(…)) { … }",
  elif: "write else if (…) { … } behind the block of an 'if'",
  elseif: "write else if (…) { … } behind the block of an 'if'",
};
/** Keywords that are looked for behind a misspelling. */
const HEADED: readonly string[] = ["if", "while", "for", "loop", "till", "when", "pick", "fall"];
/** Tokens of a head that are looked through for the block behind it. */
const HEAD_MAX = 200;

/** Reports `$name`, `${name}` and `$(command)` in expression mode. */
export function refuseDollar({ tokens, scopes }: Grammar, dollar: Token, next: Token): never {
  const span = join(dollar.span, next.span);
  if (next.text === "(") {
    tokens.fail("ARIA-014", "'$(…)' is not how output is taken", span, 'write capture(run("…", […]))');
  }
  if (next.text === "{") {
    const help = "in a string write '&{…}', elsewhere the name alone";
    tokens.fail("ARIA-014", "'${…}' is not how a value is taken", span, help);
  }
  const isVariable = scopes.has(next.text) || next.text !== next.text.toUpperCase();
  const name = isVariable ? next.text : `ENV.${next.text}`;
  const help = `write '${name}', in a string '&{${name}}'`;
  return tokens.fail("ARIA-014", `'$${next.text}' is not how a variable is read`, span, help);
}

/** The help for a token that begins no operand. */
export function operandHelp({ tokens }: Grammar, token: Token): string | undefined {
  const before = tokens.source.text.slice(tokens.last.start, tokens.last.end);
  if (isOperator(token, ">") && token.touches && before === "=") return ARROW;
  if (isOperator(token, "=") && token.touches && ["==", "!=", "="].includes(before)) return "write '==' or '!='";
  if (isOperator(token, "=") && token.touches && ["<<", ">>", "&&", "||", "??"].includes(before)) {
    return `there is no operator '${before}='`;
  }
  if (isOperator(token, ".") && tokens.peek(1).touches && tokens.peek(1).kind === "integer")
    return `write 0.${tokens.peek(1).text}`;
  if (isOperator(token, "++") || isOperator(token, "--")) return `write '${token.text}' behind the name`;
  if (isOperator(token, "*") && token.touches && before === "*") return "there is no operator '**'";
  return undefined;
}

/** The help for a token that cannot stand behind an operand. */
export function operatorHelp(tokens: TokenReader, token: Token, operand?: Expression): string | undefined {
  if (token.kind === "identifier" && token.text === "and") return "write '&&'";
  if (token.kind === "identifier" && token.text === "or") return "write '||'";
  if (isOperator(token, ":") && operand?.type === "Unwrap") return CHOICE;
  if (isOperator(token, "=")) return isOperator(tokens.peek(1), ">") ? ARROW : "'==' compares";
  const isHead = operand?.type === "Call" || tokens.source.text[tokens.last.start] === ")";
  if (isOperator(token, "{") && isHead) return ARROW;
  if (isOperator(token, ":") && operand?.type === "Identifier" && TYPES.has(operand.name)) return ARROW;
  const isText = operand?.type === "StringLiteral" || operand?.type === "Template";
  if (!isText || !token.touches || token.kind === "operator") return undefined;
  const { line, column } = tokens.source.position(operand.span.start);
  return `the string before it began at ${line}:${column}: is its quote closed?`;
}

/** The help for a token behind a statement that has no `;` there. */
export function endHelp({ tokens, scopes }: Grammar, token: Token, operand?: Expression): string | undefined {
  const help = operatorHelp(tokens, token, operand);
  if (help !== undefined || token.kind === "operator" || token.kind === "keyword") return help;
  const last = tokens.source.text.slice(tokens.last.start, tokens.last.end);
  if (last === "not") return "write '!'";
  const isName = /^[A-Za-z_]\w*$/.test(last) && !scopes.has(last);
  return isName || operand?.type === "StringLiteral" ? wordsHelp(isName ? JSON.stringify(last) : last) : undefined;
}

function wordsHelp(program: string): string {
  return `bare words stand at a statement's start only: write run(${program}, […])`;
}

/** The help for a token behind a condition that is probably a command in bare words: `grep -q x file`. */
export function commandHelp({ scopes }: Grammar, token: Token, condition: Expression): string | undefined {
  if (token.kind === "operator") return undefined;
  let first = condition;
  for (;;) {
    if (first.type === "Binary") first = first.left;
    else if (first.type === "Unary") first = first.operand;
    else break;
  }
  return first.type === "Identifier" && !scopes.has(first.name) ? wordsHelp(JSON.stringify(first.name)) : undefined;
}

/** How a choice is written. */
export const CHOICE = "a choice is written is condition : a : b";
const ARROW = "a function is written type(type:name) { pass(…); }";

/** Replaces `elif` and its kin, and a misspelt `else`. */
export function mendElse(grammar: Grammar): void {
  const { tokens } = grammar;
  const first = tokens.peek();
  if (first.kind !== "identifier" || !["elif", "elsif", "elseif"].includes(first.text)) {
    return mendContinuation(grammar, ["else"]);
  }
  if (!isOperator(tokens.peek(1), "(")) return;
  tokens.report("ARIA-018", `there is no '${first.text}'`, first.span, "write else if (…)");
  tokens.replace({ ...first, kind: "keyword", text: "else" }, { ...first, kind: "keyword", text: "if" });
}

/** Replaces a misspelt `else`, `then` or `end` before a block; `words` are those that can stand here. */
export function mendContinuation({ tokens, scopes }: Grammar, words: readonly string[]): void {
  const first = tokens.peek();
  if (first.kind !== "identifier" || scopes.has(first.text)) return;
  const next = tokens.peek(1);
  if (!isOperator(next, "{") && !isKeyword(next, "if")) return;
  const meant = nearest(first.text, words);
  if (meant === undefined) return;
  tokens.report("ARIA-011", `there is no '${first.text}'`, first.span, `did you mean '${meant}'?`);
  tokens.replace({ ...first, kind: "keyword", text: meant });
}

/** Reports a loop variable as other languages declare it: `for (let i = 0; …`. */
export function refuseLoopVariable({ tokens, scopes }: Grammar): void {
  const first = tokens.peek();
  const name = tokens.peek(1);
  if (!LET.has(first.text) || name.kind !== "identifier" || scopes.has(first.text)) return;
  const help = `write ${typeOf(tokens.peek(3))}:${name.text} = …`;
  tokens.fail("ARIA-018", `'${first.text}' does not declare a variable`, first.span, help);
}

/** Replaces a misspelt `func` or `struct` at a declaration's start. */
export function mendDeclaration({ tokens, scopes }: Grammar): void {
  const first = tokens.peek();
  if (first.kind !== "identifier" || TYPES.has(first.text) || scopes.has(first.text)) return;
  const equals = isOperator(tokens.peek(1), ":") ? 3 : 2;
  if (!isOperator(tokens.peek(equals), "=")) return;
  const meant = nearest(first.text, ["func", "struct"]);
  const fits = meant === "struct"
    ? isOperator(tokens.peek(equals + 1), "{")
    : isOperator(tokens.peek(equals + 2), "(") && isOperator(tokens.peek(behindBrackets(tokens, equals + 2)), "{");
  if (meant === undefined || !fits) return;
  tokens.report("ARIA-011", `'${first.text}' declares nothing`, first.span, `did you mean '${meant}'?`);
  tokens.replace({ ...first, kind: "keyword", text: meant });
}

/** The distance behind the `)` that closes the `(` at `distance`. */
function behindBrackets(tokens: TokenReader, distance: number): number {
  let open = 0;
  for (let at = distance; at < distance + HEAD_MAX; at++) {
    const token = tokens.peek(at);
    if (token.kind === "end") return at;
    if (isOperator(token, "(")) open++;
    if (isOperator(token, ")") && --open === 0) return at + 1;
  }
  return distance;
}

/** Blocks of other languages, and what is written instead. */
const BLOCK: Readonly<Record<string, string>> = {
  try: "keep a failure in a result, or give a default: call() ? default",
  class: "write struct:Name = { type:field; … };",
  enum: "write constants: fixed type:NAME = …;",
  namespace: 'write what belongs together in a file of its own, and use "./file.aria" as name;',
};

/**
 * Reports a declaration as other languages write it; the next token is a name that nothing declares.
 *
 * @param lost gets the name that was meant to be declared
 */
export function refuseDeclaration(grammar: Grammar, lost: Set<string>): void {
  const { tokens } = grammar;
  const first = tokens.peek();
  const second = tokens.peek(1);
  const third = tokens.peek(2);
  if (tokens.goesOnAsWord(second)) return;
  if (isOperator(second, ":") && isOperator(third, "=") && third.touches) refuseLet(grammar, lost);
  const help = BLOCK[first.text];
  if (help !== undefined && (isOperator(second, "{") || isOperator(third, "{"))) {
    tokens.report("ARIA-018", `there is no '${first.text}'`, first.span, help);
    skipBlock(grammar);
  }
  const isThrown = ["string", "templateStart", "identifier"].includes(second.kind) && !second.startsLine;
  if ((first.text === "throw" || first.text === "raise") && isThrown) {
    tokens.fail("ARIA-018", `there is no '${first.text}'`, first.span, "write fail(…);");
  }
  if (first.text === "import" && second.kind === "string" && String(second.value).endsWith(".aria")) {
    tokens.fail("ARIA-018", "there is no 'import'", first.span, `write use ${second.text} as name;`);
  }
  if (second.kind !== "identifier" || second.startsLine) return;
  if (LET.has(first.text) && (isOperator(third, "=") || isOperator(third, ":"))) refuseLet(grammar, lost);
  if (ONLY_LET.has(first.text) && endsStatement(third)) refuseLet(grammar, lost);
  if (FUNCTION.has(first.text) && (isOperator(third, "(") || isOperator(third, "{")))
    refuseFunction(grammar, second, lost);
}

/**
 * A name that nothing declares, brackets and a block: a misspelt keyword is mended, so that the statement is read all
 * the same; what other languages mean by that is reported.
 */
export function mendStatement(grammar: Grammar, lost: Set<string>): void {
  const { tokens } = grammar;
  const first = tokens.peek();
  if (!isOperator(tokens.peek(behindBrackets(tokens, 1)), "{")) return;
  const help = STATEMENT[first.text];
  if (help !== undefined) {
    tokens.report("ARIA-018", `there is no statement '${first.text}'`, first.span, help);
    skipBlock(grammar);
  }
  const isEmpty = isOperator(tokens.peek(2), ")");
  const meant = first.text === "foreach" ? "for" : isEmpty ? undefined : nearest(first.text, HEADED);
  if (meant === undefined) return refuseFunction(grammar, first, lost);
  tokens.report("ARIA-011", `there is no statement '${first.text}'`, first.span, `did you mean '${meant}'?`);
  tokens.replace({ ...first, kind: "keyword", text: meant });
}

/** `let x = 5;`, `let x: int = 5;`, `x := 5;` */
function refuseLet(grammar: Grammar, lost: Set<string>): never {
  const { tokens, scopes } = grammar;
  const first = tokens.take();
  const isLet = tokens.peek().kind === "identifier";
  const name = isLet ? tokens.peek() : first;
  const isTyped = isLet && isOperator(tokens.peek(1), ":");
  const value = tokens.peek(isTyped ? 4 : 2);
  const type = isTyped && TYPES.has(tokens.peek(2).text) ? tokens.peek(2).text : typeOf(value);
  const message = isLet ? `'${first.text}' does not declare a variable` : "':=' does not declare a variable";
  const span = isLet ? first.span : join(tokens.peek().span, tokens.peek(1).span);
  tokens.report("ARIA-018", message, span, `write ${type}:${name.text} = …;`);
  lost.add(name.text);
  scopes.declare(name.text, "variable");
  if (!isLet) tokens.take();
  return quietly(grammar, () => {
    if (isLet) tokens.take();
    if (isTyped && tokens.takeOperator(":")) grammar.typeName();
    if (tokens.takeOperator("=")) grammar.expression();
    grammar.end();
  });
}

/** The type of the value that begins with a token, as far as that shows. */
export function typeOf(token: Token): string {
  if (token.kind === "string" || token.kind === "templateStart") return "string";
  if (token.kind === "integer") return "int64";
  if (token.kind === "float") return "flt64";
  return token.text === "true" || token.text === "false" ? "bool" : "type";
}

/**
 * Reports a function as other languages declare it, and skips it.
 *
 * @param name the token that names it
 * @param lost gets its name
 */
export function refuseFunction(grammar: Grammar, name: Token, lost: Set<string>): never {
  const help = `write func:${name.text} = type(type:parameter) { … };`;
  grammar.tokens.report("ARIA-018", "a function is not declared so", name.span, help);
  return skipFunction(grammar, name, lost);
}

/** Reports `func:name<T> = …`, of which the token `name` has been read. */
export function refuseGeneric(grammar: Grammar, name: Token, lost: Set<string>): never {
  grammar.tokens.report("ARIA-031", "generic functions are not part of POL", grammar.tokens.peek().span);
  return skipFunction(grammar, name, lost);
}

/** Reports `int8@:name` and `int8*:name`. */
export function refusePointer({ tokens }: Grammar): void {
  const first = tokens.peek();
  const second = tokens.peek(1);
  if (!TYPES.has(first.text) || !second.touches || !["@", "*", "-"].includes(second.text)) return;
  const behind = tokens.peek(2);
  if (!behind.touches || !(isOperator(behind, ":") || isOperator(behind, ">"))) return;
  tokens.take();
  tokens.fail("ARIA-031", "pointers are not part of POL", join(first.span, second.span));
}

function skipFunction(grammar: Grammar, name: Token, lost: Set<string>): never {
  lost.add(name.text);
  grammar.scopes.declare(name.text, "variable");
  return skipBlock(grammar);
}

/** Skips to the `{` that stands in this line, and its block. Its statements may follow other rules. */
function skipBlock(grammar: Grammar): never {
  const { tokens } = grammar;
  return quietly(grammar, () => {
    do {
      for (let isFirst = true; !isOperator(tokens.peek(), "{"); isFirst = false) {
        const next = tokens.peek();
        if (next.kind === "end" || isOperator(next, "}") || (next.startsLine && !isFirst)) return;
        tokens.skip();
      }
      grammar.block();
    } while (["catch", "finally"].includes(tokens.peek().text));
  });
}

/** Reads on without reporting anything, and gives up the statement at the end. */
function quietly(grammar: Grammar, read: () => void): never {
  const { tokens } = grammar;
  tokens.muted++;
  try {
    read();
    tokens.isRecovered = true;
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
  } finally {
    tokens.muted--;
  }
  return tokens.giveUp();
}

/** Reports `NAME=value command`. */
export function refusePrefix({ tokens }: Grammar): void {
  const { start } = tokens.peek().span;
  PREFIX.lastIndex = start;
  const match = PREFIX.exec(tokens.source.text);
  if (!match) return;
  const [all, assignment, name, value, program] = match as unknown as [string, string, string, string, string];
  if (KEYWORDS.has(value)) return;
  const span: Span = { start, end: start + assignment.length };
  const text = /^["']/.test(value) ? value : JSON.stringify(value);
  const help = `write run("${program}", […], {env: {${name}: ${text}}})`;
  tokens.moveTo(tokens.source.lineEnd(start + all.length));
  tokens.isRecovered = true;
  tokens.fail("ARIA-017", "a command's environment is not given so", span, help);
}

/** An assignment without blanks, perhaps more of them, and a command's name. */
const PREFIX = new RegExp(
  String.raw`(([A-Za-z_]\w*)=("[^"\n]*"|'[^'\n]*'|[^\s;"'\x60(){}|&]*))(?:[ \t]+[A-Za-z_]\w*=[^\s;|&]*)*` +
    String.raw`[ \t]+((?:\.{0,2}/)?[A-Za-z_][\w./-]*)(?!\s*[=(])`,
  "y",
);
