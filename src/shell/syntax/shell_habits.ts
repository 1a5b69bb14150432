/**
 * What people mean who are used to other shells, and how it is written here.
 *
 * @module
 */

import type { Grammar } from "./grammar.ts";
import type { Span } from "./source.ts";
import { isKeyword, isOperator, type Token } from "./tokens.ts";

/** `if`, `while` and the like without brackets, as other shells and some languages write them. */
const FORMS: Readonly<Record<string, string>> = {
  if: "write if (…) { … }",
  while: "write while (…) { … }",
  for: "write for (name in …) { … }",
  when: "write when (…) { … }",
  pick: "write pick (value) { (pattern) { … } }",
  case: "write pick (value) { (pattern) { … } }",
  until: "write while (!(…)) { … }",
};

/** Words that other shells close or continue a construct with. */
const LOOSE: ReadonlySet<string> = new Set(["fi", "done", "esac", "do", "elif"]);

/** The beginnings and ends of constructs of other shells, where a command would begin. */
const CONSTRUCTS =
  /(?:^|[;\n])[ \t]*(?:(?:then|do|else)[ \t]+)*(if|while|until|for|case|fi|done|esac)(?!\w|[ \t]*[(:=])/g;

/** Characters in which the end of such a construct is looked for: a bound for a text full of them. */
const CONSTRUCT_MAX = 4000;
const CLOSES = /\b(?:fi|done|esac)\b/;

/**
 * Reports a statement whose head has no brackets, and skips it: to its `fi` or `done`, or else its line.
 *
 * @param keyword it, already taken
 */
export function refuseHead(grammar: Grammar, keyword: Token): never {
  const { tokens } = grammar;
  const message = `what '${keyword.text}' looks at stands in brackets`;
  tokens.report("ARIA-025", message, keyword.span, FORMS[keyword.text]);
  const close = closeOf(tokens.source.text, keyword.span.start);
  if (close !== null) {
    tokens.moveTo(close);
    tokens.isRecovered = true;
  }
  return tokens.giveUp();
}

/** Reports a body that begins with `do` or `then`, and skips it. */
export function refuseShellBody({ tokens, scopes }: Grammar): void {
  const first = tokens.peek();
  const isDo = first.kind === "identifier" && first.text === "do" && !scopes.has("do");
  if (!isDo && !isKeyword(first, "then")) return;
  tokens.take();
  tokens.report("ARIA-018", `there is no '${first.text}' before a body`, first.span, "a body stands in '{' and '}'");
  const close = closeOf(tokens.source.text, first.span.end, 1);
  if (close !== null) {
    tokens.moveTo(close);
    tokens.isRecovered = true;
  }
  tokens.giveUp();
}

/** Offset behind the `fi`, `done` or `esac` that closes what is open, behind `start` too; null without one. */
function closeOf(text: string, start: number, open = 0): number | null {
  const rest = text.slice(start, start + CONSTRUCT_MAX);
  if (!CLOSES.test(rest)) return null;
  for (const { 0: all, 1: word, index } of rest.matchAll(CONSTRUCTS)) {
    if (word === "fi" || word === "done" || word === "esac") {
      if (--open === 0) return start + index + all.length;
      if (open < 0) return null;
    } else {
      open++;
    }
  }
  return null;
}

/** Reports what begins with a word of another shell: `fi`, `done`, `case x in`, `[ -f x ]`. */
export function refuseShellStatement(grammar: Grammar): void {
  const { tokens } = grammar;
  const first = tokens.peek();
  const second = tokens.peek(1);
  if (first.text === "case" || first.text === "until") {
    if (second.kind === "operator" && second.text !== "$" && second.text !== "[" && second.text !== "!") return;
    if (closeOf(tokens.source.text, first.span.start) === null) return;
    tokens.take();
    refuseHead(grammar, first);
  }
  const isClose = first.text !== "do" && first.text !== "elif";
  const isAlone = second.startsLine || second.kind === "end" || second.kind === "operator";
  if (!LOOSE.has(first.text) || (isClose && !isAlone)) return;
  tokens.take();
  tokens.isRecovered = second.startsLine;
  if (isClose) tokens.fail("ARIA-018", `'${first.text}' closes nothing here`, first.span, "a block ends with '}'");
  tokens.fail("ARIA-018", `there is no '${first.text}'`, first.span, "a body stands in '{' and '}'");
}

/** Reports `[ -f x ]` and `[[ … ]]` at a statement's start. */
export function refuseTest({ tokens }: Grammar, first: Token): void {
  const second = tokens.peek(1);
  const isDouble = isOperator(second, "[") && second.touches && !tokens.peek(2).touches;
  const isSingle = isOperator(second, "-") && !second.touches && tokens.peek(2).touches &&
    tokens.peek(2).kind === "identifier" && tokens.peek(3).kind !== "operator";
  if (!isDouble && !isSingle) return;
  tokens.moveTo(tokens.source.lineEnd(first.span.end));
  tokens.isRecovered = true;
  tokens.fail("ARIA-018", "'[' begins an array here", first.span, 'write run("test", […])');
}

/** Warns of `$name` in bare text, where a `$` is a character like any other. */
export function warnOfDollars({ tokens, scopes }: Grammar, text: string, start: number): void {
  for (const { 0: all, 1: written, index } of text.matchAll(DOLLAR)) {
    if (written === undefined) continue;
    const name = written.replace(/[{}]/g, "");
    const span = { start: start + index, end: start + index + all.length };
    tokens.warn("ARIA-015", `'${all}' is ordinary text here`, span, dollarMend(name, scopes.has(name)));
  }
}

/** A quoted character, or a `$` with what it would mean elsewhere. */
const DOLLAR = /\\.|\$(\{?[A-Za-z_]\w*\}?|[0-9?@#*!$])/g;

/** What `$name` was probably meant to be. */
function dollarMend(name: string, isDeclared: boolean): string {
  if (isDeclared) return `write &{${name}}`;
  if (name === "?") return "write &{STATUS}";
  if (name === "$") return "write &{PID}";
  if (name === "!") return "write &{LASTPID}";
  if (name === "#") return "write &{len(ARGS)}";
  if (name === "@" || name === "*") return "write &{ARGS}";
  if (/^[0-9]/.test(name)) return name === "0" ? "write &{ARG0}" : `write &{ARGS[${Number(name) - 1}]}`;
  return `write &{${name}} for a variable, &{ENV.${name}} for one of the environment`;
}

/** The help for a bracket among bare words at `at`, of a command that begins with the word `program`. */
export function bracketHelp(grammar: Grammar, at: number, program: string | null): string {
  const { text } = grammar.tokens.source;
  if (text[at - 1] === "$") return text[at + 1] === "(" ? "write &{…}" : 'write &{capture(run("…", […]))?.text()}';
  if (program === "print") return "print is a function of the language: write echo … among bare words";
  if (program === null) return "quote it";
  if (program.startsWith("console.")) return "write print(…)";
  if (program === "run" || grammar.scopes.has(program)) {
    return 'calls and bare words do not mix: begin the statement with run("…", […])';
  }
  return `quote it, or write run(${JSON.stringify(program)}, […])`;
}

/** A redirection of another shell, what is wrong with it, and how it is written here. */
const REDIRECTIONS: ReadonlyArray<readonly [written: RegExp, message: string, help: string]> = [
  [/&>>/y, "'&>>' is not how two streams are redirected", "write >> f 2>&1"],
  [/&>/y, "'&>' is not how two streams are redirected", "write > f 2>&1"],
  [/\|&/y, "'|&' is not how two streams are piped", "write 2>&1 |"],
  [/<<<?-?/y, "there are no documents within the program", 'write run("…") with a string before it: "text" | run("…")'],
  [/>\|/y, "'>|' is no redirection", "write >"],
  [/<>/y, "'<>' is no redirection", "write < or >"],
  [/>&-/y, "a stream is not closed so", "write > /dev/null"],
  [/>&(?=[0-9])/y, "the number of the stream is missing", "write 1>&2"],
  [/>&/y, "'>&' needs two numbers of streams", "write > f 2>&1, or 2>&1"],
];

/** Reports the redirection that stands at `at`. */
export function refuseRedirection({ tokens }: Grammar, at: number): never {
  for (const [written, message, help] of REDIRECTIONS) {
    written.lastIndex = at;
    const match = written.exec(tokens.source.text);
    if (!match) continue;
    const span: Span = { start: at, end: at + match[0].length };
    tokens.fail("ARIA-016", message, span, help);
  }
  return tokens.giveUp();
}
