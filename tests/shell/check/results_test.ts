import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

const F = "func:f = int32(int32:a) { pass(a); }; ";

function helpOf(program: string): string | undefined {
  return diagnose(program)[0]?.help;
}

Deno.test("a result is unwrapped before its value is used", () => {
  assertFound(
    `${F}int32:x = ⟨121⟩f(1);`,
    `${F}int32:x = f(1)?; int32:y = f(1) ? 5; int32:z = f(1) ?? 5; int32:w = f(1) ? fail("no");`,
    `${F}print(⟨121⟩f(1), ⟨121⟩f(1) + 1, "a" + ⟨121⟩f(1), -⟨121⟩f(1), ⟨121⟩f(1) < 2, f(1) ⟨126⟩== 2);`,
    `${F}dyn:d = ⟨121⟩f(1); int32[]:a = [⟨121⟩f(1)]; f(⟨121⟩f(1));`,
    `${F}print((f(1)?) + 1, \`&{⟨121⟩f(1)}\`, ⟨121⟩f(1)[0], f(1).⟨121⟩foo);`,
    `${F}for (x in ⟨121⟩f(1)) {} loop(0, ⟨121⟩f(1), 1) {} exit⟨121⟩(f(1));`,
    'string:s = ⟨121⟩read_file("x"); string:t = read_file("x")?;',
    'print(len(⟨121⟩read_file("x")), split(⟨121⟩read_file("x"), ","));',
  );
  assertEquals(helpOf(`${F}int32:x = f(1);`), "add '?' to take its value: f(1)?");
  assertEquals(helpOf(`${F}print(f(1) + 1);`), "take its value in brackets: (f(1)?)");
});

Deno.test("only what can fail is unwrapped", () => {
  assertFound(
    'int:x = 5; print(x⟨128⟩?, len("a")⟨128⟩?, x ⟨128⟩? 3);',
    "int?:x = 5; print(x⟨128⟩?, x ?? 1);",
    "dyn:d = 5; print(d⟨128⟩?);",
    'run("x")?; result:r = run("x"); r?; print(r?.code, r ? NIL);',
  );
});

Deno.test("the default of a result has the type of its value", () => {
  assertFound(
    `${F}int32:x = f(1) ? ⟨129⟩"none"; int32:y = f(1) ?? ⟨129⟩true;`,
    `${F}int32?:x = f(1) ? NIL; int8:y = ⟨120⟩f(1) ? 5;`,
    `${F}int32:x = f(1) ? ⟨123⟩99999999999;`,
    `${F}result:r = f(1) ? f(2); int32:y = ⟨121⟩f(1) ?? f(2);`,
    'dyn:d = json(run("x")) ? "none"; print(json_parse("1") ?? {});',
    'string?:line = "a"; string:s = line ?? "b"; string:t = line ?? ⟨129⟩5 ?? "c";',
  );
});

Deno.test("as a statement a result's default may be anything that does something", () => {
  assertFound(
    `${F}f(1) ? print("bad"); f(1) ?? print("bad"); f(1) ? f(2);`,
    'run("x") ? print("failed"); run("x") ? run("y"); run("a") ? exit(3); run("a") ? fail("no");',
    'run("a") || exit(3); run("a") && exit(0);',
    "a || exit 3\na && exit",
    "a || exit ⟨141⟩300",
  );
});

Deno.test("a result has its error and its value", () => {
  assertFound(
    'result:r = run("x"); print(r.err, r.val, r.val.code, r.val.stages[0].name, r.val.bytes ?? 0);',
    'result:r = run("x"); print(r.err.code, r.err.message + "!", r.err.kind == "exit", r.err.stage, ' +
      'r.err.signal ?? "");',
    'result:r = run("x"); print(r.err.stages[0].code == ERR, r.err.stages[0].signal, len(r.err.stages));',
    'result:r = run("x"); print(r.err.⟨108⟩nope, r.val.⟨108⟩nope, r.⟨121⟩nope);',
    `${F}result:r = f(1); int32:x = r.val; int8:y = ⟨120⟩r.val; string:s = r.err.message; print(r.val + x, -r.val);`,
    'print(run("x").err == NULL, capture(run("x")).val.stdout, capture(run("x"))?.text());',
    'result:r = run("x"); r.⟨102⟩val = 5; r.err.⟨102⟩code = 5; r.val.⟨102⟩code = 1;',
  );
});

Deno.test("a plain result keeps the type of its value, if nothing else is ever assigned to it", () => {
  assertFound(
    `${F}result:r = f(1); int32:x = r?; int8:y = ⟨120⟩r?;`,
    `${F}result:r = f(1); r = run("x"); int8:y = r?; print(r.val);`,
    `${F}result:r = f(1); func:g = NIL() { r = f(2); }; int8:y = r?;`,
    `${F}result:r = f(1); { result:r = f(2); r = run("x"); } int8:y = ⟨120⟩r?;`,
    `${F}result<int32>:r = f(1); r = f(2); r = ⟨120⟩run("x"); result<string>:q = ⟨120⟩f(1);`,
    `result:r; r = run("x"); result[]:all = [run("x"), run("y")]; all[0]?; all[1] = r;`,
    `${F}result:r = ⟨120⟩5; r = ⟨120⟩"x";`,
  );
});

Deno.test("'|>' passes a value on, and a result's value", () => {
  assertFound(
    `${F}func:add = int32(int32:a, int32:b) { pass(a + b); }; int32:x = 5 |> f |> add(2) ? 0; ` +
      `int32:y = (add(1) <| 2)?;`,
    `${F}int32:x = ⟨121⟩5 |> f; result:r = 5 |> f; int32:z = f(1) |> f |> f ? 0;`,
    '"a" |> upper |> len |> print; run("ls") |> capture; int:n = "abc" |> len; read_file("x") |> len |> print;',
    `${F}5 |> ⟨104⟩nope; int:x = 5; 5 |> ⟨105⟩x; ⟨106⟩5 |> f(2);`,
    `${F}⟨120⟩"a" |> f;`,
  );
});

Deno.test("a failure is dropped where the program says so", () => {
  assertFound(
    `${F}ignore(run("x")); ignore(f(1)); _ = run("x"); _ = f(1); _ = 5; ignore(5);`,
    'result:r = ⟨166⟩ignore(run("x"));',
    "⟨166⟩ignore();",
    "int:_ = 3; _ = 4; _ = ⟨120⟩true;",
  );
});

Deno.test("an error is an integer, a string, or the error of a result", () => {
  assertFound(
    'func:f = int() { fail(1); }; func:g = int() { fail("x"); }; func:h = int() { fail(f().err); };',
    "func:f = int() { fail ⟨142⟩2.5; }; func:g = int() { fail ⟨142⟩true; }; func:h = int() { fail ⟨142⟩f(); };",
    'fail("stops the script");',
  );
});
