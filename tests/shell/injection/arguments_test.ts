/**
 * Values as arguments of `run`: whatever they hold and however they come there, each is one argument, unchanged.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, route, testRoutes } from "./routes.ts";
import { sorted } from "./seen.ts";

const AROUND = HOSTILE.map((text) => `a${text}b`);
/** `all` are the words for the child: whatever is pushed to it is seen. */
const GATHER = `string[]:all = ["args"];`;
const SHOW = "run(CHILD, all) > out;";

testRoutes("an expression is an argument of run, unchanged", [
  route("an array's element", `run(CHILD, ["args", ${forEach((x) => `${x}, `)}]) > out;`),
  route("an array", `${GATHER} for (x in h) { push(all, x); } ${SHOW}`),
  route(
    "a variable",
    `${forEach((x, i) => `string:v${i} = ${x}; `)} run(CHILD, ["args", ${forEach((_, i) => `v${i}, `)}]) > out;`,
  ),
  route("a template alone", `run(CHILD, ["args", ${forEach((x) => `"&{${x}}", `)}]) > out;`),
  route("a template in quotes", `run(CHILD, ["args", ${forEach((x) => `"a&{${x}}b", `)}]) > out;`, AROUND),
  route("a template in backquotes", `run(CHILD, ["args", ${forEach((x) => `\`a&{${x}}b\`, `)}]) > out;`, AROUND),
  route("a sum", `run(CHILD, ["args", ${forEach((x) => `"a" + ${x} + "b", `)}]) > out;`, AROUND),
  route("a Path", `run(CHILD, ["args", ${forEach((x) => `Path(${x}), `)}]) > out;`),
  route("an array of Path", `Path[]:all = [Path("args")]; for (x in h) { push(all, Path(x)); } ${SHOW}`),
  route("a dynamic value", `dyn:d = h; run(CHILD, ["args", ${forEach((_, i) => `string(d[${i}]), `)}]) > out;`),
  route(
    "a field",
    `obj:o = {${forEach((x, i) => `k${i}: ${x}, `)}}; run(CHILD, ["args", ${
      forEach((_, i) => `string(o.k${i}), `)
    }]) > out;`,
  ),
  route("a key", `${GATHER} obj:o = {}; for (x in h) { o[x] = 1; } for (key in o) { push(all, key); } ${SHOW}`),
  route("a choice", `run(CHILD, ["args", ${forEach((x) => `is true : ${x} : "no", `)}]) > out;`),
  route("a default", `string?:none; run(CHILD, ["args", ${forEach((x) => `none ?? ${x}, `)}]) > out;`),
  route("a named command", `${GATHER} for (x in h) { push(all, x); } command:c = run(CHILD, all); c > out;`),
  route("a stage's", `run(CHILD, ["args", "no"]) | run(CHILD, ["args", ${forEach((x) => `${x}, `)}]) > out;`),
  route("a spawned process's", `wait(spawn(CHILD, ["args", ${forEach((x) => `${x}, `)}], {stdout: out})?)?;`),
  route("a limited command's", `timeout(60000, run(CHILD, ["args", ${forEach((x) => `${x}, `)}]) > out);`),
]);

testRoutes("a value that went through the language is an argument, unchanged", [
  route(
    "loops and parameters, a program for each",
    `func:f = NIL(string:x) { run(CHILD, ["args", x]) >> out; }; for (x in h) { f(x)?; }`,
  ),
  route("what a function passes", `${GATHER} func:f = string(string:x) { pass(x); }; for (x in h) { push(all, f(x)?); } ${SHOW}`),
  route(
    "what a closure keeps",
    `${GATHER} func:keep = func(string:x) { pass(string() { pass(x); }); };
     for (x in h) { func:kept = keep(x)?; push(all, kept()?); } ${SHOW}`,
  ),
  route("what map gives", `${GATHER} for (x in map(h, string(string:x) { pass(x); })) { push(all, x); } ${SHOW}`),
  route(
    "an error's message",
    `${GATHER} func:f = NIL(string:x) { fail(x); }; for (x in h) { result:r = f(x); push(all, r.err.message); } ${SHOW}`,
  ),
  route("split and join", `${GATHER} for (x in split(join(h, "\\u{f0000}"), "\\u{f0000}")) { push(all, x); } ${SHOW}`),
  route("code points", `${GATHER} for (x in h) { string:t; for (c in x) { t += c; } push(all, t); } ${SHOW}`),
  route("slices", `${GATHER} for (x in h) { push(all, is x == "" : x : x[0...1] + x[1...len(x)]); } ${SHOW}`),
  route("json_text and json_parse", `${GATHER} string[]:j = json_parse(json_text(h)?)?; for (x in j) { push(all, x); } ${SHOW}`),
  route("buffers", `${GATHER} for (x in h) { push(all, string(buffer(x))); } ${SHOW}`),
  route("sorting", `${GATHER} for (x in sort(h)) { push(all, x); } ${SHOW}`, sorted(HOSTILE)),
]);
