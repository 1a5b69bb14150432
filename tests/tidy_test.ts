/**
 * The house rules hold in the whole tree, and each of them notices what it is there for.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { readProject, type Rule, RULES, type SourceFile } from "../tools/tidy.ts";

for (const [name, rule] of Object.entries(RULES)) {
  Deno.test(`tidy: ${name} holds in the project`, () => {
    const findings = rule(readProject()).map(({ path, line, message }) => `${path}:${line}: ${message}`);
    assertEquals(findings, []);
  });
}

interface Sample {
  rule: keyof typeof RULES;
  when: string;
  /** Paths and texts. */
  files: Record<string, string>;
  /** `path:line` of each finding. */
  finds: string[];
}

const DLOPEN = "Deno." + "dlopen";
const SYSTEM = "Deno." + "build.os";
const LATER = "TO" + "DO";
const LONG = "x".repeat(121);

const SAMPLES: Sample[] = [
  {
    rule: "nativeCodeStaysInFfi",
    when: "native calls stand outside ffi/",
    files: {
      "ffi/symbols.ts": `${DLOPEN}("x");\n`,
      "src/io/io.ts": `\n${DLOPEN}("x");\n`,
      "tools/a.ts": `if (${SYSTEM} === "linux");\n`,
      "src/streams/ring.ts": "new Deno.UnsafePointerView(p);\n",
      "tests/ring_test.ts": "new Deno.UnsafePointerView(p);\n",
    },
    finds: ["src/io/io.ts:2", "tools/a.ts:1", "src/streams/ring.ts:1"],
  },
  {
    rule: "importsRunDownward",
    when: "a lower room imports from a higher one",
    files: {
      "src/streams/a.ts": `import { Command } from "../process/mod.ts";\n`,
      "src/process/a.ts": `import { pipe } from "../streams/mod.ts";\nimport type { X } from "../pipeline/mod.ts";\n`,
      "src/process/mod.ts": `export * from "./a.ts";\n`,
      "src/values/a.ts": `import { io } from "../io/mod.ts";\nimport { AriaError } from "../../ffi/mod.ts";\n`,
      "src/io/mod.ts": `export {\n  a,\n} from "../streams/mod.ts";\n`,
      "src/shell/a.ts": `import { pool } from "../pool/mod.ts";\n`,
      "src/session/a.ts": `import { pool } from "../pool/mod.ts";\n`,
      "ffi/a.ts": `import "../mod.ts";\n`,
      "src/pipeline/a.ts": `const tool = await import("../../tools/files.ts");\n`,
      "cli.ts": `import { main } from "./src/shell/mod.ts";\n`,
      "tests/a_test.ts": `import { main } from "../cli.ts";\n`,
    },
    finds: [
      "src/streams/a.ts:1",
      "src/process/a.ts:2",
      "src/io/mod.ts:1",
      "src/session/a.ts:1",
      "ffi/a.ts:1",
      "src/pipeline/a.ts:1",
    ],
  },
  {
    rule: "importsRunDownward",
    when: "the import is only told of in a comment",
    files: {
      "src/streams/a.ts":
        `/**\n * import { Command } from "../process/mod.ts";\n */\n// await import("../process/mod.ts")\n`,
    },
    finds: [],
  },
  {
    rule: "doorsAreUsed",
    when: "a folder is entered past its mod.ts",
    files: {
      "src/process/a.ts": `import { Ring } from "../streams/ring.ts";\nimport { b } from "./b.ts";\n`,
      "src/shell/mod.ts": `import { parse } from "./syntax/parser.ts";\nimport { run } from "./eval/mod.ts";\n`,
      "src/shell/syntax/mod.ts": `export { parse } from "./parser.ts";\n`,
      "src/shell/report/stats.ts": `import { print } from "../program/output.ts";\n`,
      "src/shell/eval/run.ts": `import { parse } from "../syntax/mod.ts";\nimport { main } from "../main.ts";\n`,
      "mod.ts": `export { Ring } from "./src/streams/ring.ts";\n`,
      "tests/ring_test.ts": `import { Ring } from "../src/streams/ring.ts";\n`,
      "src/shell/pool.ts": `import "../pool/serve/mod.ts";\nimport "../pool/serve/token.ts";\n`,
    },
    finds: ["src/process/a.ts:1", "src/shell/mod.ts:1", "mod.ts:1", "src/shell/pool.ts:2"],
  },
  {
    rule: "noImportCycles",
    when: "three files need each other",
    files: {
      "src/io/a.ts": `import { b } from "./b.ts";\n`,
      "src/io/b.ts": `import "./c.ts";\n`,
      "src/io/c.ts": `\nexport { a } from "./a.ts";\n`,
    },
    finds: ["src/io/c.ts:2"],
  },
  {
    rule: "noImportCycles",
    when: "the way back is for types only",
    files: {
      "src/io/a.ts": `import { b } from "./b.ts";\n`,
      "src/io/b.ts": `import type { A } from "./a.ts";\nimport { type B } from "./a.ts";\n`,
    },
    finds: [],
  },
  {
    rule: "filesBeginWithTheirIdea",
    when: "a file begins with code",
    files: {
      "src/io/a.ts": "/** Reads. */\n",
      "src/io/b.ts": `import "./a.ts";\n`,
      "ffi/native/a.c": "#include <stdio.h>\n",
      "cli.ts": "#!/usr/bin/env -S deno run\n/** Runs. */\n",
      "tests/a.ts": "let a;\n",
    },
    finds: ["src/io/b.ts:1", "ffi/native/a.c:1"],
  },
  {
    rule: "filesHoldOneIdea",
    when: "a file has 401 lines",
    files: {
      "src/io/a.ts": "\n".repeat(400),
      "src/io/b.ts": "\n".repeat(401),
      "tests/a_test.ts": "\n".repeat(401),
    },
    finds: ["src/io/b.ts:401"],
  },
  {
    rule: "namesAreSnakeCase",
    when: "a name is in another case",
    files: { "src/io/childIo.ts": "", "src/io/child-io.ts": "", "src/io/child_io.ts": "", "README.md": "" },
    finds: ["src/io/childIo.ts:1", "src/io/child-io.ts:1"],
  },
  {
    rule: "linesAreShort",
    when: "a line of code has 121 columns",
    files: {
      "src/io/a.ts": `${LONG}\n${LONG.slice(1)}\n// https://example.org/${LONG}\n`,
      "ffi/native/a.c": `\n${"é".repeat(120)}\n${LONG}\n`,
      "docs/a.md": `${LONG}\n`,
    },
    finds: ["src/io/a.ts:1", "ffi/native/a.c:3"],
  },
  {
    rule: "textEndsCleanly",
    when: "lines end with blanks and files without a newline",
    files: { "a.ts": "a \nb\r\n", "b.ts": "a", "c.ts": "a\n\n", "d.ts": "a\n", "e.ts": "" },
    finds: ["a.ts:1", "a.ts:2", "b.ts:1", "c.ts:2"],
  },
  {
    rule: "nothingIsUnfinished",
    when: "work is left in a comment",
    files: { "src/io/a.ts": `a\n// ${LATER}: b\n`, "src/io/b.ts": `${LATER}S\n` },
    finds: ["src/io/a.ts:2"],
  },
  {
    rule: "projectStandsAlone",
    when: "a file names a place outside the project",
    files: {
      "src/io/a.ts": `// see ../${"shared"}/a.md\n// /${"work"}/main\n`,
      "docs/a.md": `As ${"streams.md"} §4 says.\n`,
      ".ci/run": `cd /${"work"}/main\n`,
    },
    finds: ["src/io/a.ts:1", "src/io/a.ts:2", "docs/a.md:1"],
  },
  {
    rule: "docsAreIndexed",
    when: "a page is not in the index",
    files: {
      "docs/README.md": "[a](a.md) [b](./b.md#there)\n```\n[c](c.md)\n```\n",
      "docs/a.md": "",
      "docs/b.md": "",
      "docs/c.md": "",
    },
    finds: ["docs/c.md:1"],
  },
  {
    rule: "docsAreIndexed",
    when: "a page of a folder is not in the folder's own index",
    files: {
      "docs/README.md": "[folder](folder/README.md) [b](folder/b.md)\n",
      "docs/folder/README.md": "[a](a.md)\n",
      "docs/folder/a.md": "",
      "docs/folder/b.md": "",
      "docs/other/README.md": "",
    },
    finds: ["docs/folder/b.md:1", "docs/other/README.md:1"],
  },
  {
    rule: "linksResolve",
    when: "a link leads nowhere",
    files: {
      "README.md":
        "[a](docs/a.md) [b](docs/b.md)\n[world](https://example.org/x) `[no](link)`\n[c](docs/a.md#what-it-is)\n[d](docs/a.md#gone)\n[folder](docs/)\n",
      "docs/a.md": "# What it `is`?\n[top](#what-it-is) [up](../README.md)\n",
    },
    finds: ["README.md:1", "README.md:4"],
  },
];

for (const { rule, when, files, finds } of SAMPLES) {
  Deno.test(`tidy: ${rule} ${finds.length > 0 ? "notices when" : "is silent when"} ${when}`, () => {
    const sources: SourceFile[] = Object.entries(files).map(([path, text]) => ({ path, text }));
    const apply = RULES[rule] as Rule;
    assertEquals(apply(sources).map(({ path, line }) => `${path}:${line}`), finds);
  });
}

Deno.test("tidy: every rule has a sample that it must notice", () => {
  const noticed = new Set(SAMPLES.filter(({ finds }) => finds.length > 0).map(({ rule }) => rule));
  assertEquals(Object.keys(RULES).filter((name) => !noticed.has(name)), []);
});
