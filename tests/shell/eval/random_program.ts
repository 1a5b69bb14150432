/**
 * Programs made up at random, to be run in several surroundings that must not change what they do.
 *
 * @module
 */

/** What every such program begins with: functions that say when they are called, and fail now and then. */
export const HEAD = `struct:P = { int64:q; };
int64:ticks = 0;
func:tick = NIL() { ticks++; if (ticks > 200) { exit(99); } };
func:say = int64(int64:n) { tick(); print("say", n); if (n % 29 == 17) { fail(n % 5 + 1); } pass(n % 1000); };
func:yes = bool(int64:n) { tick(); if (n % 23 == 17) { fail(9); } pass(n % 2 == 0); };
func:index = int64(int64:n) { pass(is n < 0 : 0 : n % 3); };
func:pair = int64(int64:m, int64:n) { tick(); print("pair", m, n); pass(m * 10 % 1000 + n % 1000); };
`;

/** Its variables, and what it prints of them in the end. */
export const VARIABLES = "int64:x = 4; int64:y = 6; int64[]:a = [1, 2, 3]; P:p = {q: 5};\n";
export const END = 'print("end", x, y, a, p);\n';

const DEPTH_MAX = 4;

/** Makes up statements; the same seed gives the same. */
export class RandomProgram {
  #seed: number;
  #depth = 0;
  #names = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Some statements. */
  statements(count = 1 + this.#below(3)): string {
    return Array.from({ length: count }, () => this.#statement()).join("\n");
  }

  #below(limit: number): number {
    this.#seed = (this.#seed * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(this.#seed / 65536) % limit;
  }

  #one(...choices: Array<string | (() => string)>): string {
    const choice = choices[this.#below(choices.length)]!;
    return typeof choice === "string" ? choice : choice();
  }

  #deeper(shallow: () => string, deep: () => string): string {
    this.#depth++;
    const text = this.#depth > DEPTH_MAX ? shallow() : deep();
    this.#depth--;
    return text;
  }

  #number(): string {
    const e = () => this.#number();
    const simple = () => this.#one("x", "y", "a[0]", "p.q", () => String(this.#below(20)));
    return this.#deeper(simple, () =>
      this.#one(
        simple,
        () => `(${e()} ${this.#one("+", "-", "*")} ${e()})`,
        () => `(say(${e()})?)`,
        () => `(say(${e()}) ${this.#one("?", "??")} ${e()})`,
        () => `(is ${this.#condition()} : ${e()} : ${e()})`,
        () => `${this.#one("x", "y", "p.q", "a[1]")}${this.#one("++", "--")}`,
        () => `(pair(${e()}, ${e()})?)`,
        () => `[${e()}, ${e()}, ${e()}][${this.#below(3)}]`,
        () => `((${e()} |> say |> pair(${e()}))?)`,
        () => `len(\`&{${e()}}-&{${e()}}\`)`,
      ));
  }

  #condition(): string {
    const c = () => this.#condition();
    const compare = () => `(${this.#number()} ${this.#one("<", ">=", "==")} ${this.#number()})`;
    return this.#deeper(() => "x < y", () =>
      this.#one(
        compare,
        () => `(${c()} ${this.#one("&&", "||")} ${c()})`,
        () => `!(${c()})`,
        () => `(yes(${this.#number()})?)`,
      ));
  }

  #statement(): string {
    const e = () => this.#number();
    const target = () => this.#one("x", "y", "p.q", `a[index(${e()})?]`);
    const simple = () =>
      this.#one(
        () => `print(${e()}, ${e()});`,
        () => `${target()} ${this.#one("=", "+=", "-=")} ${e()};`,
        () => `say(${e()});`,
        () => `ignore(say(${e()}));`,
        () => `x = say(${e()}) ? exit(${this.#below(9)});`,
      );
    return this.#deeper(simple, () => this.#one(simple, () => this.#compound()));
  }

  /** Statements that hold others. */
  #compound(): string {
    const name = `n${this.#names++}`;
    const e = () => this.#number();
    const c = () => this.#condition();
    const block = () => `{ tick(); ${this.statements()} }`;
    const round = () => `{ tick(); print($); ${this.statements()} }`.replace("$", name);
    const leaves = () => `if (${c()}) { ${this.#one("break", "continue")}; }`;
    return this.#one(
      () => `if (${c()}) ${block()} else ${block()}`,
      () => `for (int64:${name} = ${e()} % 3; ${name} < 3 && ${c()}; ${name}++) { ${leaves()} ${this.statements()} }`,
      () => `int64:${name} = 0; while (${name} < 3 && ${c()}) { ${name}++; ${this.statements()} ${leaves()} }`,
      () => `loop(${e()} % 3, ${e()} % 4, 1) { tick(); print($); ${this.statements()} }`,
      () => `for (${name} in [${e()}, ${e()}]) ${round()}`,
      () => `for (${name} in (${e()} % 3)..(${e()} % 4)) ${round()}`,
      () =>
        `int64:${name} = 0; when (${name} < 2 && ${c()}) { ${name}++; ${this.statements()} if (${c()}) { break; } }
        then ${block()} end ${block()}`,
      () =>
        `pick (${e()}) { (${this.#below(5)}) ${block()} (< ${e()}) { ${this.statements()} fall(last); }
        (${e()}..9) ${block()} last: (*) ${block()} }`,
      () => `{ defer { print("deferred", x); } ${this.statements()} }`,
      () => `func:${name} = int64(int64:n) { x += n; pass(n + (say(x)?)); }; print(${name}(${e()})?);`,
      () => `print(map([${e()}, ${e()}], int64(int64:n) { pass(n + x); }));`,
    );
  }
}
