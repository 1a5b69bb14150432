/**
 * Patterns among hostile names: each file that matches is one argument, and what was put into a pattern is no pattern.
 *
 * @module
 */

import { FILE_NAMES } from "./hostile.ts";
import { type Route, route, testRoutes } from "./routes.ts";
import { sorted } from "./seen.ts";

const ALL = sorted(FILE_NAMES);
/** A leading dot must be written. */
const VISIBLE = ALL.filter((name) => !name.startsWith("."));

/** Words in the folder of the files. */
function words(name: string, text: string, seen: readonly string[]): Route {
  return route(name, `cd("in")?; &{CHILD} args ${text} > &{out}\ncd("..")?;`, seen);
}

/** A pattern for each name, and what it must find. */
function patterns(
  name: string,
  pattern: (value: string) => string,
  isMatch: (file: string, name: string) => boolean,
  files: readonly string[] = ALL,
): Route {
  const names = FILE_NAMES.filter((name) => files.includes(name));
  const text = names.map((name) => ` ${pattern(`&{n[${FILE_NAMES.indexOf(name)}]}`)}`).join("");
  return words(name, text, names.flatMap((name) => files.filter((file) => isMatch(file, name))));
}

testRoutes("what a pattern finds is an argument for each file, and a value in it is no pattern", [
  words("*", "*", VISIBLE),
  words(".*", ".*", ALL.filter((name) => name.startsWith("."))),
  words("?", "?", VISIBLE.filter((name) => [...name].length === 1)),
  words("[!a]*", "[!a]*", VISIBLE.filter((name) => !name.startsWith("a"))),
  words("./*", "./*", VISIBLE.map((name) => `./${name}`)),
  words("**", "**", VISIBLE),
  words("the function glob", `&{glob("*")}`, VISIBLE),
  route("a folder in front", "&{CHILD} args in/* > &{out}", VISIBLE.map((name) => `in/${name}`)),
  route("a home directory with marks in it", `ENV.HOME = "h *[a]&"; &{CHILD} args ~/* > &{out}`, [
    "h *[a]&/*",
    "h *[a]&/?",
  ]),
  patterns("a value in front of *", (value) => `${value}*`, (file, name) => file.startsWith(name)),
  route(
    "a value behind a set",
    `&{CHILD} args ${FILE_NAMES.map((_, index) => ` [hi]n/&{n[${index}]}`).join("")} > &{out}`,
    FILE_NAMES.map((name) => `in/${name}`),
  ),
], { folders: { in: fill, "h *[a]&": fillAnother } });

function fill(path: string): void {
  for (const name of FILE_NAMES) Deno.writeTextFileSync(`${path}/${name}`, "");
}

function fillAnother(path: string): void {
  for (const name of ["*", "?", ".a"]) Deno.writeTextFileSync(`${path}/${name}`, "");
}
