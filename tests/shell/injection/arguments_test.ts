/**
 * Values as arguments of `run`: whatever they hold and however they come there, each is one argument, unchanged.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, gathered, type Route, route, testRoutes } from "./routes.ts";
import { sorted } from "./seen.ts";

const AROUND = HOSTILE.map((text) => `a${text}b`);

/** All strings to one program, each as an element of its array, after some statements. */
function given(name: string, element: (x: string, index: number) => string, before = "", seen = HOSTILE): Route {
  const elements = forEach((x, index) => `${element(x, index)}, `);
  return route(name, `${before} run(CHILD, ["args", ${elements}]) > out;`, seen);
}

testRoutes("an expression is an argument of run, unchanged", [
  given("an array's element", (x) => x),
  gathered("an array", "for (x in h) { push(all, x); }"),
  given("a variable", (_, i) => `v${i}`, forEach((x, i) => `string:v${i} = ${x}; `)),
  given("a template alone", (x) => `"&{${x}}"`),
  given("a template in quotes", (x) => `"a&{${x}}b"`, "", AROUND),
  given("a template in backquotes", (x) => `\`a&{${x}}b\``, "", AROUND),
  given("a sum", (x) => `"a" + ${x} + "b"`, "", AROUND),
  given("a Path", (x) => `Path(${x})`),
  route(
    "an array of Path",
    `Path[]:all = [Path("args")]; for (x in h) { push(all, Path(x)); } run(CHILD, all) > out;`,
  ),
  given("a dynamic value", (_, i) => `string(d[${i}])`, "dyn:d = h;"),
  given("a field", (_, i) => `string(o.k${i})`, `obj:o = {${forEach((x, i) => `k${i}: ${x}, `)}};`),
  gathered("a key", "obj:o; for (x in h) { o[x] = 1; } for (key in o) { push(all, key); }"),
  given("a choice", (x) => `is true : ${x} : "no"`),
  given("a default", (x) => `none ?? ${x}`, "string?:none;"),
  route("a named command's", `command:c = run(CHILD, ["args", ${forEach((x) => `${x}, `)}]); c > out;`),
  route("a stage's", `run(CHILD, ["args", "no"]) | run(CHILD, ["args", ${forEach((x) => `${x}, `)}]) > out;`),
  route("a spawned process's", `wait(spawn(CHILD, ["args", ${forEach((x) => `${x}, `)}], {stdout: Path(out)})?)?;`),
  route("a limited command's", `timeout(60000, run(CHILD, ["args", ${forEach((x) => `${x}, `)}]) > out);`),
]);

testRoutes("a value that went through the language is an argument, unchanged", [
  route(
    "loops and parameters, a program for each",
    `func:f = NIL(string:x) { run(CHILD, ["args", x]) >> out; }; for (x in h) { f(x)?; }`,
  ),
  gathered("what a function passes", "func:f = string(string:x) { pass(x); }; for (x in h) { push(all, f(x)?); }"),
  gathered(
    "what a closure keeps",
    `func:keep = func(string:x) { pass(string() { pass(x); }); };
     for (x in h) { func:kept = keep(x)?; push(all, kept()?); }`,
  ),
  gathered("what map gives", "for (x in map(h, string(string:x) { pass(x); })) { push(all, x); }"),
  gathered(
    "an error's message",
    "func:f = NIL(string:x) { fail(x); }; for (x in h) { result:r = f(x); push(all, r.err.message); }",
  ),
  gathered("split and join", `for (x in split(join(h, "\\u{f0000}"), "\\u{f0000}")) { push(all, x); }`),
  gathered("code points", "for (x in h) { string:t; for (c in x) { t += c; } push(all, t); }"),
  gathered("slices", `for (x in h) { push(all, is x == "" : x : x[0...1] + x[1...len(x)]); }`),
  gathered("JSON", "string[]:j = json_parse(json_text(h)?)?; for (x in j) { push(all, x); }"),
  gathered("buffers", "for (x in h) { push(all, string(buffer(x))); }"),
  gathered("sorting", "for (x in sort(h)) { push(all, x); }", sorted(HOSTILE)),
]);
