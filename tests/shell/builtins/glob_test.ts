import { assertEquals, assertThrows } from "@std/assert";
import { expandGlob as expand, type GlobPiece, globPieces } from "../../../src/shell/builtins/glob.ts";
import { ErrorValue } from "../../../src/shell/values/mod.ts";
import { Folder } from "../../helpers.ts";
import { call, makeUnnamed, Stopped } from "./context.ts";

const NAMES = [
  "a.md",
  "b.md",
  "B.md",
  "c.txt",
  ".hidden.md",
  "[x].md",
  "a*b",
  "é.md",
  "😀.md",
  "～.md",
  "dir/one.md",
  "dir/deep/two.md",
  "dir/.git/three.md",
  "other/one.md",
  "other/.dot",
  "-n",
];

/** The names, where all of them are text. */
function expandGlob(pieces: readonly GlobPiece[], cwd: string): string[] {
  const names = expand(pieces, cwd);
  if (names instanceof ErrorValue) throw new Error(names.message);
  return names;
}

/** A folder with these files, and what patterns give in it. */
function withTree(work: (glob: (pattern: string) => string[], folder: Folder) => void): void {
  using folder = new Folder();
  for (const name of NAMES) {
    Deno.mkdirSync(folder.file(name).replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(folder.file(name), "");
  }
  work((pattern) => expandGlob(globPieces(pattern), folder.path), folder);
}

Deno.test("patterns match names, sorted by bytes", () => {
  withTree((glob) => {
    const cases: ReadonlyArray<readonly [string, readonly string[]]> = [
      ["*.md", ["B.md", "[x].md", "a.md", "b.md", "é.md", "～.md", "😀.md"]],
      ["?.md", ["B.md", "a.md", "b.md", "é.md", "～.md", "😀.md"]],
      ["[ab].md", ["a.md", "b.md"]],
      ["[a-c].*", ["a.md", "b.md", "c.txt"]],
      ["[!a-c].md", ["B.md", "é.md", "～.md", "😀.md"]],
      ["[^a-c].md", ["B.md", "é.md", "～.md", "😀.md"]],
      ["[]x].md", []],
      ["[[]x].md", ["[x].md"]],
      ["\\[x\\].md", ["[x].md"]],
      ["a\\*b", ["a*b"]],
      ["a*b*", ["a*b"]],
      ["*d", ["B.md", "[x].md", "a.md", "b.md", "é.md", "～.md", "😀.md"]],
      ["*", ["-n", "B.md", "[x].md", "a*b", "a.md", "b.md", "c.txt", "dir", "other", "é.md", "～.md", "😀.md"]],
      [".*", [".hidden.md"]],
      ["[.]*", []],
      ["?hidden.md", []],
      ["nomatch*", []],
      ["a.md", ["a.md"]],
      ["missing.md", []],
      ["[a", []],
    ];
    for (const [pattern, names] of cases) assertEquals(glob(pattern), names, pattern);
  });
});

Deno.test("patterns go through directories", () => {
  withTree((glob, folder) => {
    const cases: ReadonlyArray<readonly [string, readonly string[]]> = [
      ["*/one.md", ["dir/one.md", "other/one.md"]],
      ["./*/one.md", ["./dir/one.md", "./other/one.md"]],
      ["dir/../a.*", ["dir/../a.md"]],
      ["*/", ["dir/", "other/"]],
      ["dir//*.md", ["dir/one.md"]],
      ["a.md/*", []],
      ["*/*/*", ["dir/deep/two.md"]],
      ["**/*.md", [
        "B.md",
        "[x].md",
        "a.md",
        "b.md",
        "dir/deep/two.md",
        "dir/one.md",
        "other/one.md",
        "é.md",
        "～.md",
        "😀.md",
      ]],
      ["dir/**", ["dir/deep", "dir/deep/two.md", "dir/one.md"]],
      ["**/", ["dir/", "dir/deep/", "other/"]],
      ["**/.*", [".hidden.md", "dir/.git", "other/.dot"]],
      ["dir/.git/*", ["dir/.git/three.md"]],
      ["**/**/two.md", ["dir/deep/two.md"]],
      ["d**/one.md", ["dir/one.md"]],
    ];
    for (const [pattern, names] of cases) assertEquals(glob(pattern), names, pattern);
    assertEquals(glob(`${folder.path}/*.txt`), [folder.file("c.txt")]);
  });
});

Deno.test("a link to a directory is entered by name but not by **", () => {
  withTree((glob, folder) => {
    Deno.symlinkSync(folder.path, folder.file("dir/loop"));
    assertEquals(glob("dir/loop/c.*"), ["dir/loop/c.txt"]);
    assertEquals(glob("**/c.txt"), ["c.txt"]);
    assertEquals(glob("dir/*/c.txt"), ["dir/loop/c.txt"]);
    assertEquals(glob("dir/l*/"), ["dir/loop/"]);
  });
});

Deno.test("only pieces that are patterns have a meaning", () => {
  withTree((_, folder) => {
    const glob = (...pieces: GlobPiece[]) => expandGlob(pieces, folder.path);
    assertEquals(glob({ text: "a*" }, { pattern: "*" }), ["a*b"]);
    assertEquals(glob({ text: "[x]" }, { pattern: "*" }), ["[x].md"]);
    assertEquals(glob({ text: "dir/" }, { pattern: "**" }, { text: "/two.md" }), ["dir/deep/two.md"]);
    assertEquals(glob({ pattern: "*" }, { text: ".t" }, { pattern: "?" }, { text: "t" }), ["c.txt"]);
    assertEquals(glob({ text: `${folder.path}/` }, { pattern: "[c]" }, { text: ".txt" }), [folder.file("c.txt")]);
  });
});

Deno.test("a pattern of many stars ends", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("a".repeat(200)), "");
  assertEquals(expandGlob(globPieces(`${"a*".repeat(40)}b`), folder.path), []);
});

Deno.test("a directory that cannot be read matches nothing", () => {
  assertEquals(expandGlob(globPieces("*"), "/no/such/directory"), []);
});

Deno.test("a matching name that is not UTF-8 is an error, and one that does not match is none", () => {
  withTree((glob, folder) => {
    makeUnnamed(folder.file("dir"), "x");
    makeUnnamed(folder.path, ".hidden");
    Deno.writeTextFileSync(folder.file("\ufffd"), "");
    assertEquals(glob("[!a-z]"), ["\ufffd"]);
    assertEquals(glob("dir/*.md"), ["dir/one.md"]);
    for (const pattern of ["dir/x*", "*/*", "**", "dir/?*/deep"]) {
      const { message, kind } = expand(globPieces(pattern), folder.path) as ErrorValue;
      assertEquals([kind, message], ["start", "a name in 'dir/' is not UTF-8 text"], pattern);
    }
    assertEquals((expand(globPieces(".*"), folder.path) as ErrorValue).message, "a name in '.' is not UTF-8 text");
    assertThrows(() => call("glob", [`${folder.path}/dir/*`]), Stopped, "glob: a name in ");
  });
});
