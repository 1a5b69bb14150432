import { assertEquals } from "@std/assert";
import type { Expression, Statement } from "../../src/shell/syntax/ast.ts";
import { parse } from "../../src/shell/syntax/parser.ts";
import { Source } from "../../src/shell/syntax/source.ts";

function statements(text: string): readonly Statement[] {
  const { program, diagnostics } = parse(new Source("t.aria", text));
  assertEquals(diagnostics.list(), [], text);
  return program.body;
}

/** The node as what it is expected to be. */
function as<Node extends { type: string }, Type extends Node["type"]>(
  node: Node | undefined,
  type: Type,
): Extract<Node, { type: Type }> {
  assertEquals(node?.type, type);
  return node as Extract<Node, { type: Type }>;
}

function expression(text: string): Expression {
  return as(statements(text)[0], "ExpressionStatement").expression;
}

/** The tree in brackets, enough to see what binds what. */
function outline(node: Expression): string {
  switch (node.type) {
    case "StringLiteral":
      return JSON.stringify(node.value);
    case "IntegerLiteral":
      return node.text;
    case "Identifier":
      return node.name;
    case "ArrayLiteral":
      return `[${node.items.map(outline).join(" ")}]`;
    case "Call":
      return `${node.callee.name}(${node.arguments.map(outline).join(" ")})`;
    case "Join":
      return `(${outline(node.left)} + ${outline(node.right)})`;
    case "Redirect":
      return `(${outline(node.command)} ${node.stream?.text ?? ""}${node.operator} ${outline(node.target)})`;
    case "Pipe": {
      const right = node.right.map(outline).join(" ");
      return `(${outline(node.left)} ${node.operator} ${node.fanOut ? `[${right}]` : right})`;
    }
  }
}

Deno.test("parse() reads declarations of either form", () => {
  const declarations = statements('string:a = "x"; command b = run("y"); string[]:c;');
  const [first, second, third] = [0, 1, 2].map((index) => as(declarations[index], "Declaration"));
  assertEquals([first?.valueType.name, first?.name.name, first?.value?.type], ["string", "a", "StringLiteral"]);
  assertEquals([second?.valueType.name, second?.name.name, second?.value?.type], ["command", "b", "Call"]);
  assertEquals([third?.valueType.arrays, third?.name.name, third?.value], [1, "c", null]);
});

Deno.test("parse() reads an assignment", () => {
  const assignment = as(statements('string:a; a = "x" + "y";')[1], "Assignment");
  assertEquals([assignment.name.name, outline(assignment.value)], ["a", '("x" + "y")']);
});

Deno.test("parse() lets pipes associate left and redirections bind tighter", () => {
  assertEquals(
    outline(expression('run("a") | run("b") |* run("c") > "f";')),
    '(((run("a") | run("b")) |* (run("c") > "f")))'.slice(1, -1),
  );
});

Deno.test("parse() lets '+' bind tighter than a redirection", () => {
  assertEquals(outline(expression('run("a") > "x" + "y" 2>> "z";')), '((run("a") > ("x" + "y")) 2>> "z")');
});

Deno.test("parse() reads a number before a redirection as its stream, blank or none", () => {
  for (const text of ['run("a") 5> "f";', 'run("a")5>"f";', 'run("a") 5 > "f";']) {
    assertEquals(outline(expression(text)), '(run("a") 5> "f")', text);
  }
});

Deno.test("parse() reads a fan-out over several lines", () => {
  assertEquals(
    outline(expression('run("a")\n  |* [\n    run("b") > "f",\n    run("c"),\n  ];')),
    '(run("a") |* [(run("b") > "f") run("c")])',
  );
});

Deno.test("parse() lets brackets group", () => {
  assertEquals(outline(expression('run("a") | (run("b") | run("c"));')), '(run("a") | (run("b") | run("c")))');
});

Deno.test("parse() accepts commas after the last item", () => {
  assertEquals(outline(expression('run("a",);')), 'run("a")');
  assertEquals(outline(expression('run("a", ["b",],);')), 'run("a" ["b"])');
});

Deno.test("parse() needs no ';' at the end of the program", () => {
  assertEquals(statements('run("a")').length, 1);
});

Deno.test("parse() accepts empty statements", () => {
  assertEquals(statements(";;").length, 0);
});

Deno.test("parse() gives every node the span of its text", () => {
  const text = 'command:a = run("x", ["y"]);\na |* run("z") 3> "f";';
  const declaration = as(statements(text)[0], "Declaration");
  const statement = as(statements(text)[1], "ExpressionStatement");
  const pipe = as(statement.expression, "Pipe");
  const redirect = as(pipe.right[0], "Redirect");
  const spans = [declaration, declaration.value!, statement, pipe, pipe.left, redirect, {
    span: redirect.operatorSpan,
  }];
  assertEquals(spans.map(({ span }) => text.slice(span.start, span.end)), [
    'command:a = run("x", ["y"]);',
    'run("x", ["y"])',
    'a |* run("z") 3> "f";',
    'a |* run("z") 3> "f"',
    "a",
    'run("z") 3> "f"',
    "3>",
  ]);
});

Deno.test("parse() knows predeclared names from bare words", () => {
  const { diagnostics } = parse(new Source("t.aria", "ARGS;"), ["ARGS"]);
  assertEquals(diagnostics.count, 0);
});

Deno.test("parse() tells which names its errors took away", () => {
  const { lost, diagnostics } = parse(new Source("t.aria", 'strng:a = "x";\ncommand:b = 1 +;\nrun(a);'));
  assertEquals([...lost], ["a", "b"]);
  assertEquals(diagnostics.count, 2);
});

Deno.test("parse() ends on any prefix and any one missing character of a program", () => {
  const text =
    '#!x\ncommand:a = run("x", [\'y\', `z`]); // c\na |* [run("z") 3>> "f", a] /* d */; ls | wc\nif (a) { b }';
  for (let at = 0; at <= text.length; at++) {
    parse(new Source("t.aria", text.slice(0, at)));
    parse(new Source("t.aria", text.slice(0, at) + text.slice(at + 1)));
    parse(new Source("t.aria", text.slice(at)));
  }
});
