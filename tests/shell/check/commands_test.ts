import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

function saidOf(program: string): string {
  const [first] = diagnose(program);
  return first?.help === undefined ? first?.message ?? "" : `${first.message}; help: ${first.help}`;
}

Deno.test("a redirection names a stream of its direction, each once", () => {
  assertFound(
    'run("x") > "a" 2> "b" 3>> "c" 5> "d" < "e" 4< "f"; run("x") 0< "f" 1> "g";',
    'run("x") ⟨151⟩4> "f"; run("x") ⟨151⟩0>> "f"; run("x") ⟨151⟩1< "f"; run("x") ⟨151⟩5< "f"; run("x") ⟨150⟩6> "f";',
    'run("x") > "a" ⟨152⟩> "b"; run("x") 2> "a" ⟨152⟩2>> "b"; run("x") > "a" ⟨152⟩| run("y"); ' +
      'run("x") | run("y") ⟨152⟩< "f";',
    'run("x") 5> "a" ⟨152⟩|* run("y"); run("x") > "a" ⟨152⟩|+ run("y"); run("x") > "a" |* run("y");',
    'run("x") > "a" 2>&1; run("x") 2>&1 ⟨152⟩2> "a"; run("x") ⟨151⟩2>&0; run("x") ⟨165⟩1>&1; run("x") ⟨150⟩2>&7;',
    'run("x") > Path("a"); run("x") > "a" + 1; run("x") > ⟨156⟩5; run("x") > ⟨156⟩ENV.HOME; run("x") > ⟨156⟩["a"];',
  );
  assertEquals(
    saidOf('run("x") 4> "f";'),
    "stddati (4) is an input: '>' cannot wire it; help: write '4<' to read it from a file",
  );
  assertEquals(saidOf('run("x") 9> "f";'), "there is no stream 9; help: a program has streams 0 to 5");
  assertEquals(
    saidOf('run("x") > "a" > "b";'),
    "stdout of this command is wired twice; help: '>' at t.aria:1:10 wires it already",
  );
});

Deno.test("what is wired is known of variables that are assigned once", () => {
  assertFound(
    'command:a = run("x") > "a"; a ⟨152⟩| run("y");',
    'command:a = run("x"); a = run("y") > "f"; a | run("z"); a > "g";',
    'pipeline:p = run("x") | run("y") > "f"; p ⟨152⟩| run("z");',
    'pipeline:p = run("a") | run("b"); ⟨155⟩p > "f"; run("z") | p; p;',
    'func:go = NIL(command:c) { c > "f"; c | run("x"); }; go(run("a") > "b"); go(⟨120⟩run("a") | run("b"));',
    'command:a = ⟨120⟩run("x") | run("y"); command:b = ⟨120⟩"ls"; string:c = ⟨120⟩run("ls");',
  );
  assertEquals(
    saidOf('command:a = run("x") | run("y");'),
    "'a' is declared as command, but this is a pipeline; help: declare it as pipeline:a",
  );
});

Deno.test("pipes connect commands, and feed strings and buffers", () => {
  assertFound(
    '"x" | run("a"); buffer("x") |* run("b"); "x" + 1 | run("a") | run("b");',
    '⟨154⟩5 | run("a"); run("a") | ⟨154⟩5; int:x = 5; ⟨154⟩x | run("a"); run("a") |* ⟨154⟩"f";',
    '"x" ⟨154⟩|+ run("a"); "x" ⟨154⟩| [run("a"), run("b")]; "x" | run("a") ⟨152⟩< "f";',
    'run("a") | [run("b") > "x", run("c")]; run("a") |* [run("b"), run("c") 2> "e"]; run("a") |+ [run("b")];',
    'run("a") |* [run("b"), run("c")] ⟨153⟩|* run("d"); pipeline:p = run("a") | [run("b")]; p ⟨153⟩| run("c");',
    "print(5 | 3); int:x = 5 | 3; x = x | 1;",
    'run("a") | ⟨154⟩print("b");',
  );
  assertEquals(
    saidOf('run("a") |* [run("b")] |* run("d");'),
    "nothing can follow a fan-out; help: put what follows inside its brackets",
  );
});

Deno.test("a program and its arguments are strings and paths", () => {
  assertFound(
    'run("x"); run("x",); run("x", []); run(Path("x"), ["a", Path("b"), string(5), "c" + 1]); run("x", ARGS);',
    'run(⟨157⟩5); run(⟨157⟩""); ⟨106⟩run(); ⟨106⟩run("a", [], {}, 5); run("a", ⟨158⟩"b"); run("a", ' +
      "[⟨158⟩5, ⟨158⟩true, ⟨158⟩ENV.X]);",
    'int[]:n = [1]; run("a", ⟨158⟩n); Path[]:p = [Path("x")]; run("a", p); dyn:d = ["x"]; run("a", d); run("a", [d]);',
    'run("a", [⟨161⟩"b\\0c"]); run(⟨161⟩"a\\0"); run("a") > ⟨161⟩"f\\0";',
    'func:f = string() { pass("x"); }; run("a", [⟨158⟩f()]); run(⟨157⟩f());',
  );
  assertEquals(
    saidOf('run("ls", "-l");'),
    'the arguments must be an array of strings, but this is a string; help: write ["-l"]',
  );
  assertEquals(
    saidOf('run("head", ["-n", 5]);'),
    'an argument must be a string, but this is an integer; help: write "5"',
  );
  assertEquals(
    saidOf('int:n = 5; run("head", [n]);'),
    "an argument must be a string, but this is an int64; help: write string(n)",
  );
});

Deno.test("options have names and types", () => {
  assertFound(
    'run("a", [], {cwd: "/", env: {A: "1", B: ARG0}, clear_env: true, timeout_ms: 5, grace_ms: 1, ' +
      'sigpipe: "ignore", pty: true});',
    'run("a", [], {stdin: "text", stddati: buffer("x"), stdout: Path("f"), stderr: "null", ' +
      'stddbg: "inherit", buffer: 5, shell: true});',
    'run("a", [], {⟨159⟩cwdd: "/", timeout_ms: ⟨160⟩"5", grace_ms: ⟨160⟩-1, sigpipe: ⟨160⟩"x", ' +
      "stdin: ⟨160⟩5, clear_env: ⟨160⟩1});",
    'run("a", [], {env: ⟨160⟩5}); run("a", [], {env: {A: ⟨160⟩5, B: ⟨160⟩ENV.X}}); run("a", [], ' +
      '{env: {⟨160⟩"A=B": "c"}});',
    'run("a", [], {stdout: Path("f")}) ⟨152⟩> "g"; run("a", [], {stdout: "f", ⟨138⟩stdout: "g"});',
    'obj:o = {cwd: "/"}; run("a", [], o); dyn:d = o; run("a", [], d); run("a", [], ⟨120⟩5); spawn("a", [], ' +
      "{⟨159⟩pyt: true});",
    'int8:ms = 5; dyn:d = 5; run("a", [], {timeout_ms: ms, grace_ms: d, stdin: d});',
  );
  assertEquals(saidOf('run("a", [], {cwdd: "/"});'), "there is no option 'cwdd'; help: did you mean 'cwd'?");
});

Deno.test("commands are started in several ways", () => {
  assertFound(
    'result:r = capture(run("x") | run("y")); print(r.val.stdout, r.val.text(), capture(run("x"))?.stddato);',
    'dyn:d = json(run("x"))?; for (l in lines(run("x"))) { print(l + "!"); } ' +
      'for (e in events(run("x"))) { print(e.level); }',
    'capture(⟨164⟩"date"); lines(⟨164⟩5); ⟨106⟩json(); ⟨106⟩events(run("x"), 5);',
    'for (l in lines(⟨152⟩run("x") > "f")) {} for (e in events(⟨152⟩run("x") 3> "f")) {} ' +
      'json(⟨152⟩run("x") > "f"); capture(run("x") > "f");',
    'timeout(200, run("x")); result:r = timeout(5, run("x") | run("y")); int8:ms = 1; timeout(ms, ' +
      'run("x")) | run("y");',
    'timeout(⟨120⟩"5", run("x")); timeout(5, ⟨164⟩"x"); ⟨106⟩timeout(5);',
  );
});

Deno.test("a process has streams and methods", () => {
  assertFound(
    'process:p = spawn("x", [])?; int32:id = p.pid; p.wait()?; wait(p)?; print(p.is_alive()); p.kill("TERM")?;',
    'process:p = spawn("x")?; p.stdin.write("x")?; p.stddati.write(buffer("x"))?; p.stdin.close()?; ' +
      "string?:l = p.stdout.read_line()?;",
    'process:p = spawn("x")?; for (l in p.stderr.lines()) { print(l + "!"); } ' +
      "string:all = p.stddbg.read_all()?; buffer:b = p.stddato.read_bytes(5)?;",
    'process:p = spawn("x")?; p.⟨108⟩foo; ⟨106⟩p.kill(); p.stdin.write(⟨120⟩5); p.stdin.⟨108⟩read_line(); ' +
      'p.stdout.⟨108⟩write("x"); p.⟨102⟩pid = 5;',
    'process:p = ⟨121⟩spawn("x"); result<process>:q = spawn("x"); wait(⟨120⟩5); print(spawn("x")?.pid);',
    'process:p = spawn("x")?; string:s = "a" + ⟨133⟩p; p.⟨108⟩wait;',
  );
});

Deno.test("a command runs in the background, nothing else does", () => {
  assertFound(
    'run("x") &; run("x") | run("y") &; command:c = run("x"); c &; sleep 5 &',
    '⟨163⟩print("x") &;',
    "int:n = 1; ⟨163⟩n++ &;",
    "⟨167⟩cd / &",
  );
});

Deno.test("a command in the place of a value is told how its output is taken", () => {
  assertEquals(
    saidOf('string:s = run("x");'),
    "'s' is declared as string, but this is a command; help: write capture(run(\"x\"))?.stdout",
  );
  assertEquals(saidOf('print("a" + run("x"));'), 'a command has no text; help: write capture(run("x"))?.stdout');
  assertEquals(saidOf('print(run("x"));').split("; ")[1], 'help: write capture(run("x"))?.stdout');
});

Deno.test("'&&' and '||' give results of commands and results, else conditions", () => {
  assertFound(
    'result:r = run("x") && run("y"); result:s = run("x") || run("y"); run("x") && read_file("f") && run("z");',
    'bool:b = true; bool:c = b && run("x"); bool:d = ⟨121⟩run("x") && run("y");',
    "echo a && echo b || echo c\nfalse || echo b",
  );
});
