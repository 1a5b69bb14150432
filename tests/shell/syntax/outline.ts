/**
 * Programs to trees and trees to short text, in which it shows what binds what.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type {
  Expression,
  Fallback,
  Program,
  Statement,
  TypeName,
  Word,
  WordPart,
} from "../../../src/shell/syntax/ast.ts";
import { parse, type Parsed, type ParseNames } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

/** Reads a program that may have errors. */
export function read(text: string, names?: ParseNames): Parsed {
  return parse(new Source("t.aria", text), names);
}

/** The statements of a program that has no errors. */
export function statements(text: string, names?: ParseNames): Program["body"] {
  const { program, diagnostics } = read(text, names);
  assertEquals(diagnostics.list().filter(({ severity }) => severity === "error"), [], text);
  return program.body;
}

/** The program's statements as short texts. */
export function outlines(text: string, names?: ParseNames): string[] {
  return statements(text, names).map(outline);
}

/** The only statement of a program, which must be an expression, as a short text. */
export function expression(text: string): string {
  const [statement, ...more] = statements(text);
  assertEquals([statement?.type, more.length], ["ExpressionStatement", 0], text);
  return outline((statement as Extract<Statement, { type: "ExpressionStatement" }>).expression);
}

/** The errors' codes, and the text that each stands at. */
export function errors(text: string, names?: ParseNames): string[] {
  return read(text, names).diagnostics.list().filter(({ severity }) => severity === "error")
    .map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`.trim());
}

/** A node as a short text: brackets around whatever belongs together. */
export function outline(node: Statement | Expression | Fallback | Word | WordPart): string {
  switch (node.type) {
    case "Block":
      return `{${node.body.map(outline).join(" ")}}`;
    case "Declaration": {
      const before = [node.isPublic ? "pub" : "", node.constant ?? "", ...node.storage].filter((word) => word !== "");
      const value = node.value ? ` = ${outline(node.value)}` : "";
      return `${[...before, ""].join(" ")}${typeText(node.valueType)}:${node.name.name}${value};`;
    }
    case "FunctionDeclaration":
      return `${node.isPublic ? "pub " : ""}func:${node.name.name} = ${outline(node.lambda)};`;
    case "StructDeclaration": {
      const fields = node.fields.map(({ valueType, name }) => `${typeText(valueType)}:${name.name}`);
      return `${node.isPublic ? "pub " : ""}struct:${node.name.name} {${fields.join(" ")}};`;
    }
    case "Use":
      return `use ${node.path.text}${node.alias ? ` as ${node.alias.name}` : ".*"};`;
    case "If":
      return `if ${outline(node.condition)} ${outline(node.then)}` +
        (node.otherwise ? ` else ${outline(node.otherwise)}` : "");
    case "While":
      return `while ${outline(node.condition)} ${outline(node.body)}`;
    case "For": {
      const [initial, update] = [node.initial, node.update].map((part) => part ? outline(part) : "");
      return `for (${initial} ${outline(node.condition)}; ${update}) ${outline(node.body)}`;
    }
    case "ForIn": {
      const type = node.valueType ? `${typeText(node.valueType)}:` : "";
      return `for (${type}${node.name.name} in ${outline(node.iterable)}) ${outline(node.body)}`;
    }
    case "Loop":
      return `loop (${[node.start, node.limit, node.step].map(outline).join(" ")}) ${outline(node.body)}`;
    case "Till":
      return `till (${[node.limit, node.step].map(outline).join(" ")}) ${outline(node.body)}`;
    case "When":
      return `when ${outline(node.condition)} ${outline(node.body)}` +
        (node.then ? ` then ${outline(node.then)}` : "") + (node.end ? ` end ${outline(node.end)}` : "");
    case "Pick": {
      const arms = node.arms.map(({ label, pattern, body }) => {
        const value = "value" in pattern ? outline(pattern.value) : "";
        const sign = pattern.type === "ComparePattern" ? pattern.operator : PATTERNS[pattern.type] ?? "";
        return `${label ? `${label.name}:` : ""}(${sign}${value})${outline(body)}`;
      });
      return `pick ${outline(node.value)} {${arms.join(" ")}}`;
    }
    case "Fall":
      return `fall(${node.label.name});`;
    case "Break":
    case "Continue":
      return `${node.type.toLowerCase()};`;
    case "Return":
    case "Pass":
    case "Fail":
    case "Exit":
      return `${node.type.toLowerCase()}${node.value ? ` ${outline(node.value)}` : ""};`;
    case "Defer":
      return `defer ${outline(node.body)}`;
    case "Assignment":
      return `${outline(node.target)} ${node.operator} ${outline(node.value)};`;
    case "ExpressionStatement":
      return `${outline(node.expression)}${node.background ? " &" : ""};`;
    default:
      return expressionOutline(node);
  }
}

const PATTERNS: Readonly<Record<string, string>> = { AnyPattern: "*", NeverPattern: "!" };

function expressionOutline(node: Expression | Word | WordPart): string {
  switch (node.type) {
    case "IntegerLiteral":
    case "FloatLiteral":
    case "StringLiteral":
    case "WordText":
      return node.text;
    case "Template": {
      const parts = node.expressions.map((inner, index) => `&{${outline(inner)}}${node.texts[index + 1]!.text}`);
      return node.quote + node.texts[0]!.text + parts.join("") + node.quote;
    }
    case "BooleanLiteral":
      return String(node.value);
    case "NilLiteral":
    case "Identifier":
      return node.name;
    case "ErrLiteral":
      return "ERR";
    case "Dollar":
      return "$";
    case "ArrayLiteral":
      return `[${node.items.map(outline).join(" ")}]`;
    case "ObjectLiteral":
      return `{${node.fields.map(({ name, value }) => `${outline(name)}:${outline(value)}`).join(" ")}}`;
    case "Unary":
      return `(${node.operator}${outline(node.operand)})`;
    case "Postfix":
      return `(${outline(node.target)}${node.operator})`;
    case "Binary":
      return `(${outline(node.left)} ${node.operator} ${outline(node.right)})`;
    case "Range":
      return `(${outline(node.start)}${node.inclusive ? ".." : "..."}${outline(node.end)})`;
    case "Is":
      return `(is ${outline(node.condition)} : ${outline(node.then)} : ${outline(node.otherwise)})`;
    case "Unwrap":
      return `(${outline(node.operand)}?${node.fallback ? ` ${outline(node.fallback)}` : ""})`;
    case "Call":
      return `${outline(node.callee)}(${node.arguments.map(outline).join(" ")})`;
    case "Member":
      return `${outline(node.object)}${node.optional ? "?." : "."}${node.name.name}`;
    case "Index":
      return `${outline(node.object)}[${outline(node.index)}]`;
    case "Lambda": {
      const parameters = node.parameters.map(({ valueType, name }) => `${typeText(valueType)}:${name.name}`);
      return `${typeText(node.returnType)}(${parameters.join(" ")})${outline(node.body)}`;
    }
    case "Redirect":
      return `(${outline(node.command)} ${node.stream?.text ?? ""}${node.operator} ${outline(node.target)})`;
    case "Duplicate":
      return `(${outline(node.command)} ${node.from.text}>&${node.to.text})`;
    case "Pipe": {
      const right = node.right.map(outline).join(" ");
      return `(${outline(node.left)} ${node.operator} ${node.fanOut ? `[${right}]` : right})`;
    }
    case "BareCommand":
      return `<${node.words.map(outline).join(" ")}>`;
    case "Word":
      return node.parts.map(outline).join("·");
    case "Interpolation":
      return `&{${outline(node.expression)}}`;
  }
}

/** A type as it is written. */
export function typeText({ name, arguments: types, suffixes }: TypeName): string {
  const inner = types.length > 0 ? `<${types.map(typeText).join(" ")}>` : "";
  const behind = suffixes.map((suffix) => suffix.kind === "array" ? `[${suffix.length ?? ""}]` : "?").join("");
  return name + inner + behind;
}
