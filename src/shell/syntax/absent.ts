/**
 * What the language has and this build does not: the words for saying so.
 *
 * A construct leaves these tables when it is built.
 *
 * @module
 */

const STATEMENTS: Readonly<Record<string, string>> = {
  if: "an 'if' statement",
  else: "an 'else' branch",
  while: "a 'while' loop",
  for: "a 'for' loop",
  loop: "a 'loop' loop",
  till: "a 'till' loop",
  when: "a 'when' loop",
  then: "a 'then' branch",
  end: "an 'end' branch",
  pick: "a 'pick' statement",
  fall: "'fall'",
  break: "'break'",
  continue: "'continue'",
  return: "'return'",
  pass: "'pass'",
  fail: "'fail'",
  defer: "a 'defer' statement",
  is: "an 'is' choice",
  func: "a function",
  struct: "a 'struct' declaration",
  const: "a constant",
  fixed: "a constant",
  use: "an import with 'use'",
  pub: "'pub'",
  true: "the literal 'true'",
  false: "the literal 'false'",
  NIL: "the literal 'NIL'",
  NULL: "the literal 'NULL'",
  ERR: "the literal 'ERR'",
};

const OPERATORS: Readonly<Record<string, string>> = {
  "&": "a command in the background ('&')",
  "?": "unwrapping with '?'",
  "[": "an index '[…]'",
  ".": "a member with '.'",
  "{": "a block '{…}'",
};

/** Built-in functions of the language, so that they are named as such. `run` is the one that this build has. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  ("run spawn capture lines json events timeout wait ignore exit print len split join trim replace contains " +
    "starts_with ends_with upper lower repeat map filter reduce sort reverse unique range min max abs sum keys " +
    "values has json_parse json_text read_file write_file append_file exists is_dir list_dir remove make_dir " +
    "glob temp_dir cwd cd env now sleep assert int flt string Path buffer hex type_of random on_signal").split(" "),
);

/** Names that every program of the language finds declared and this build does not declare. */
export const NAMES: ReadonlySet<string> = new Set(["ENV", "STATUS", "PID", "LASTPID"]);

/** `a 'while' loop is not in this build`, for a keyword. */
export function absentKeyword(keyword: string): string {
  return absent(STATEMENTS[keyword] ?? `'${keyword}'`);
}

/** `the operator '&&' is not in this build`. */
export function absentOperator(operator: string): string {
  return absent(OPERATORS[operator] ?? `the operator '${operator}'`);
}

/** The sentence itself. */
export function absent(construct: string): string {
  return `${construct} is not in this build`;
}
