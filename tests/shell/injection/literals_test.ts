/**
 * Strings written in the text of a script, in every way that there is: what is written is what a program sees.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { LITERALS, type Spelling, WORDS } from "./literals.ts";
import { type Route, route, testRoutes } from "./routes.ts";

testRoutes("literals are arguments of run, unchanged", LITERALS.map((spelling) => {
  return written(spelling, (texts) => `run(CHILD, ["args", ${texts.join(", ")}]) > out;`);
}));

testRoutes("literals are words, unchanged", [...LITERALS, ...WORDS].map((spelling) => {
  return written(spelling, (texts) => `&{CHILD} args ${texts.join(" ")} > &{out}`);
}));

function written({ name, write, can }: Spelling, script: (texts: string[]) => string): Route {
  const texts = HOSTILE.filter(can);
  return route(name, script(texts.map(write)), texts);
}
