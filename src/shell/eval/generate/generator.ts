/**
 * From a checked program to the text of a JavaScript function, and all that the text refers to.
 *
 * @module
 */

import type { CheckedFile, CheckedProgram, Place, Stmt, Variable } from "../../check/tree.ts";
import type { LibraryName } from "../library.ts";
import { effectsOf } from "./effects.ts";
import { expression } from "./expressions.ts";
import { Frame, type Line, type Shared } from "./frame.ts";
import { namedFunction, noteTypes } from "./functions.ts";
import { type CallSite, type Cell, Names } from "./names.ts";
import { body, statement } from "./statements.ts";

/** What a program became. */
export interface Generated {
  /**
   * The body of a function of `R` (the running program), `L` (the library), `K` (the constants), `B` (the contexts of
   * built-in calls), `signals` and `seen` (how many signals came, and how many of them were looked at). It gives the
   * function that runs the program.
   */
  readonly text: string;
  readonly constants: readonly unknown[];
  readonly calls: readonly CallSite[];
  /** The places behind the numbers in failures. */
  readonly places: readonly Place[];
  /** For each line of the text the number of its place; -1: none. */
  readonly lines: readonly number[];
  /** It ends before any signal matters: no loop, no function, no command, nothing to wait for. */
  readonly isBrief: boolean;
}

/** How a program is generated. */
export interface GenerateOptions {
  /** Notes the value of each statement at the top level, so that the last is known in the end. Default: false. */
  readonly keepValue?: boolean;
  /** Where global variables live, so that the next program finds them; default: in the program itself. */
  readonly cells?: Map<Variable, Cell> | null;
}

/** Generates a program. */
export function generate(program: CheckedProgram, options: GenerateOptions = {}): Generated {
  const cells = options.cells ?? null;
  const names = new Names(cells);
  const effects = effectsOf(program, cells !== null);
  const hoisted = new Set(program.files.slice(1).flatMap(({ body }) => body.flatMap(declaredIn)));
  const shared: Shared = {
    names,
    effects,
    writers: { expression, statement, body },
    noted: new Set(options.keepValue ? program.files[0]!.body : []),
    files: program.files,
    isHoisted: (variable) => hoisted.has(variable),
  };
  const [main, ...others] = program.files;
  const parts = others.map((file, index) => fileLines(shared, file, index + 1));
  const run = mainLines(shared, main!);
  const variables = [...hoisted].filter((variable) => !names.isCell(variable)).map((variable) =>
    names.variable(variable)
  );
  const head = [...declarations(names), ...(variables.length > 0 ? [`let ${variables.join(", ")};`] : [])];
  const lines: Line[] = [...head.map(plain), ...parts.flat(), ...run];
  return {
    text: lines.map(({ text }) => text).join("\n"),
    constants: names.constants,
    calls: names.contexts,
    places: names.places,
    lines: lines.map(({ at }) => at),
    isBrief: effects.isBrief,
  };
}

/** The file that the program is. */
function mainLines(shared: Shared, file: CheckedFile): Line[] {
  const isAsync = shared.effects.waits(file);
  const frame = new Frame(shared, "file", isAsync);
  const lines = frame.whole(() => frame.body(file.body));
  return [plain(`return ${isAsync ? "async " : ""}function () {`), ...lines, plain("};")];
}

/** Another file: its functions can be called at once, the rest runs when it is first used. */
function fileLines(shared: Shared, file: CheckedFile, index: number): Line[] {
  const isAsync = shared.effects.waits(file);
  const outer = new Frame(shared, "file", false);
  const functions = outer.whole(() => {
    const nodes = file.body.filter((node) => node.op === "function");
    for (const { variable, definition } of nodes) namedFunction(outer, variable, definition);
    noteTypes(outer, nodes);
  });
  const frame = new Frame(shared, "file", isAsync);
  const rest = frame.whole(() => frame.body(file.body.filter(({ op }) => op !== "function")));
  return [
    ...functions,
    plain(`let d${index} = false;`),
    plain(`${isAsync ? "async " : ""}function f${index}() {`),
    plain(`if (d${index}) return;`),
    plain(`d${index} = true;`),
    ...rest,
    plain("}"),
  ];
}

function declaredIn(node: Stmt): Variable[] {
  return node.op === "declare" ? [node.variable] : [];
}

/** Names for what the text refers to. */
function declarations(names: Names): string[] {
  const helpers: LibraryName[] = [...names.helpers];
  return [
    '"use strict";',
    ...(helpers.length > 0 ? [`const { ${helpers.join(", ")} } = L;`] : []),
    ...names.constants.map((_, index) => `const k${index} = K[${index}];`),
    ...names.contexts.map((_, index) => `const b${index} = B[${index}];`),
  ];
}

function plain(text: string): Line {
  return { text, at: -1, isQuiet: true };
}
