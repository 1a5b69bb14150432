/**
 * Values as variables of the environment: a program finds each under its name, unchanged.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, route, testRoutes } from "./routes.ts";
import { sorted } from "./seen.ts";

const VARIABLES = HOSTILE.map((text, index) => `V${index}=${text}`);
const AROUND = HOSTILE.map((text, index) => `V${index}=a${text}b`);
/** What can be the name of a variable. Empty ones and `=` are refused. */
const NAMES = HOSTILE.filter((text) => text !== "" && !text.includes("="));

/** A program that shows the variables it has been given. */
function shown(options: string): string {
  return `run(CHILD, ["environ"], ${options}) > out;`;
}

/** The same for those that all children get: `V` and a number. */
const SHOW_ALL = `run("env", ["-0"]) | run("grep", ["-z", "^V[0-9]"]) > out;`;

testRoutes("a value in the environment is what a program finds there", [
  route("the option env", shown(`{clear_env: true, env: {${forEach((x, i) => `V${i}: ${x}, `)}}}`), VARIABLES),
  route("a template", shown(`{clear_env: true, env: {${forEach((x, i) => `V${i}: "a&{${x}}b", `)}}}`), AROUND),
  route("a Path", shown(`{clear_env: true, env: {${forEach((x, i) => `V${i}: Path(${x}), `)}}}`), VARIABLES),
  route(
    "an obj",
    `obj:e; for (int:i = 0; i < len(h); i++) { e["V" + i] = h[i]; } ${shown("{clear_env: true, env: e}")}`,
    VARIABLES,
  ),
  route(
    "an obj with all options",
    `obj:o = {clear_env: true, env: {${forEach((x, i) => `V${i}: ${x}, `)}}}; ${shown("o")}`,
    VARIABLES,
  ),
  route(
    "a name",
    `obj:e; for (x in h) { if (x != "" && !contains(x, "=")) { e[x] = "1"; } }
     run(CHILD, ["environ"], {clear_env: true, env: e}) | run("sort", ["-z"], {env: {LC_ALL: "C"}}) > out;`,
    sorted(NAMES.map((name) => `${name}=1`)),
  ),
  route("ENV", `${forEach((x, i) => `ENV.V${i} = ${x};\n`)} ${SHOW_ALL}`, VARIABLES),
  route("ENV, read again", `run(CHILD, ["args", ${forEach((_, i) => `ENV.V${i} ?? "none", `)}]) > out;`),
  route("export of a word", `${forEach((x, i) => `export V${i} = a&{${x}}b\n`)} ${SHOW_ALL}`, AROUND),
  route("export of a quoted word", `${forEach((x, i) => `export V${i}="&{${x}}"\n`)} ${SHOW_ALL}`, VARIABLES),
  route(
    "export of a variable",
    `${forEach((x, i) => `string:V${i} = "a" + ${x} + "b"; export V${i}\n`)} ${SHOW_ALL}`,
    AROUND,
  ),
]);
