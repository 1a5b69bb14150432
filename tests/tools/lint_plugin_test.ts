/**
 * The project's own lint rules notice what they are there for, and nothing else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import plugin from "../../tools/lint_plugin.ts";

function findings(source: string, path = "src/io/sample.ts"): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map(({ id }) => id);
}

Deno.test("lint: error-message notices a small letter, a final period and a contraction", () => {
  assertEquals(findings(`throw new Error("cannot open it");`), ["aria/error-message"]);
  assertEquals(findings(`throw new TypeError("Cannot open it.");`), ["aria/error-message"]);
  assertEquals(findings("throw new AriaError(`Can't open ${path}`);"), ["aria/error-message"]);
});

Deno.test("lint: error-message lets a good message, a code and another class pass", () => {
  assertEquals(findings('throw new Error(`Cannot open "${path}": ${reason}`);'), []);
  assertEquals(findings("throw new Error(`${program}: no such file`);"), []);
  assertEquals(findings(`throw new AriaError("ARIA_NOT_FOUND", "Cannot open it");`), []);
  assertEquals(findings(`new Token("cannot open it.");`), []);
});

Deno.test("lint: error-message lets what the shell says begin small, not end in a period", () => {
  assertEquals(findings(`throw new UsageError("unknown option '-x'");`, "src/shell/program/options.ts"), []);
  assertEquals(findings(`throw new UsageError("unknown option.");`, "src/shell/program/options.ts"), [
    "aria/error-message",
  ]);
});

Deno.test("lint: no-top-level-arrow notices arrow functions of a module only", () => {
  assertEquals(findings("const f = () => 1;"), ["aria/no-top-level-arrow"]);
  assertEquals(findings("export const f = () => 1;"), ["aria/no-top-level-arrow"]);
  assertEquals(findings("function f() { const g = () => 1; return g; }"), []);
  assertEquals(findings("const list = [1].map((n) => n);"), []);
});

Deno.test("lint: no-private-keyword notices private fields and methods, not private constructors", () => {
  assertEquals(findings("class A { private a = 1; private b() {} }"), [
    "aria/no-private-keyword",
    "aria/no-private-keyword",
  ]);
  assertEquals(findings("class A { private constructor() {} #a = 1; protected b = 2; }"), []);
});
