import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

function saidOf(program: string): string {
  const [first] = diagnose(program);
  return first?.help === undefined ? first?.message ?? "" : `${first.message}; help: ${first.help}`;
}

Deno.test("a declaration takes a value of its type alone", () => {
  assertFound(
    'int8:x = ⟨120⟩"s";',
    "string:s = ⟨120⟩5;",
    "bool:b = ⟨120⟩1;",
    "int16:y = ⟨120⟩5i8;",
    "int8:x = 5; int16:y = ⟨120⟩x;",
    "flt64:f = 1.5; int:i = ⟨120⟩f; f = ⟨120⟩i;",
    "int[]:a = ⟨120⟩5;",
    "int[]:a = [1]; int8[]:b = ⟨120⟩a;",
    "int[]:a = [1]; a[0] = ⟨120⟩true;",
    'buffer:b = ⟨120⟩"abc";',
    "func:f = ⟨120⟩5;",
    "command:c = ⟨120⟩5;",
    "obj:o = ⟨120⟩[1];",
  );
  assertEquals(saidOf('int8:x = "s";'), "'x' is declared as int8, but this is a string");
  assertEquals(saidOf("string:s = 5;"), `'s' is declared as string, but this is an integer; help: write "5"`);
  assertEquals(
    saidOf("int:n = 5; string:s = n;"),
    "'s' is declared as string, but this is an int64; help: write string(n)",
  );
  assertEquals(
    saidOf("string:s = ARG0; int8:n = s;"),
    "'n' is declared as int8, but this is a string; help: write int8(int(s)?)",
  );
  assertEquals(saidOf("int:n = 5; int8:m = n;"), "'m' is declared as int8, but this is an int64; help: write int8(n)");
  assertEquals(saidOf("bool:b = ARG0;"), `'b' is declared as bool, but this is a string; help: write ARG0 != ""`);
});

Deno.test("a literal takes its type from its place, and must be in its range", () => {
  assertFound(
    "int8:x = 127; int8:y = -128; uint8:u = 255; flt64:f = 1; flt32:g = 2.5; int8[]:a = [1, -1]; int8?:o = 5;",
    "int8:x = ⟨123⟩128;",
    "int8:x = ⟨123⟩-129;",
    "uint8:x = ⟨123⟩-1;",
    "int:x = ⟨123⟩9223372036854775808;",
    "int:x = -9223372036854775808; uint64:u = 18446744073709551615;",
    "int8:x = ⟨120⟩1.5;",
    "int8:x = 1; print(x + 1, 1 + x, x == 100, ⟨123⟩200 > x);",
    "int8:x = 1; x = ⟨123⟩300; x += ⟨123⟩300;",
    "func:f = NIL(int8:a) {}; f(⟨123⟩300);",
    "int8[]:a = [1, ⟨123⟩300];",
    "int8[]:a = [1]; push(a, ⟨123⟩300);",
    "for (int8:i in 0..⟨123⟩300) {}",
    "int8:x = 5i8; int8:y = ⟨120⟩5i16;",
    "⟨123⟩int8[99999999999]:a;",
  );
  assertEquals(saidOf("int8:x = 300;"), "300 is out of the range of int8; help: int8 is -128 to 127");
});

Deno.test("operators take two numbers of one type", () => {
  assertFound(
    "int:i = 1; flt64:f = 1; print(i ⟨124⟩+ f);",
    "int8:a = 1; int16:b = 1; print(a ⟨124⟩* b);",
    "print(⟨124⟩true + 1, ⟨124⟩[1] - [2], ⟨124⟩{a: 1} * 2);",
    'string:s = "a"; print(s + 1 + true + NIL + ERR + 2.5 + s);',
    'print(⟨124⟩"a" - "b", ⟨124⟩"a" * 2);',
    "flt64:f = 1; print(f ⟨124⟩& f, ~⟨124⟩f, f ⟨124⟩<< f);",
    'print(-⟨124⟩"a", -⟨124⟩true, ~5, -5, -2.5);',
    "bool:b = true; ⟨124⟩b++;",
    "int?:o = 5; print(⟨122⟩o + 1);",
  );
});

Deno.test("TBB numbers mix with nothing and have no bits", () => {
  assertFound(
    "int8:i = 1; tbb8:t = 1; print(i ⟨125⟩+ t);",
    "tbb8:t = 1; tbb16:u = 1; print(t ⟨125⟩- u, t ⟨125⟩< u, t ⟨125⟩== u);",
    "tbb8:t = 1; print(t ⟨124⟩& 1, ~⟨124⟩t, t ⟨124⟩<< 1);",
    "tbb8:t = 1; tbb16:u = ⟨120⟩t;",
    "tbb8:t = 500; tbb8:u = -128; tbb8:v = ERR; print(t + 1, -t, abs(t), t == ERR, t < 3, tbb16(t), int(t));",
    "int:i = ⟨120⟩ERR;",
    "tbb8:t = 1; int[]:a = [1]; print(a[⟨130⟩t]);",
  );
});

Deno.test("only what is related is compared", () => {
  assertFound(
    'print(1 ⟨126⟩== "1");',
    'print("a" < "b", 1 < 2, 1.5 <= 2, "a" <=> "b");',
    "print(⟨124⟩true < false);",
    "print([1] == [1], {a: 1} == {a: 2}, true != false);",
    'print([⟨120⟩1] == ["a"]);',
    "print(5 ⟨126⟩== NIL, ENV.X == NIL, NIL == NULL);",
    'Path:p = "a"; string:s = "a"; print(p == "a", p ⟨126⟩== s, p == p);',
    'result:r = run("x"); print(r.err == 1, r.err == NULL, r.err != ERR, r.err.code == 5);',
    'result:r = run("x"); print(r ⟨126⟩== NIL, r.err ⟨126⟩== "x");',
    "int?:a = 1; int?:b = 2; print(a == b, a == 1, 1 == a); print(⟨122⟩a < 1);",
    'dyn:d = 1; print(d == 1, d == "a", d < 5, "a" > d, d <=> 2);',
    "struct:A = { int:x; }; struct:B = { int:x; }; A:a = {x: 1}; B:b = {x: 1}; print(a == a, a ⟨126⟩== b);",
    'print(run("a") ⟨126⟩== run("b"));',
  );
});

Deno.test("what may be NIL needs a default where a value is wanted", () => {
  assertFound(
    "string:home = ⟨122⟩ENV.HOME;",
    'string:home = ENV.HOME ?? "/"; string?:maybe = ENV.HOME;',
    "int?:x = NIL; int?:y = 5; int:z = x ?? y ?? 0; x = y;",
    "int:x = ⟨120⟩NIL;",
    'int:x = 5; int:y = x ?? 3; dyn:d = NIL ?? "a";',
    'int?:x = 5; string:s = x ?? ⟨129⟩"none";',
    "struct:P = { int:x; P?:next; }; P:p; print(p.next?.x ?? 1, p.next?.next?.x ?? 2); print(⟨122⟩p.next.x);",
    "func:f = int(int?:x) { pass⟨122⟩(x); };",
  );
});

Deno.test("a dyn takes every value and gives it where a type is named", () => {
  assertFound(
    'dyn:d = 5; d = "x"; d = [1, "a"]; d = {a: 1}; d = NIL; d = int(int:n) { pass(n); }; int8:x = d; string:s = d;',
    'dyn:d = {a: [1, 2]}; print(d.a[0], d.b.c, d["a"], len(d)); d.x = 5; for (x in d) { int:y = x; }',
    'dyn:d = 5; print(d + 1, 2 * d, d + "x", d < 3, int8(d), string(d)); d += 1; if (d) {} int[]:a = d;',
    "dyn:f = int(int:n) { pass(n); }; int:x = f(5)?; print(map([1], f));",
  );
  assertFound(
    "dyn:d = 5; print(⟨124⟩d + d, -⟨124⟩d);",
    "dyn:d = 5; ⟨124⟩d++; ⟨149⟩d[0] = 1;",
    'dyn:d = ⟨121⟩read_file("x");',
    'string:n = "a"; print(abs(⟨120⟩n), abs(⟨120⟩ARGS[0]));',
  );
});

Deno.test("arrays have elements of one type, and a length that may be fixed", () => {
  assertFound(
    "int[]:a = []; print([], [1, 2.5], [[1], [2]], [NIL, 1]); int8[3]:b = [1, 2, 3]; int8[]:c = b; " +
      "int8[2][]:d = [[1, 2]];",
    "int8[2]:a = ⟨136⟩[1];",
    "int8[]:a = [1]; int8[1]:b = ⟨120⟩a;",
    "int8[2]:a = [1, 2]; push(⟨136⟩a, 3); pop(⟨136⟩a);",
    "int[3]:a = [1, 2, 3]; print(a[⟨131⟩3], a[2], a[⟨131⟩-1]);",
    'int[]:a = [1]; print(a[⟨131⟩-1], a[⟨130⟩1.5], a[⟨130⟩"x"], a[⟨130⟩true], a[0..1], a[0...1]);',
    'print("abc"[0], "abc"[0..1], buffer("a")[0] + 1u8);',
    "int:n = 5; print(⟨130⟩n[0], ⟨130⟩true[0..1]);",
    'string:s = "abc"; ⟨149⟩s[0] = "x";',
  );
});

Deno.test("arrays in arrays hold no more elements than one array can", () => {
  assertFound("int[1000][1000]:a; ⟨123⟩int[1000][1000][1000]:b; ⟨123⟩int[1000][1000][1000]:c = [];");
});

Deno.test("objs have keys that are strings, structs the fields that are declared", () => {
  assertFound(
    'obj:o = {a: 1, "k k": [2]}; print(o.a, o["k k"], o?.z); o.b = 5; o["c"] = NIL; o.a += 1;',
    "obj:o = {a: 1}; print(o[⟨130⟩1]); o[⟨130⟩2] = 3;",
    "obj:o = {a: 1, ⟨138⟩a: 2};",
    'struct:P = { int8:x; string:n; }; P:p = {n: "a", x: 1}; P:zero; p.x = 2; p.n += 5; print(p.x + zero.x);',
    "struct:P = { int8:x; string:n; }; P:p = ⟨137⟩{x: 1};",
    "struct:P = { int8:x; }; P:p = {x: 1, ⟨137⟩y: 2};",
    'struct:P = { int8:x; }; P:p = {x: ⟨120⟩"a"}; p.x = ⟨123⟩300; p.⟨108⟩y = 1;',
    "struct:P = { int:x; }; obj:o = {x: 1}; P:p = ⟨120⟩o;",
    "struct:P = { int:x; int:⟨138⟩x; };",
    "struct:P = { ⟨139⟩P:p; };",
    "struct:A = { B[2]:b; }; struct:B = { ⟨139⟩A:a; };",
    "struct:P = { P?:a; P[]:b; dyn:c; }; P:p = {a: NIL, b: [], c: 1};",
    "struct:P = { int:x; }; print(⟨112⟩P); ⟨112⟩P(1);",
    "string:s = ARG0; print(s.⟨108⟩length); s.⟨108⟩x = 1;",
  );
});

Deno.test("what has no value of its own must be given one", () => {
  assertFound(
    "int:i; flt32:f; bool:b; string:s; Path:p; int?:o; dyn:d; int[]:a; int8[3]:c; obj:j; result:r; buffer:u; tbb8:t;",
    "func:⟨111⟩f;",
    "command:⟨111⟩c; pipeline:⟨111⟩p; process:⟨111⟩q;",
    "func[]:fs; func[2]:⟨111⟩gs;",
    "struct:S = { command:c; }; S:⟨111⟩s;",
  );
});

Deno.test("casts are between numbers, and to texts, paths and buffers", () => {
  assertFound(
    "int8:a = int8(300); tbb8:t = tbb8(200); flt32:f = flt32(1); int:i = int(2.5); " +
      "uint64:u = uint64(18446744073709551615);",
    'string:s = string(5) + string(true) + string(buffer("a")) + string(Path("x")); Path:p = Path(s); ' +
      "buffer:b = buffer(s);",
    'int:i = int("5")?; flt64:f = flt("1.5") ? 0;',
    'int:i = ⟨121⟩int("5");',
    'int32:i = int32(⟨134⟩"5");',
    "print(int(⟨134⟩true), int8(⟨134⟩NIL), Path(⟨134⟩5), buffer(⟨134⟩[1]));",
    "print(⟨106⟩int8(), ⟨106⟩int8(1, 2), ⟨104⟩bool(1));",
    'print(string(⟨133⟩run("x")), string(⟨121⟩read_file("x")));',
  );
});

Deno.test("a template takes what has a text", () => {
  assertFound(
    'print(`&{1} &{"a"} &{[1]} &{{a: 1}} &{NIL} &{ENV.X} &{ERR}`);',
    'print(`&{⟨133⟩run("x")}`, "&{⟨121⟩read_file("f")}", "&{⟨100⟩nope}");',
  );
});
