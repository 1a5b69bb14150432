/**
 * Strings that a shell could take for something else than a value.
 *
 * The list is made by rules and nothing of it is drawn, so it is the same in every run, and a failure names its string.
 * Many of them make a file called `pwned` where they are read as commands.
 *
 * @module
 */

/** The file that no test may find. */
export const PWNED = "pwned";

/** Bytes of one argument at the most, its NUL not counted. */
export const ARGUMENT_BYTES_MAX = 128 * 1024 - 1;

const ATTACK = `touch ${PWNED}`;
const PUNCTUATION = [...`!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ `];
const CONTROLS = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1)).concat("\x7f");

/** Each character that can mean something, alone and at each place of a word. */
const CHARACTERS = [
  ...PUNCTUATION.flatMap((character) => [character, `${character}a`, `a${character}`, `a${character}b`]),
  ...PUNCTUATION.filter((character) => character !== "/").map((character) => character.repeat(2)),
  ...CONTROLS.flatMap((character) => [character, `a${character}b`]),
];

const BLANKS = [
  "",
  "  ",
  " a",
  "a ",
  "a  b",
  "\t\t",
  "\n\n",
  "\r\n",
  "a\r\nb",
  "a\\\nb",
  "\n\t \r",
  " \n",
  "a\n",
  "\u00a0",
];

const QUOTES = [
  `'a'`,
  `"a"`,
  "`a`",
  `"a b'c`,
  `'"'`,
  `"'"`,
  `\\"`,
  `\\'`,
  `a\\\\"b`,
  `"; ${ATTACK}; "`,
  `'; ${ATTACK}; '`,
  `\`; ${ATTACK}; \``,
  `")]); run("touch", ["${PWNED}"]); //`,
  `']); run('touch', ['${PWNED}']); //`,
  `"""`,
  `'\\''`,
  "\u201ca\u201d",
  "\u2018a\u2019",
];

const ESCAPES = [
  ..."ntr0abefvxu".split("").map((letter) => `\\${letter}`),
  "\\\\",
  "\\\\\\",
  "a\\",
  "\\u{41}",
  "\\x41",
  "\\101",
  "\\u{",
  "\\ ",
  "\\*",
  "\\~",
];

const INTERPOLATIONS = [
  ...words(String.raw`
  &{1+1} &{x} &{h[0]} &{h} \&{x} a&{1+1}b &{ &{} &{&{1}} &{ENV.HOME} &{ARGS} } {a,b} $HOME $1 $@ $$ $? $! $'\n'
  $[1+1] $((1+1)) %HOME% !! !1 ^a^b
`),
  "${HOME}",
  `&{run("touch", ["${PWNED}"])}`,
  `$(${ATTACK})`,
  `\`${ATTACK}\``,
];

const COMMANDS = [
  `; ${ATTACK}`,
  `;${ATTACK};`,
  `| ${ATTACK}`,
  `|* ${ATTACK}`,
  `|+ ${ATTACK}`,
  `| [${ATTACK}]`,
  `& ${ATTACK}`,
  `&& ${ATTACK}`,
  `|| ${ATTACK}`,
  `\n${ATTACK}\n`,
  `\r\n${ATTACK}`,
  `a\n; ${ATTACK} //`,
  `> ${PWNED}`,
  `>> ${PWNED}`,
  `>${PWNED}`,
  `2> ${PWNED}`,
  `3>${PWNED}`,
  `5> ${PWNED}`,
  `>| ${PWNED}`,
  `&> ${PWNED}`,
  `< ${PWNED}`,
  "4< /dev/null",
  "0<a",
  "2>&1",
  ">&2",
  "5>&3",
  "<<EOF",
  "<<< a",
  "<(cat)",
  ">(cat)",
  "(a)",
  `(${ATTACK})`,
  `{ ${ATTACK}; }`,
  `() { ${ATTACK}; }; f`,
  `a; exit 3`,
  "exit(3);",
  "\x04",
  "\x03",
  "\x1b[2J",
  "\x1b]0;title\x07",
];

const COMMENTS = [
  "// a",
  "a // b",
  "/* a */",
  "/*",
  "*/",
  "a /* b",
  "# a",
  "#!/bin/sh",
  "<!-- a -->",
  "-- a",
  "http://a//b",
];

const GLOBS = words(String.raw`
  ** *.* a* *b a*b ? ?? [ab] [a-z] [!a] [^a] []a] [a a] [ ./* **/* */ .* a[x]b [[:alpha:]]* +(a) {a,b}* *.nomatch
  \* [a-]*
`);

const PATHS = words(String.raw`
  ~/ ~/a ~root ~+ ~- a~ a/~ ~/* .. ../ ../.. ./a ./-a / // /etc/passwd ../../../../etc/passwd a/../../b a//b C:\a
  \\host\a CON NUL /dev/null /dev/fd/1 /proc/self/environ file:///etc/passwd .hidden ...
`);

const OPTIONS = [
  ...words(String.raw`
  -- --- -c -rf -e -n --help --version --check --trace --json --allow-all -A +x /? @file
`),
  "--a=b c",
  "-a b",
];

const LANGUAGE = words(`
  if else while for in loop till when then end pick fall break continue return pass fail defer is func struct
  const fixed use pub wild gc stack true false NIL NULL ERR run spawn capture lines json events command process
  result string int8 tbb8 obj dyn print cd pwd set export unset exit ignore h CHILD ARGS ENV STATUS null inherit
  direct default __proto__ constructor toString hasOwnProperty undefined NaN
`);

const STATEMENTS = [
  "x",
  "x = 1",
  "x=1",
  "string:x = y;",
  "set errexit = false",
  "export A = b",
  "cd /",
  "return 1;",
  "func:f = int() { pass(1); };",
  'use "./a.aria" as a;',
  "if (true) { }",
  "h[0]",
  "h.length",
  "a?",
  "a ?? b",
  "a |> b",
  "1..5",
  "NIL ?? 1",
  "a && b",
  "true || false",
];

const NUMBERS = [
  ...words(String.raw`
  0 -0 1 -1 007 1_000 0x1f 0b1 1e10 1.0 .5 5. 1e999 inf -inf 9223372036854775808 -9223372036854775808
  18446744073709551616 42i8 1tbb8
`),
  "\u0663",
];

const JSON_TEXTS = [
  "{}",
  "[]",
  '{"a": "b"}',
  '["a","b"]',
  '[" a", ""]',
  '"a"',
  '"\\u0000"',
  "null",
  '{"__proto__": 1}',
  "[[[[",
  '"\\ud800"',
  '{"level":"info"}\n',
];

const ASSIGNMENTS = [
  ...words(String.raw`
  A=b A= =b A+=b PATH=/nowhere HOME=/ IFS=, LD_PRELOAD=/a.so BASH_ENV=a a==b
`),
  "A=b c",
  "export A=b",
];

const FORMATS = [
  ...words(String.raw`
  %s %d %n %% % %s%s%s%n %1$s {0} {}{} #{a} {{a}} \(a) &amp;
`),
  "<%= a %>",
];

const QUERIES = [
  "' OR '1'='1",
  "'; DROP TABLE a; --",
  "<script>alert(1)</script>",
  "a\r\nSet-Cookie: a=b",
  "${jndi:ldap://a}",
  "a,b",
  "=1+1",
  "a&b=c",
  "a%00b",
  "%2e%2e%2f",
  "(?:a)+$",
];

const UNICODE = [
  "é",
  "e\u0301",
  "ñ",
  "n\u0303",
  "日本語",
  "שלום",
  "مرحبا",
  "👍",
  "👨‍👩‍👧‍👦",
  "🇩🇪",
  "a👍b",
  "\u{10ffff}",
  "\u{fffe}",
  "\u{ffff}",
  "\u{fdd0}",
  "\u{e000}",
  "\ufffd",
  "\ufeff",
  "\ufeffa",
  "a\ufeff",
  "\u200b",
  "\u200d",
  "\u200e",
  "\u200f",
  "\u202e",
  "a\u202eb",
  "\u202da",
  "\u2066a\u2069",
  "\u2028",
  "\u2029",
  "a\u2028b",
  "\u0085",
  "\u3000",
  "\u2003a",
  "\u1680",
  "\u180e",
  "\u00ad",
  "\u0130",
  "ß",
  "ſ",
  "\u037e",
  "\uff1b",
  "\uff06{1}",
  "\uff5c a",
  "\u2215",
  "\uff0f",
  "\u2024\u2024",
  "\u0000e9".slice(1),
  "Z\u0351\u0352\u0353",
  "\u{1d11e}",
  "\u{e0001}",
  "\u0378",
  "\u{d7ff}",
];

/** As long as a file's name can be, one more, and what nearly fills the 128 KiB that one argument may have. */
const LONG = [
  "n".repeat(255),
  "n".repeat(256),
  "*".repeat(4096),
  "a ".repeat(4096),
  "\n".repeat(4096),
  "&{1}".repeat(2048),
  "👍".repeat(4096),
  "'\"`\\".repeat(2048),
  "x".repeat(ARGUMENT_BYTES_MAX - 32),
];

/** Everything that can be an argument: 600 and more strings, each once. */
export const HOSTILE: readonly string[] = [
  ...new Set([
    ...CHARACTERS,
    ...BLANKS,
    ...QUOTES,
    ...ESCAPES,
    ...INTERPOLATIONS,
    ...COMMANDS,
    ...COMMENTS,
    ...GLOBS,
    ...PATHS,
    ...OPTIONS,
    ...LANGUAGE,
    ...STATEMENTS,
    ...NUMBERS,
    ...JSON_TEXTS,
    ...ASSIGNMENTS,
    ...FORMATS,
    ...QUERIES,
    ...UNICODE,
    ...LONG,
  ]),
];

/** What no argument can hold: the system ends it at its NUL. */
export const WITH_NUL: readonly string[] = [
  "\0",
  "a\0",
  "\0a",
  "a\0b",
  "\0\0",
  "a b\0; c",
  `a\0${"b".repeat(4096)}`,
  "\ud83d\udc4d\0",
];

/** Those of the strings that can name a file in a folder. */
export const FILE_NAMES: readonly string[] = HOSTILE.filter((text) => {
  return !["", ".", ".."].includes(text) && !text.includes("/") && new TextEncoder().encode(text).length <= 255;
});

/** Strings without blanks, from a text. */
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
