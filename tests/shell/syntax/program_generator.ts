/**
 * Random programs of the whole language, as pieces with gaps between them where blanks, line ends and comments may be.
 *
 * A program is made from a list of numbers: each choice takes the next one, and a list that is used up gives 0, which
 * stands for the simplest alternative. So a shorter list with smaller numbers makes a simpler program.
 *
 * @module
 */

/**
 * What may stand before a piece:
 * - `free`: anything
 * - `line`: anything but a line's end
 * - `words`: a blank or a comment, but no line's end
 * - `glued`: nothing
 */
export type Gap = "free" | "line" | "words" | "glued";

/** A piece of a program's text. */
export interface Piece {
  readonly gap: Gap;
  readonly text: string;
}

/** Names by what they are declared as, and how many of each there can be. */
const KINDS = ["v", "c", "f", "S"] as const;
const NUMBER_TYPES = ["int8", "int64", "uint16", "flt32", "tbb8", "tbb64"];
const OTHER_TYPES = [
  "bool",
  "string",
  "Path",
  "obj",
  "dyn",
  "result<int32>",
  "string[]",
  "int8[4]",
  "S0?",
  "int8[]?[2]",
];
const BINARY = "* / % + - << >> < <= > >= <=> == != & ^ | && || |> <|".split(" ");
const ASSIGNMENTS = "= += -= *= /= %= &= |= ^=".split(" ");
const LITERALS = [
  "1",
  "0",
  "0x1Fu8",
  "1_000",
  "2.5e-3",
  "1f32",
  "7tbb8",
  '"s"',
  "'raw \\n'",
  '"two\n  lines"',
  '"\\u{e9} \\&{x}"',
  "true",
  "NIL",
  "NULL",
  "ERR",
  '""',
  `"${"long ".repeat(12)}"`,
  `"${"longer ".repeat(20)}"`,
];
const WORDS = [
  "-la",
  "*.txt",
  "a\\ b",
  "~/x",
  "http://x",
  "3",
  "--name=a=b",
  '"quoted &{v0} ; |"',
  "'raw'",
  "[a-c]?",
  "$HOME",
  "a/*b*/c",
  "&{v0}",
  "x&{v1 + 1}y",
  "é漢",
  "x{",
  "\\;",
  "/a/long/path".repeat(6),
  "`t &{f0([1, 2])}`",
];
const PROGRAMS = ["ls", "echo", "git", "./x.sh", "/bin/cat", "a-b"];

/** Makes the pieces of a program from a list of numbers. */
export function generateProgram(choices: readonly number[]): Piece[] {
  const generator = new Generator(choices);
  return generator.program();
}

class Generator {
  readonly #choices: readonly number[];
  readonly #pieces: Piece[] = [];
  readonly #scopes: string[][] = [[]];
  #at = 0;
  #depth = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  program(): Piece[] {
    while (this.#at < this.#choices.length) this.#statement();
    return this.#pieces;
  }

  /* -- Choices -- */

  #choose(count: number): number {
    return (this.#choices[this.#at++] ?? 0) % count;
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#choose(items.length)]!;
  }

  /** True once in `count` times. */
  #rarely(count = 3): boolean {
    return this.#choose(count) === count - 1;
  }

  #times(most: number): number {
    return this.#depth > 4 ? 0 : this.#choose(most + 1);
  }

  /** One of several ways to go on; the first alone when it has gone deep enough. */
  #way(...ways: readonly (() => void)[]): void {
    const isDeep = this.#depth > 5;
    this.#depth++;
    (isDeep ? ways[0]! : this.#one(ways))();
    this.#depth--;
  }

  /* -- Pieces -- */

  #write(text: string, gap: Gap = "free"): void {
    this.#pieces.push({ gap, text });
  }

  #all(text: string): void {
    for (const piece of text.split(" ")) this.#write(piece);
  }

  #list(most: number, write: () => void, open: string, close: string): void {
    this.#write(open);
    const count = this.#times(most);
    for (let index = 0; index < count; index++) {
      if (index > 0) this.#write(",");
      write();
    }
    if (count > 0 && this.#rarely()) this.#write(",");
    this.#write(close);
  }

  /* -- Names -- */

  #declared(kind: string): string[] {
    return this.#scopes.flat().filter((name) => name.startsWith(kind));
  }

  #newName(kind: typeof KINDS[number]): string {
    const name = `${kind}${this.#choose(3)}`;
    this.#scopes.at(-1)!.push(name);
    return name;
  }

  #scoped(write: () => void): void {
    this.#scopes.push([]);
    write();
    this.#scopes.pop();
  }

  /* -- Statements -- */

  #statement(): void {
    this.#way(
      () => this.#call(),
      () => this.#declaration(),
      () => this.#declaration(),
      () => this.#assignment(),
      () => this.#expressionStatement(),
      () => this.#bareCommands(),
      () => this.#bareCommands(),
      () => this.#leaving(),
      () => this.#if(),
      () => this.#loop(),
      () => this.#when(),
      () => this.#pick(),
      () => this.#block(),
      () => this.#function(),
      () => this.#struct(),
      () => this.#defer(),
      () => this.#use(),
      () => this.#write(";"),
    );
  }

  #end(): void {
    this.#write(";");
  }

  #call(): void {
    this.#write("print");
    this.#arguments("line");
    this.#end();
  }

  #arguments(gap: Gap): void {
    this.#write("(", gap);
    const count = this.#times(3);
    for (let index = 0; index < count; index++) {
      if (index > 0) this.#write(",");
      this.#expression();
    }
    if (count > 0 && this.#rarely()) this.#write(",");
    this.#write(")");
  }

  #typeText(): string {
    return this.#rarely() ? this.#one(OTHER_TYPES) : this.#one(NUMBER_TYPES);
  }

  /** A type, its pieces apart where they may be. */
  #type(text = this.#typeText()): void {
    text.match(/\w+|[<>[\]?]/g)!.forEach((piece) => this.#write(piece));
  }

  #declaration(): void {
    if (this.#rarely(8)) this.#write("pub");
    if (this.#rarely(8)) this.#write(this.#one(["wild", "gc", "stack"]));
    const constant = this.#rarely(6);
    if (constant) this.#write(this.#one(["fixed", "const"]));
    const isCommand = this.#rarely(4);
    const type = isCommand ? "command" : this.#typeText();
    this.#type(type);
    const isOldForm = NUMBER_TYPES.includes(type) && this.#rarely(4);
    if (!isOldForm) this.#write(":");
    this.#write(this.#newName(isCommand ? "c" : "v"), isOldForm ? "words" : "free");
    if (constant || !this.#rarely(4)) {
      this.#write("=", "words");
      this.#expression();
    }
    this.#end();
  }

  #target(): void {
    this.#write(this.#one([...this.#declared("v"), ...this.#declared("c"), "ENV"]));
    this.#way(
      () => {},
      () => this.#member(),
      () => this.#index(),
      () => {
        this.#index();
        this.#member();
      },
    );
  }

  #assignment(): void {
    this.#target();
    this.#write(this.#one(ASSIGNMENTS), "words");
    this.#expression();
    this.#end();
  }

  #expressionStatement(): void {
    this.#way(
      () => {
        this.#target();
        this.#write(this.#one(["++", "--"]), "glued");
      },
      () => {
        this.#write("(");
        this.#expression();
        this.#write(")");
        this.#links();
      },
      () => {
        this.#all('run ( "x" )');
        this.#links();
        if (this.#rarely()) this.#write("&");
      },
      () => {
        this.#write(this.#one(["-", "!"]));
        this.#operand();
        this.#links();
      },
      () => {
        this.#write(this.#one(['"text"', "5", "[1]"]));
        this.#links();
      },
      () => {
        this.#write(this.#one([...this.#declared("v"), ...this.#declared("c"), "ARGS"]));
        this.#links();
      },
      () => this.#is(),
      () => this.#lambda("int8"),
    );
    this.#end();
  }

  #leaving(): void {
    const word = this.#one(["break", "continue", "fall", "pass", "fail", "return", "exit"]);
    this.#write(word);
    if (word === "fall") {
      this.#all("( label0 )");
    } else if (word !== "break" && word !== "continue" && !this.#rarely(4)) {
      if (this.#rarely()) this.#expression("words");
      else {
        this.#write("(", "line");
        this.#expression();
        this.#write(")");
      }
    }
    this.#end();
  }

  #block(): void {
    this.#scoped(() => {
      this.#write("{");
      const count = this.#times(3);
      for (let index = 0; index < count; index++) this.#statement();
      this.#write("}");
    });
  }

  #body(): void {
    this.#scoped(() => this.#way(() => this.#block(), () => this.#block(), () => this.#statement()));
  }

  #if(): void {
    this.#all("if (");
    this.#expression();
    this.#write(")");
    this.#body();
    if (this.#rarely(2)) return;
    this.#write("else");
    this.#body();
  }

  #loop(): void {
    this.#scoped(() => {
      this.#way(
        () => {
          this.#all("while (");
          this.#expression();
        },
        () => {
          this.#all("for (");
          if (this.#rarely(2)) {
            this.#type();
            this.#write(":");
          }
          const name = `v${this.#choose(3)}`;
          this.#all(`${name} in`);
          this.#expression();
          this.#scopes.at(-1)!.push(name);
        },
        () => {
          this.#all("for ( int32 : v0 = 0 ;");
          this.#scopes.at(-1)!.push("v0");
          this.#expression();
          this.#write(";");
          if (this.#rarely()) this.#all("v0 += 2");
          else if (this.#rarely(2)) this.#all("v0 ++");
        },
        () => this.#heads("loop (", 3),
        () => this.#heads("till (", 2),
      );
      this.#write(")");
      this.#body();
    });
  }

  #heads(text: string, count: number): void {
    this.#all(text);
    for (let index = 0; index < count; index++) {
      if (index > 0) this.#write(",");
      this.#expression();
    }
  }

  #when(): void {
    this.#all("when (");
    this.#expression();
    this.#write(")");
    this.#body();
    for (const word of ["then", "end"]) {
      if (this.#rarely(2)) continue;
      this.#write(word);
      this.#body();
    }
  }

  #pick(): void {
    this.#all("pick (");
    this.#expression();
    this.#all(") {");
    const count = this.#times(3);
    for (let index = 0; index < count; index++) {
      if (this.#rarely()) this.#all(`label${index} :`);
      this.#write("(");
      if (this.#rarely(2)) this.#write(this.#one(["*", "!"]));
      else {
        if (this.#rarely()) this.#write(this.#one(["<", ">", "<=", ">="]));
        this.#expression();
      }
      this.#write(")");
      this.#block();
      if (this.#rarely(2)) this.#write(",");
    }
    this.#write("}");
  }

  #function(): void {
    if (this.#rarely(8)) this.#write("pub");
    this.#all(`func : ${this.#newName("f")} =`);
    this.#way(() => this.#lambda(), () => this.#lambda(), () => {
      this.#all("( string");
      this.#all("( ) { } )");
    });
    this.#end();
  }

  #struct(): void {
    this.#all(`struct : ${this.#newName("S")} = {`);
    const count = this.#times(4);
    for (let index = 0; index < count; index++) {
      this.#type();
      this.#all(`: field${index}`);
      this.#write(this.#one([";", ","]));
    }
    this.#write("}");
    if (this.#rarely(2)) this.#write(";");
  }

  #defer(): void {
    this.#write("defer");
    this.#body();
  }

  #use(): void {
    this.#all('use "./lib.aria"');
    if (this.#rarely(2)) {
      this.#all(". *");
    } else {
      this.#all("as u");
      this.#scopes.at(-1)!.push("u");
    }
    this.#end();
  }

  /* -- Commands in words -- */

  #bareCommands(): void {
    this.#bareCommand("free");
    for (let count = this.#times(2); count > 0; count--) {
      this.#write(this.#one(["|", "|*", "|+", "&&", "||"]), "words");
      this.#bareCommand("free");
    }
    if (this.#rarely(5)) this.#write("&", "words");
    this.#way(() => this.#write(";", "words"), () => this.#write("\n", "words"));
  }

  #bareCommand(gap: Gap): void {
    this.#write(this.#one(PROGRAMS), gap);
    for (let count = this.#times(5); count > 0; count--) {
      this.#way(
        () => this.#write(this.#one(WORDS), "words"),
        () => this.#write(this.#one(WORDS), "words"),
        () => {
          this.#write(this.#one([">", "2>", ">>", "<", "3>>", "4<"]), "words");
          this.#write(this.#one(WORDS), "words");
        },
        () => this.#write("2>&1", "words"),
      );
    }
  }

  /* -- Expressions -- */

  #expression(gap: Gap = "free"): void {
    if (gap !== "free") this.#write("x", gap);
    this.#way(
      () => this.#unwrap(gap === "free"),
      () => this.#unwrap(gap === "free"),
      () => {
        this.#unwrap(gap === "free");
        this.#write(this.#one(["..", "..."]));
        this.#unwrap();
      },
      () => gap === "free" ? this.#is() : this.#unwrap(false),
    );
  }

  #is(): void {
    this.#write("is");
    this.#expression();
    this.#write(":");
    this.#expression();
    this.#write(":");
    this.#expression();
  }

  /** Operands and operators; the first operand is there already if it is not `fresh`. */
  #unwrap(fresh = true): void {
    if (fresh) this.#operand();
    this.#links();
  }

  #links(): void {
    for (let count = this.#times(3); count > 0; count--) this.#link();
    this.#way(
      () => {},
      () => {},
      () => this.#write("?"),
      () => this.#default("??"),
      () => this.#default("?"),
      () => {
        this.#write("?");
        this.#all(this.#one(["return", "fail ( 1 )", "exit ( 2 )", "return v0 + 1"]));
      },
      () => {
        this.#write("?");
        this.#write("?");
      },
    );
  }

  #default(operator: string): void {
    this.#write(operator);
    this.#operand();
    if (this.#rarely(2)) this.#link();
  }

  #link(): void {
    this.#way(
      () => {
        this.#write(this.#one(BINARY));
        this.#operand();
      },
      () => {
        this.#write(this.#one(BINARY));
        this.#operand();
      },
      () => {
        this.#write(this.#one(["|", "|*", "|+"]));
        this.#write("[");
        this.#operand();
        if (this.#rarely(2)) {
          this.#write(",");
          this.#operand();
        }
        this.#write("]");
      },
      () => {
        this.#all(this.#one(["2 >", "5 >>", "0 <"]));
        this.#operand();
      },
      () => this.#all("2 > & 1"),
      () => {
        this.#write(this.#one(["|*", "|+"]));
        this.#operand();
      },
    );
  }

  #operand(): void {
    while (this.#rarely(8)) this.#write(this.#one(["!", "-", "~"]), "words");
    this.#primary();
    while (this.#rarely(5)) this.#way(() => this.#member(), () => this.#index(), () => this.#arguments("free"));
  }

  #member(): void {
    this.#write(this.#one([".", "?."]), "free");
    this.#write(this.#one(["err", "val", "end", "x"]));
  }

  #index(): void {
    this.#write("[", "line");
    this.#expression();
    this.#write("]");
  }

  #primary(): void {
    this.#way(
      () => this.#write(this.#one([...this.#scopes.flat(), "v0", "unknown"])),
      () => this.#write(this.#one(LITERALS)),
      () => this.#write(this.#one(LITERALS)),
      () => {
        this.#write(this.#one(["f0", "run", "int32", "string", "exit"]));
        this.#arguments("line");
      },
      () => {
        this.#write("(");
        this.#expression();
        this.#write(")");
      },
      () => this.#list(5, () => this.#expression(), "[", "]"),
      () => this.#list(3, () => this.#field(), "{", "}"),
      () => this.#lambda(),
      () => this.#template(),
      () => this.#write("$"),
    );
  }

  #field(): void {
    this.#write(this.#one(["key", "end", '"any name"', "'k'"]));
    this.#write(":");
    this.#expression();
  }

  #lambda(type = this.#typeText()): void {
    this.#type(type);
    this.#write("(", "line");
    this.#scoped(() => {
      const count = this.#times(2);
      for (let index = 0; index < count; index++) {
        if (index > 0) this.#write(",");
        this.#type();
        this.#write(":");
        this.#write(this.#newName(this.#rarely(4) ? "c" : "v"));
      }
      this.#write(")");
      this.#block();
    });
  }

  #template(): void {
    const quote = this.#one(['"', "`"]);
    this.#write(`${quote}a `);
    for (let count = 1 + this.#times(2); count > 0; count--) {
      this.#write("&{", "glued");
      this.#expression();
      this.#write("}");
      this.#write(" b", "glued");
    }
    this.#write(quote, "glued");
  }
}

/** Puts blanks, line ends and comments, which are numbered, between the pieces of a program, as `noise` says. */
export function joinPieces(pieces: readonly Piece[], noise: readonly number[]): string {
  let text = "";
  let comments = 0;
  pieces.forEach((piece, index) => {
    const gaps = GAPS[piece.gap];
    const last = text.at(-1) ?? "";
    const isLoose = /[([,;]/.test(last) || /^[)\],;]/.test(piece.text) || text === "";
    const gap = gaps[(noise[index % Math.max(noise.length, 1)] ?? 0) % gaps.length]!;
    const between = gap === "" && piece.gap === "free" && !isLoose ? " " : gap.replaceAll("#", () => `${++comments}`);
    text += text === "" ? between.trimStart() + piece.text : between + piece.text;
  });
  return text;
}

const GAPS: Readonly<Record<Gap, readonly string[]>> = {
  free: [
    " ",
    "",
    " ",
    "",
    "\n",
    "\n\n\n",
    " ",
    "\t",
    " /* # */ ",
    " // #\n",
    "\n// #\n",
    "\n\n// #\n\n",
    "\n/* # */\n",
    "/*#*/",
    "/* #\n# */ ",
    "\n  /*\n   * #\n   */\n",
    " // #\n// #  \n",
    " /* # */ /* # */\n",
    "\r\n",
  ],
  line: ["", "", "", " ", " /* # */ "],
  words: [" ", " ", " ", "  ", "\t", " /* # */ ", " /* #\n # */ "],
  glued: [""],
};
