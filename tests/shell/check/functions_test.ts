import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

Deno.test("a call gives as many arguments as the function takes, of their types", () => {
  assertFound(
    'func:f = int8(int8:a, string:s) { pass(a); }; f(1, "x"); ⟨106⟩f(1); ⟨106⟩f(1, "x", 2); f(⟨120⟩"x", ⟨120⟩1);',
    'int:n = 5; ⟨105⟩n(1); ⟨105⟩"a"(1); ⟨104⟩nope(1);',
    "int8(int8:x) { pass(x); }(5); int:y = int(int:x) { pass(x * 2); }(4)?;",
  );
  assertEquals(
    diagnose("func:f = int8(int8:a) { pass(a); }; f();")[0]?.message,
    "f() takes 1 argument, but 0 are given",
  );
});

Deno.test("a function passes values of its type, or a result whose failure becomes its own", () => {
  assertFound(
    'func:f = int8() { pass(1); }; func:g = int8() { pass ⟨120⟩"x"; }; func:h = int8() { return f(); };',
    "func:f = int8() { pass(1); }; func:g = int() { pass ⟨120⟩f(); }; func:h = int8?() { pass f(); };",
    "func:f = NIL() { pass; }; func:g = NIL() { return; }; func:h = int?() { pass(NIL); };",
    'func:f = command() { pass(run("x")); }; func:g = dyn() { pass(run("x")); }; ' +
      'func:h = string() { pass ⟨120⟩run("x"); };',
    "func:f = result() { pass(1); }; func:g = result<int8>() { pass(1); }; int8:x = g()?; dyn:d = f()?;",
    "func:f = int8() { pass ⟨123⟩300; };",
  );
});

Deno.test("the value of a function is passed inside of one", () => {
  assertFound(
    "⟨143⟩pass(1);",
    "⟨143⟩return 1;",
    'if (ARG0 == "x") { return; } print(1);',
  );
});

Deno.test("the end of a function that passes values elsewhere is warned of", () => {
  assertFound(
    "func:f = int(int:n) { if (n > 0) { pass(1); } ⟨202⟩};",
    "func:f = int(int:n) { if (n > 0) { pass(1); } else { fail(2); } };",
    "func:f = int(int:n) { pick (n) { (1) { pass(1); } (*) { pass(2); } } };",
    "func:f = int(int:n) { pick (n) { (1) { pass(1); } } ⟨202⟩};",
    "func:f = int(int:n) { while (true) { if (n > 0) { pass(1); } } };",
    "func:f = int(int:n) { while (true) { if (n > 0) { pass(1); } break; } ⟨202⟩};",
    "func:f = int?(int:n) { if (n > 0) { pass(1); } };",
    "func:f = NIL(int:n) { if (n > 0) { pass(NIL); } };",
    "func:f = int() { print(1); };",
  );
});

Deno.test("functions are values", () => {
  assertFound(
    "func:f = int(int:n) { pass(n); }; func:g = f; int:x = g(1)?; ⟨106⟩g(); func[]:all = [f, g]; all[0](1)?;",
    "func:counter = func() { int:n = 0; pass(int() { n++; pass(n); }); }; func:c = counter()?; " +
      "int:x = c()?; print(c()?);",
    "func:h = NIL(func:k) { k(1); string:s = k(1)?; map([1], k); }; h(int(int:n) { pass(n); });",
    "func:f = int(int:n) { pass(n); }; func:g = f; g = int() { pass(1); }; g(1, 2, 3); int8:x = g()?;",
    "obj:o = {f: int(int:n) { pass(n); }}; o.f(5)?; struct:S = { func:f; }; S:s = {f: o.f}; s.f(1)?;",
    "func:f = ⟨112⟩len; func:g = ⟨112⟩capture; func:h = ⟨120⟩5;",
  );
});

Deno.test("functions may call themselves and each other", () => {
  assertFound(
    "func:fact = int(int:n) { if (n < 2) { pass(1); } pass(n * (fact(n - 1)?)); };",
    "func:even = bool(int:n) { if (n == 0) { pass(true); } pass(odd(n - 1)?); }; " +
      "func:odd = bool(int:n) { pass(even(n)?); };",
    "func:f = NIL() { func:inner = NIL(int:n) { inner(n); f(); }; inner(1); };",
  );
});

Deno.test("built-in functions take what their table says", () => {
  assertFound(
    'print(len("a"), len([1]), len({a: 1}), len(buffer("a")), max(1, 2), max([1, 2]), min(1, 2.5), ' +
      "abs(-1.5), sum([1, 2]));",
    'print(len(⟨120⟩5), upper(⟨120⟩5), split("a", ⟨120⟩5), ⟨106⟩len(), ⟨106⟩len(1, 2));',
    "int8:x = 5; int8:y = max(x, 3); int8:z = max(x, ⟨123⟩300); int:w = ⟨120⟩max(x, 3); print(max(x, ⟨120⟩1.5));",
    'print(contains("abc", "b"), contains([1, 2], 1), contains(⟨120⟩[1, 2], "a"));',
    "print(map([1, 2], string(int:n) { pass(string(n)); }), map([1, 2], int8(int8:n) { pass(n); }));",
    'print(map([1], ⟨120⟩5), filter([1], ⟨120⟩int(int:n) { pass(n); }), map(["a"], ⟨120⟩int(int:n) { pass(n); }));',
    'print(reduce([1, 2], 0, int(int:a, int:b) { pass(a + b); }), reduce([1], "", string(string:s, ' +
      "int:n) { pass(s + n); }));",
    'print(sort([2, 1]), sort(["b"], int32(string:a, string:b) { pass(a <=> b); }), sort(⟨120⟩[true]));',
    "func:f = dyn(dyn:d) { pass(d); }; dyn[]:a = map([1], f); int[]:b = filter([1], f);",
    'dyn:d = [1]; print(map(d, int(int:n) { pass(n); }), keys(d), join(d, ","), repeat("a", d)); sleep(d);',
    "int8[]:a = [1]; int8:x = 1; int:y = 1; push(a, 2); push(a, x); push(a, ⟨120⟩y); dyn[]:e = []; push(e, " +
      "x); push(e, NIL);",
    'assert(1 < 2); assert(run("true"), "no"); assert(⟨127⟩1); print(type_of(1), random(5) + 1, now() - 1);',
    'print(⟨120⟩run("x"), type_of(⟨121⟩read_file("x")));',
  );
});

Deno.test("signals are named as they are", () => {
  assertFound(
    'on_signal("INT", NIL() {}); on_signal("TERM", NIL); string:name = ARG0; on_signal(name, NIL);',
    'on_signal(⟨171⟩"KILL", NIL() {}); on_signal(⟨171⟩"SIGINT", NIL);',
    'on_signal("INT", ⟨120⟩5); on_signal("INT", ⟨120⟩NIL(int:n) {});',
  );
});

Deno.test("a defer runs to its end", () => {
  assertFound(
    'defer print("a"); defer { print("b"); while (true) { break; } }',
    "while (true) { defer ⟨145⟩break; defer { ⟨145⟩continue; } }",
    "func:f = int() { defer ⟨145⟩pass(1); defer { ⟨145⟩fail(2); } defer { func:g = int() { pass(1); }; " +
      "g(); } pass(1); };",
    "pick (1) { a: (1) { defer ⟨145⟩fall(a); } }",
  );
});

Deno.test("calls within literals within calls are checked in a time that does not double with each", () => {
  const nested = (around: (inner: string) => string) => {
    let text = "1";
    for (let depth = 0; depth < 60; depth++) text = around(text);
    return `print(${text});`;
  };
  for (
    const around of [
      (inner: string) => `len({a: ${inner}})`,
      (inner: string) => `len(keys({a: ${inner}}))`,
      (inner: string) => `len([{a: ${inner}}])`,
      (inner: string) => `(json_text({a: ${inner}}) ? "")`,
    ]
  ) {
    assertEquals(diagnose(nested(around)), []);
  }
});
