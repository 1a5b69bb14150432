/**
 * What printing promises, for programs by chance and for all that the project contains: the same tree, all comments in
 * their order, and a text that printing leaves as it is.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { projectFiles, ROOT } from "../../../tools/files.ts";
import { ariaFiles, knownPrograms } from "./known_programs.ts";
import { Random } from "./mutator.ts";
import { generateProgram, joinPieces } from "./program_generator.ts";
import { assertRoundTrip } from "./round_trip.ts";

const RUNS = 3000;

/** What choices and gaps are made from. */
function numbers(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(999), { maxLength, size: "max" });
}

Deno.test("a program by chance, with comments in its gaps, keeps its tree and comments when printed", () => {
  let read = 0;
  fc.assert(
    fc.property(numbers(150), numbers(60), (choices, noise) => {
      const source = new Source("t.aria", joinPieces(generateProgram(choices), noise));
      const parsed = parse(source);
      // A few of them break rules that the generator does not know.
      fc.pre(parsed.diagnostics.count === 0);
      read++;
      assertRoundTrip(source.text, parsed, source);
    }),
    { numRuns: RUNS },
  );
  assertEquals(read, RUNS);
});

Deno.test("a program by chance without comments keeps its tree when printed", () => {
  fc.assert(
    fc.property(numbers(250), (choices) => {
      const source = new Source("t.aria", joinPieces(generateProgram(choices), []));
      const parsed = parse(source);
      fc.pre(parsed.diagnostics.count === 0);
      assertRoundTrip(source.text, parsed, source);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("programs by chance have every kind of node that there is", () => {
  const definitions = projectFiles([".ts"]).filter((path) => path.startsWith("src/shell/syntax/ast"));
  const text = definitions.map((path) => Deno.readTextFileSync(`${ROOT}/${path}`)).join("");
  const declared = new Set([...text.matchAll(/readonly type: "(\w+)"/g)].map(([, type]) => type!));
  const made = new Set<string>();
  const random = new Random(1);
  for (let program = 0; program < RUNS; program++) {
    const choices = Array.from({ length: 200 }, () => random.below(1000));
    const parsed = parse(new Source("t.aria", joinPieces(generateProgram(choices), [])));
    JSON.stringify(parsed.program, (name, value) => {
      if (name === "type") made.add(value);
      return typeof value === "bigint" ? null : value;
    });
  }
  assertEquals([...made].sort(), [...declared].sort());
});

Deno.test("every program of the project keeps its tree and comments when printed", () => {
  const programs = knownPrograms();
  assert(programs.length > 100, `only ${programs.length} programs were found`);
  for (const { name, text } of programs) {
    const source = new Source(name, text);
    assertRoundTrip(`${name}:\n${text}`, parse(source), source);
  }
});

Deno.test("comments that come together where lists are broken are printed where they stay", () => {
  const programs = [
    'if($/**/)for(n/**/;)pass/*\n*/[/**/""]/**/?/**/((w)[n./**/d/**/]/*44 *//* 45 */\n?\t?)' +
    "(is~unknown:/*46*/v0/*47*/:/* 48 *//* 49 */v0)",
    "/**/[$/**/..[/**/](/**/)</**/t(/**/)/**/]./**/x(/**/`\nun} b`/* 38 */2/*39*/>/*40*/&1|/*/* 42 */\n" +
    "[/*43*/[/*44*/]]?/* 45 *47*/)/*48*/|+[[/* 49 *0 *//*/,/*73*/v0]]",
  ];
  for (const text of programs) {
    const source = new Source("t.aria", text);
    assertRoundTrip(text, parse(source), source);
  }
});

Deno.test("every .aria file is read without errors", () => {
  for (const { name, text } of ariaFiles()) {
    const source = new Source(name, text);
    const { diagnostics } = parse(source);
    assertEquals(diagnostics.count, 0, diagnostics.format(source));
  }
});
