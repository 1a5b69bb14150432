/**
 * Values in the words of bare commands: nothing that was put in is split, matched against files or read as syntax.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, type Route, route, testRoutes } from "./routes.ts";

/** A word for each string, and what it comes to; the longest have no room for more in an argument. */
function words(name: string, word: (value: string) => string, seen: (text: string) => string = (text) => text): Route {
  return route(name, `&{CHILD} args ${forEach((x) => ` ${word(`&{${x}}`)}`)} > &{out}`, HOSTILE.map(seen));
}

testRoutes("a value in words is an argument, unchanged", [
  words("alone", (x) => x),
  words("between bare text", (x) => `a${x}b`, (text) => `a${text}b`),
  words("in quotes", (x) => `"${x}"`),
  words("in quotes with more", (x) => `"a${x}b"`, (text) => `a${text}b`),
  words("in backquotes", (x) => `\`a${x}b\``, (text) => `a${text}b`),
  words("between quotes of all kinds", (x) => `"a"${x}'b'`, (text) => `a${text}b`),
  words("behind another", (x) => `&{"a"}${x}`, (text) => `a${text}`),
  words("behind an equals sign", (x) => `--option=${x}`, (text) => `--option=${text}`),
  words("behind a quoted mark", (x) => `\\*${x}`, (text) => `*${text}`),
  words("behind a tilde", (x) => `~${x}`, (text) => `~${text}`),
  route(
    "behind the home directory",
    `ENV.HOME = "/h *;$(x)\\&{1}"; &{CHILD} args ${forEach((x) => ` ~/&{${x}}`)} > &{out}`,
    HOSTILE.map((text) => `/h *;$(x)&{1}/${text}`),
  ),
  route("an array, spread", `&{CHILD} args &{h} > &{out}`),
  route("a Path", `&{CHILD} args ${forEach((x) => ` &{Path(${x})}`)} > &{out}`),
  route("a dynamic value", `dyn:d = h; &{CHILD} args ${forEach((_, i) => ` &{d[${i}]}`)} > &{out}`),
  route(
    "a call",
    `func:f = string(string:x) { pass(x); }; &{CHILD} args ${forEach((x) => ` &{f(${x})?}`)} > &{out}`,
  ),
  route("a program for each", `for (x in h) { &{CHILD} args &{x} >> &{out} }`),
  route("of a pipeline's stage", `&{CHILD} args a | &{CHILD} args &{h} > &{out}`),
  route("behind && and ||", `&{CHILD} exit 0 && &{CHILD} exit 1 || &{CHILD} args &{h} > &{out}`),
]);
