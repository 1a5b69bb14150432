/**
 * Commands as text: what makes their plans, and what has the runner carry them out.
 *
 * @module
 */

import type { CommandExpression, ExecuteExpression, Expr, WordNode } from "../../check/tree.ts";
import { boxerOf } from "../../values/mod.ts";
import type { Frame } from "./frame.ts";
import { type Js, quoted } from "./names.ts";

type Node<Op extends CommandExpression["op"]> = Extract<CommandExpression, { readonly op: Op }>;

/** A command that does not run yet. */
export function command(frame: Frame, node: CommandExpression): Js {
  switch (node.op) {
    case "command":
      return run(frame, node);
    case "words":
      return `C.words(${wordList(frame, node.words)}, ${frame.mark(node.place)})`;
    case "redirect":
      return redirect(frame, node);
    case "duplicate":
      return `L.duplicate(${frame.expression(node.command)}, ${node.from}, ${node.to})`;
    case "connect": {
      const [left, ...right] = frame.operands([node.left, ...node.right]);
      return `L.connect(${left}, ${quoted(node.operator)}, [${right.join(", ")}])`;
    }
    case "feed": {
      const [value, plan] = frame.operands([node.value, node.command]);
      return `L.feed(${value}, ${quoted(node.operator)}, ${plan})`;
    }
    case "limit": {
      const [milliseconds, plan] = frame.operands([node.milliseconds, node.command]);
      return `C.limit(Number(${milliseconds}), ${plan}, ${frame.mark(node.place)})`;
    }
    case "placed":
      return `L.placed(${frame.expression(node.command)}, ${quoted(node.name)}, ${frame.mark(node.place)})`;
  }
}

/** A command that runs now, or whose output is about to be read. */
export function execute(frame: Frame, node: ExecuteExpression): Js {
  const text = `C.${node.how}(${frame.expression(node.command)}, ${frame.mark(node.place)})`;
  return node.how === "lines" || node.how === "events" ? text : frame.wait(text);
}

function run(frame: Frame, node: Node<"command">): Js {
  const { options } = node;
  const args = node.args ? [node.args] : [];
  if (options === null || !isList(options)) {
    const [program, ...rest] = frame.operands([node.program, ...args, ...(options ? [options] : [])]);
    const at = frame.mark(node.place);
    return made(program!, node.args ? rest[0]! : "[]", options ? `C.options(${rest.at(-1)}, ${at})` : "null", at);
  }
  const values = options.map(([_, value]) => value);
  const texts = frame.operands([node.program, ...args, ...values]);
  const at = frame.mark(node.place);
  const entries = options.map(([name], index) => {
    return `[${quoted(name)}, ${asDyn(frame, values[index]!, texts[texts.length - values.length + index]!)}]`;
  });
  return made(texts[0]!, node.args ? texts[1]! : "[]", `C.options([${entries.join(", ")}], ${at})`, at);
}

function made(program: Js, args: Js, options: Js, at: number): Js {
  return `L.command(${program}, ${args}, ${options}, ${at})`;
}

function isList(options: NonNullable<Node<"command">["options"]>): options is ReadonlyArray<readonly [string, Expr]> {
  return Array.isArray(options);
}

function asDyn(frame: Frame, node: Expr, text: Js): Js {
  const boxer = boxerOf(node.type);
  return boxer === null ? text : `${frame.names.constant(boxer)}(${text})`;
}

function redirect(frame: Frame, node: Node<"redirect">): Js {
  const { target, stream, append } = node;
  if (target.op !== "word") {
    const [plan, path] = frame.operands([node.command, target]);
    return `L.redirect(${plan}, ${stream}, ${path}, ${append})`;
  }
  const plan = frame.keep(frame.expression(node.command));
  return `C.redirect(${plan}, ${stream}, ${wordList(frame, [target])}, ${append})`;
}

/** An array of what the words become: strings, or why there are none. */
function wordList(frame: Frame, words: readonly WordNode[]): Js {
  const values = words.flatMap(({ parts }) => parts.flatMap((part) => "value" in part ? [part.value] : []));
  const texts = frame.operands(values);
  return `[${words.map((word) => wordText(word, texts)).join(", ")}]`;
}

/** One word. Takes the texts of its values from the front of the list. */
function wordText({ parts }: WordNode, texts: Js[]): Js {
  const needsLooking = parts.some(({ kind }) => kind === "glob" || kind === "home");
  const pieces = parts.map((part) => {
    switch (part.kind) {
      case "text":
        return needsLooking ? `["text", ${quoted(part.text)}]` : quoted(part.text);
      case "value":
        return needsLooking ? `["text", ${texts.shift()}]` : texts.shift()!;
      case "glob":
        return `["glob", ${quoted(part.pattern)}]`;
      case "home":
        return `["home", ""]`;
      case "spread":
        return `...${texts.shift()}`;
    }
  });
  if (needsLooking) return `...C.expand([${pieces.join(", ")}])`;
  return pieces.length > 0 ? pieces.join(" + ") : '""';
}
