import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";
import { shown } from "./shown.ts";

Deno.test("a word takes strings, Paths, numbers and bools, and alone an array of strings", () => {
  assertFound(
    'int:n = 5; Path:p = "a"; tbb8:t = 1; echo &{n} &{p} &{t} &{2.5} &{true} &{"a" + 1} x&{n}y "&{n}" &{ARGS}',
    'Path[]:a = [Path("x")]; dyn:d = 5; echo &{a} &{d}',
    "echo &{⟨162⟩[1, 2]} x&{⟨162⟩ARGS} &{⟨122⟩ENV.HOME} &{⟨162⟩NIL} &{⟨162⟩{a: 1}}",
    'echo &{⟨162⟩run("x")} &{⟨121⟩read_file("x")} &{⟨100⟩nope}',
    'echo hi > &{"f"}; echo hi > &{5}; echo hi > &{⟨162⟩ARGS}',
    'echo ⟨161⟩"a\\0b"',
  );
});

Deno.test("words are wired by the rules of expressions", () => {
  assertFound(
    "echo a 2> x > y ⟨152⟩> z",
    "echo a > x ⟨152⟩| cat",
    "cat ⟨151⟩4> x",
    "cat ⟨151⟩1< x",
    "cat ⟨150⟩7> x",
    "cat < a | sort ⟨152⟩< b",
    "make 2>&1 | tee log &",
  );
});

Deno.test("settings have names and values", () => {
  assertFound(
    'set errexit = false\nset strict_pipe=true\nset stddbg = "file:x"\nset edit_mode = "edit"' +
      "\nset indent = 2\nset history_size = 0" +
      ";",
    "set ⟨169⟩errexti = true",
    'set errexit = ⟨170⟩"x"',
    'set errexit = ⟨170⟩"true"',
    "set errexit = ⟨170⟩&{true}",
    'set stddbg = ⟨170⟩"nope"',
    "set edit_mode = ⟨170⟩run",
    "set indent = ⟨170⟩-1",
    'set indent = ⟨170⟩"4"',
    "set\nset errexit",
    "set ⟨169⟩errexti",
    "⟨168⟩set errexit true",
    "⟨168⟩set errexit = true false",
  );
  assertEquals(diagnose("set errexti = true")[0]?.help, "did you mean 'errexit'?");
  assertEquals(diagnose('set stddbg = "x"')[0]?.help, 'write set stddbg = "ring"');
  assertEquals(shown('set stddbg = "file:x"\nset indent=8\nset trace = true'), [
    "(block [(trace set) (set stddbg file:x)])",
    "(block [(trace set) (set indent 8)])",
    "(block [(trace set) (set trace true)])",
  ]);
});

Deno.test("'export' and 'unset' change the environment", () => {
  assertFound(
    'export A = b\nexport B=x\nexport C="x y"\nexport D = ~/bin\nexport E=a&{1 + 1}b\nunset A B' +
      '\nENV.F = "x"; ENV.F = NIL' +
      ";",
    'string:NAME = "x"; export NAME\nint:N = 5; export ⟨168⟩N',
    "export ⟨100⟩A",
    "export\nexport ⟨168⟩5x = 3",
    "⟨168⟩export A = b c",
    "⟨168⟩unset",
    "unset ⟨168⟩5x",
    "ENV.X = ⟨120⟩5;",
  );
});

Deno.test("'cd' goes to one directory, and is no part of a pipeline", () => {
  assertFound(
    'cd\ncd -\ncd /tmp\ncd "a b"\ncd &{ARG0}\ncd x && ls\ncd x || exit 1\npwd\npwd | cat',
    "⟨168⟩cd a b",
    "⟨167⟩cd / | cat",
    "ls | ⟨167⟩cd /",
    "⟨167⟩source f",
    "true && ⟨167⟩set trace = true",
    "cd &{⟨122⟩ENV.HOME}",
  );
});

Deno.test("a built-in function that is written as a program is warned of", () => {
  assertFound('⟨204⟩print "a" "b"', "⟨204⟩upper `x`", "⟨204⟩print a", "upper x", 'sort "f"', 'cd "f"');
  assertFound('run("print", ["a"]);', "print", "len a");
  assertEquals(diagnose('print "a"')[0]?.help, 'write print("a");');
  assertEquals(diagnose('int:n = 5; print n a 3 "b" &{n}')[0]?.help, 'write print(n, "a", 3, "b", &{n});');
});
