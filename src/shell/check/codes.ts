/**
 * What can be wrong with the meaning of a program: every code with a program that gives it and the mend. The codes of
 * commands and of imports are in `command_codes.ts`.
 *
 * @module
 */

import type { Code, CodeEntry } from "../syntax/codes.ts";
import { COMMAND_CODES } from "./command_codes.ts";

/** A kind of diagnostic whose example may need other files, by the path that it uses them by. */
export interface CheckEntry extends CodeEntry {
  readonly files?: Readonly<Record<string, string>>;
}

/** The codes of a part of the checker. */
export type CheckTable = Readonly<Record<Code, CheckEntry>>;

/** A code of {@linkcode CHECK_CODES}. */
export type CheckCode = keyof typeof CHECK_CODES;

const LANGUAGE_CODES = {
  "ARIA-100": {
    title: "a name is not declared",
    example: "string:gen = ARG0; print(gne);",
    mend: "Declare it above the place where it is used, or mend its spelling.",
  },
  "ARIA-101": {
    title: "a name is declared twice",
    example: "int:count = 1; int:count = 2;",
    mend:
      "Assign the variable (count = 2;), or choose another name. A block inside may declare the name anew. The names " +
      "that every program has (ARGS, ARG0, ENV, STATUS, LASTPID, PID) cannot be declared.",
  },
  "ARIA-102": {
    title: "what is read-only is assigned",
    example: 'ARGS = ["a"];',
    mend: "Take it into a variable of its own and change that.",
  },
  "ARIA-103": {
    title: "a constant is assigned",
    example: "fixed int:LIMIT = 5; LIMIT = 6;",
    mend: "Declare it as a variable, without 'fixed'.",
  },
  "ARIA-104": {
    title: "there is no such function",
    example: 'prnt("a");',
    mend: "Mend its spelling; 'help functions' lists the built-in ones. Programs are run by run(\"name\", […]).",
  },
  "ARIA-105": {
    title: "what is no function is called",
    example: 'string:name = "a"; name();',
    mend: "Only functions can be called.",
  },
  "ARIA-106": {
    title: "the wrong number of arguments",
    example: "func:add = int(int:a, int:b) { pass(a + b); }; print(add(1)?);",
    mend: "Give as many as the function takes: there are no default values.",
  },
  "ARIA-107": {
    title: "a function is called before the variables that it uses have values",
    example: "show();\nint:count = 5;\nfunc:show = NIL() { print(count); };",
    mend: "Move the call below the declarations of these variables.",
  },
  "ARIA-108": {
    title: "there is no such member",
    example: 'string:s = "a"; print(s.length);',
    mend: "Mend its spelling, or use a function: len(s).",
  },
  "ARIA-109": {
    title: "there is no such type",
    example: "strng:name = ARG0;",
    mend: "Mend its spelling, or declare a struct of that name.",
  },
  "ARIA-110": {
    title: "a type of Aria that is not part of POL",
    example: "vec3:v = [1, 2, 3];",
    mend: "Vectors, trits, pointers and generics are not part of POL: use arrays, objs and structs.",
  },
  "ARIA-111": {
    title: "a declaration needs a value",
    example: "func:f;",
    mend: "Functions, commands, processes and constants have no value of their own: write one behind '='.",
  },
  "ARIA-112": {
    title: "a name that is no value",
    example: "func:f = len;",
    mend: "Built-in functions are called, structs declare variables, files and ENV give their names behind a dot.",
  },
  "ARIA-120": {
    title: "a value of another type is wanted",
    example: 'int8:x = "s";',
    mend: "There are no conversions that are not written: int8(x), string(x), int(s)?, Path(s).",
  },
  "ARIA-121": {
    title: "a result stands where its value is wanted",
    example: "func:half = int(int:n) { pass(n / 2); }; int:x = half(6);",
    mend: "Take the value out: half(6)? hands a failure on, half(6) ? 0 gives another value then.",
  },
  "ARIA-122": {
    title: "what may be NIL stands where a value is wanted",
    example: "string:home = ENV.HOME;",
    mend: 'Say what it is when it is NIL: ENV.HOME ?? "/".',
  },
  "ARIA-123": {
    title: "a number is out of range",
    example: "int8:x = 300;",
    mend: "Take a wider type.",
  },
  "ARIA-124": {
    title: "an operator does not take this",
    example: "print(true + 1);",
    mend: "Operators take two operands of one type. A '+' with a string on one side joins texts.",
  },
  "ARIA-125": {
    title: "TBB numbers are mixed with others",
    example: "int8:i = 1; tbb8:t = 1; print(i + t);",
    mend: "Say which of the two it is to be: tbb8(i) + t. Making an int8 of an ERR stops the program.",
  },
  "ARIA-126": {
    title: "values that have nothing in common are compared",
    example: 'print(1 == "1");',
    mend: "Convert one of them.",
  },
  "ARIA-127": {
    title: "what is no condition stands for one",
    example: "int:n = 5; if (n) { print(n); }",
    mend: 'A condition is a bool, a result or a command: write n != 0, s != "", len(a) > 0, x != NIL.',
  },
  "ARIA-128": {
    title: "what cannot fail is unwrapped",
    example: 'print(len("abc")?);',
    mend: "Leave the '?' out. What may be NIL takes '??'.",
  },
  "ARIA-129": {
    title: "two values that stand for one have nothing in common",
    example: 'int:n = is ARG0 == "x" : 1 : "none";',
    mend: "Let both be of one type.",
  },
  "ARIA-130": {
    title: "what has no elements is indexed, or with what is no index",
    example: "int:n = 5; print(n[0]);",
    mend: "Arrays, strings and buffers take integers, objs take strings.",
  },
  "ARIA-131": {
    title: "an element that there cannot be",
    example: "int[3]:a = [1, 2, 3]; print(a[3]);",
    mend: "Indices are 0 to the length less one.",
  },
  "ARIA-132": {
    title: "'for' goes through something that has no elements",
    example: "for (i in 5) { print(i); }",
    mend: "It goes through arrays, ranges (0...5), strings, the keys of objs, lines(…) and events(…).",
  },
  "ARIA-133": {
    title: "what has no text is made part of one",
    example: 'print("out: " + run("date"));',
    mend: 'Take what has: capture(run("date"))?.stdout.',
  },
  "ARIA-134": {
    title: "a cast that there is not",
    example: "print(int32(true));",
    mend: "Numbers are cast to numbers; a string is read as one by int(s)? and flt(s)?.",
  },
  "ARIA-135": {
    title: "a statement does nothing",
    example: '"hello";',
    mend: 'To show a value write print("hello").',
  },
  "ARIA-136": {
    title: "an array of another length is declared",
    example: "int8[2]:pair = [1, 2, 3];",
    mend: "Declare the length that it has, or int8[] for any.",
  },
  "ARIA-137": {
    title: "the fields of a struct are not those that are given",
    example: "struct:P = { int:x; int:y; }; P:p = {x: 1};",
    mend: "Give each field of the struct once.",
  },
  "ARIA-138": {
    title: "a key is given twice",
    example: "obj:o = {a: 1, a: 2};",
    mend: "Take one of them away.",
  },
  "ARIA-139": {
    title: "a struct would hold itself without end",
    example: "struct:Node = { int:value; Node:next; };",
    mend: "Let the field be one that may be NIL (Node?) or an array (Node[]).",
  },
  "ARIA-140": {
    title: "a loop's step that cannot be",
    example: "loop(1, 10, 0) { print($); }",
    mend: "A step is not 0. That of 'loop' is its size: the direction goes from the start to the limit.",
  },
  "ARIA-141": {
    title: "an exit code that there is not",
    example: "exit(300);",
    mend: "Exit codes are 0 to 255.",
  },
  "ARIA-142": {
    title: "'fail' with what is no error",
    example: "fail(2.5);",
    mend: "An error is an integer, a string, or the '.err' of a result.",
  },
  "ARIA-143": {
    title: "a value is passed outside of functions",
    example: "pass(5);",
    mend: "A script ends with exit(code), or with 'return;'.",
  },
  "ARIA-144": {
    title: "'break' or 'continue' outside of loops",
    example: "if (true) { break; }",
    mend: "Arms of 'pick' need no 'break': they do not fall through.",
  },
  "ARIA-145": {
    title: "a 'defer' would be left",
    example: "while (true) { defer break; }",
    mend: "What is deferred runs to its end while something else leaves the block.",
  },
  "ARIA-146": {
    title: "'fall' leads nowhere",
    example: 'pick (1) { (1) { fall(two); } too: (2) { print("2"); } }',
    mend: "Give the arm this label: two: (2) { … }. Only arms of the innermost 'pick' count.",
  },
  "ARIA-147": {
    title: "two arms have one label",
    example: "pick (1) { a: (1) { print(1); } a: (2) { print(2); } }",
    mend: "Rename one of them.",
  },
  "ARIA-148": {
    title: "'$' outside of counting loops",
    example: "while (true) { print($); }",
    mend: "'$' is the counter of 'loop' and 'till'.",
  },
  "ARIA-149": {
    title: "what cannot be assigned is",
    example: 'string:s = "abc"; s[0] = "x";',
    mend: "Variables, elements of arrays, fields of structs, keys of objs and ENV.NAME can be assigned.",
  },
  "ARIA-200": {
    title: "a statement is never reached",
    example: 'exit(0);\nprint("never");',
    mend: "Take it away, or what leaves before it.",
  },
  "ARIA-201": {
    title: "a variable hides a program",
    example: 'date -u\nstring:date = "today"; print(date);',
    mend: 'Choose another name: where the variable counts, "date" no longer runs the program.',
  },
  "ARIA-202": {
    title: "the end of a function passes NIL",
    example: "func:sign = int(int:n) { if (n > 0) { pass(1); } };",
    mend: "End the function with pass(…) or fail(…), or let its type be one that may be NIL: int?.",
  },
  "ARIA-203": {
    title: "an arm is never reached",
    example: "pick (1) { (*) { print(1); } (2) { print(2); } }",
    mend: "Put the arm that takes everything last. An arm for 'fall' alone needs a label.",
  },
  "ARIA-204": {
    title: "a built-in function is run as a program",
    example: 'print "hello"',
    mend: 'A function is called with brackets: print("hello"); without them the words are a program and its arguments.',
  },
  "ARIA-205": {
    title: "a value that may be NIL becomes a part of a text",
    example: 'print(ENV.PROJECT + "/cache");',
    mend: 'Say what it is then: (ENV.PROJECT ?? "/tmp") + "/cache". The text of NIL is "NIL".',
  },
} as const satisfies CheckTable;

/** Every code of the checker. */
export const CHECK_CODES = { ...LANGUAGE_CODES, ...COMMAND_CODES };
