/**
 * What can be wrong with the text of a program: every code with a program that gives it and the mend.
 *
 * @module
 */

/** The name of a kind of diagnostic: `ARIA-001`. */
export type Code = `ARIA-${string}`;

/** A kind of diagnostic, for the page that lists them and for the test that the example gives this code. */
export interface CodeEntry {
  /** What is wrong, for all cases. */
  readonly title: string;
  /** A program that gives it. */
  readonly example: string;
  /** How to mend it. */
  readonly mend: string;
}

/** The codes of one part of the shell. */
export type CodeTable = Readonly<Record<Code, CodeEntry>>;

/** A code of {@linkcode SYNTAX_CODES}. */
export type SyntaxCode = keyof typeof SYNTAX_CODES;

/** The codes of the syntax. */
export const SYNTAX_CODES = {
  "ARIA-001": {
    title: "a character that the language does not have",
    example: "int32:größe = 5;",
    mend: "Names consist of the letters A to Z and a to z, digits and '_'. Other characters belong into strings.",
  },
  "ARIA-002": {
    title: "a string is not closed",
    example: 'print("hello);',
    mend: "Close it with the quote that opens it. A quote of that kind inside of it needs a backslash before it.",
  },
  "ARIA-003": {
    title: "a comment is not closed",
    example: 'print("a"); /* and so on',
    mend: "Close it with '*/'. In a command of bare words quote a word that begins with '/*' or '//'.",
  },
  "ARIA-004": {
    title: "not a number",
    example: "int32:n = 12abc;",
    mend: "Write 42, 1_000, 0xff, 0o17, 0b101, 3.14 or 1e10, perhaps with a type behind it: 42i8, 7u64, 1f32, 1tbb8.",
  },
  "ARIA-005": {
    title: "an escape names no character",
    example: 'print("\\u{110000}");',
    mend: "Write '\\u{…}' with the character's code in hexadecimal, at most 10ffff.",
  },
  "ARIA-006": {
    title: "a bracket is not closed",
    example: 'if (true) { print("a");',
    mend: "Put the closing bracket where the carets' bracket ends.",
  },
  "ARIA-007": {
    title: "a bracket closes nothing",
    example: 'print("a"));',
    mend: "Take it away, or open it where it belongs.",
  },
  "ARIA-008": {
    title: "something else must stand here",
    example: "int32:n = 1 + ;",
    mend: "The message says what the language wants at this place.",
  },
  "ARIA-009": {
    title: "a statement has no ';'",
    example: 'print("a")\nprint("b");',
    mend: "End it with ';'. Only commands of bare words end with their line.",
  },
  "ARIA-010": {
    title: "a keyword cannot be a name",
    example: "int32:end = 5;",
    mend: "Choose another name.",
  },
  "ARIA-011": {
    title: "a misspelt keyword",
    example: 'whlie (true) { print("a"); }',
    mend: "Write it as the help says.",
  },
  "ARIA-012": {
    title: "this cannot be assigned to",
    example: "5 = 6;",
    mend:
      "The left side of an assignment, and what stands before '++' and '--', is a variable, a member or an element.",
  },
  "ARIA-013": {
    title: "an assignment in a condition",
    example: "int32:x = 1;\nif (x = 1) { }",
    mend: "Compare with '=='.",
  },
  "ARIA-014": {
    title: "a '$' before a name or bracket in an expression",
    example: "print($HOME);",
    mend: "A variable is read by its name alone, the environment by ENV.NAME, a command's output by capture(…). In " +
      "strings and bare words write '&{…}' around it. '$' alone is the counter of a 'loop' or 'till'.",
  },
  "ARIA-015": {
    title: "a '$' in bare words is a character like any other",
    example: "echo $HOME",
    mend: "Write '&{ENV.HOME}'. Where the '$' is meant, put it in quotes or a backslash before it.",
  },
  "ARIA-016": {
    title: "a redirection of other shells",
    example: "make &> log",
    mend: 'Write \'> log 2>&1\'. Text within the program goes into a command by a pipe: "text" | run("cat").',
  },
  "ARIA-017": {
    title: "a variable of the environment before a command",
    example: "LANG=C sort names",
    mend: 'Write run("sort", ["names"], {env: {LANG: "C"}}), or assign ENV.LANG for all commands.',
  },
  "ARIA-018": {
    title: "a statement of another language",
    example: "let x = 5;",
    mend: "Write it as the help says.",
  },
  "ARIA-019": {
    title: "'#' does not begin a comment",
    example: "# a comment",
    mend: "A comment begins with '//', or stands between '/*' and '*/'.",
  },
  "ARIA-020": {
    title: "too many constructs within or behind each other",
    example: "{".repeat(501) + "}".repeat(501),
    mend:
      "Give parts of it names of their own. At most 500 brackets, blocks or signs may stand within each other, and " +
      "at most 500 operators in one expression.",
  },
  "ARIA-021": {
    title: "a keyword without the statement that it continues",
    example: 'else { print("a"); }',
    mend: "'else' follows the body of an 'if', 'then' and 'end' that of a 'when'.",
  },
  "ARIA-022": {
    title: "a bracket or block among bare words",
    example: "echo hello (world)",
    mend: "Quote what is text. What is to be computed stands in '&{…}', or the command is written run(…).",
  },
  "ARIA-023": {
    title: "an interpolation outside of strings and bare words",
    example: "print(&{1 + 1});",
    mend: "Leave out the '&{' and '}'.",
  },
  "ARIA-024": {
    title: "a '?' takes the next line as its default",
    example: 'run("a")?\nrun("b");',
    mend: "End the statement with ';'. If the next line is meant as the default, put the '?' before it.",
  },
  "ARIA-025": {
    title: "a statement's head has no brackets",
    example: "if true { }",
    mend: "Conditions, and what a loop goes through, stand in '(' and ')'; bodies in '{' and '}'.",
  },
  "ARIA-026": {
    title: "an operator needs brackets",
    example: 'int32:n = int("1")? + 1;',
    mend: "'?' and 'is' bind looser than what stands beside them: put brackets around them.",
  },
  "ARIA-027": {
    title: "a fan-out without a command",
    example: 'run("a") | [];',
    mend: "Write at least one command between the brackets.",
  },
  "ARIA-028": {
    title: "a command is missing behind an operator",
    example: "ls |",
    mend: "Write the command. It may stand in the next line.",
  },
  "ARIA-029": {
    title: "a constant has no value",
    example: "fixed int32:N;",
    mend: "Write its value where it is declared.",
  },
  "ARIA-030": {
    title: "a loop with more or fewer values than it takes",
    example: "loop(1, 5) { }",
    mend: "Write loop(start, limit, step) or till(limit, step).",
  },
  "ARIA-031": {
    title: "a part of Aria that POL leaves out",
    example: "int8@:p = x;",
    mend: "Do without pointers and generic functions.",
  },
} as const satisfies CodeTable;
