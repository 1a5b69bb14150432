import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions, UsageError } from "../../src/shell/program/options.ts";
import { nearest } from "../../src/shell/syntax/nearest.ts";

Deno.test("parseOptions() ends options at the program", () => {
  const { source, rest, action } = parseOptions(["f.aria", "a", "--check", "-c"]);
  assertEquals([source, rest, action], [{ kind: "file", path: "f.aria" }, ["a", "--check", "-c"], "run"]);
});

Deno.test("parseOptions() ends options at --", () => {
  assertEquals(parseOptions(["--", "--check"]).source, { kind: "file", path: "--check" });
});

Deno.test("parseOptions() takes the code of -c and leaves it its arguments", () => {
  const { source, rest } = parseOptions(["-c", ";", "--stats"]);
  assertEquals(rest.length, 0);
  assertEquals(source, { kind: "code", text: ";" });
});

Deno.test("parseOptions() reads --stats alone and with count", () => {
  assertEquals(parseOptions(["-"]).stats, false);
  assertEquals(parseOptions(["--stats", "-"]).stats, true);
  assertEquals(parseOptions(["--stats=count", "-"]).stats, "count");
});

Deno.test("parseOptions() takes '-' as the program on stdin", () => {
  assertEquals(parseOptions(["-", "x"]), {
    action: "run",
    source: { kind: "stdin" },
    rest: ["x"],
    stats: false,
    strictPipe: false,
  });
});

Deno.test("parseOptions() refuses what makes no sense, in one line", () => {
  const cases: Array<[string[], string]> = [
    [["--chekc"], "unknown option '--chekc' (help: --check)"],
    [["--zzz"], "unknown option '--zzz'"],
    [["--stats=bytes"], "option '--stats' is alone or '--stats=count', not '--stats=bytes'"],
    [["--check=yes"], "option '--check' takes no value"],
    [["-c"], "option '-c' needs the code to run"],
    [["-c", ";", "-"], "option '-c' and '-' are two programs; give one"],
    [["--fmt"], "option '--fmt' is not in this build"],
    [["session"], "'ariash session' is not in this build (a file of that name is './session')"],
  ];
  for (const [args, message] of cases) {
    assertEquals(assertThrows(() => parseOptions(args), UsageError).message, message);
  }
});

Deno.test("nearest() counts a swap of neighbours as one change", () => {
  assertEquals(nearest("gne", ["sink", "gen"]), "gen");
});

Deno.test("nearest() suggests nothing for a word that is far from all", () => {
  assertEquals(nearest("compress", ["gen", "pack", "sink"]), undefined);
});
