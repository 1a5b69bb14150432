/**
 * Whatever holds a value: elements, fields, keys, variables; read, assigned and counted up.
 *
 * @module
 */

import type { AssignStatement, Expr, Place, Target } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import { arithmetic, sequence } from "./arithmetic.ts";
import { formatted } from "./conversions.ts";
import { isQuiet } from "./effects.ts";
import type { Frame } from "./frame.ts";
import { isSimple, type Js, quoted } from "./names.ts";

type Node<Op extends Expr["op"]> = Extract<Expr, { readonly op: Op }>;

/** `object.name` of a record, `object?.name`. */
export function field(frame: Frame, node: Node<"field">): Js {
  const object = frame.expression(node.object);
  if (!node.optional) return `${object}[${quoted(node.name)}]`;
  const { setup, name } = frame.hold(object, true);
  return sequence(setup, `${name} === null ? null : ${name}[${quoted(node.name)}]`);
}

/** `object.key` of an `obj`. */
export function key(frame: Frame, node: Node<"key">): Js {
  const [object, name] = frame.operands([node.object, node.key]) as [Js, Js];
  const at = frame.mark(node.place);
  if (node.object.type.kind === "object") return `(${object}.get(${name}) ?? null)`;
  return node.optional ? `R.optionalKey(${object}, ${name}, ${at})` : `R.key(${object}, ${name}, ${at})`;
}

/** `object[index]`. No value is undefined, so what is undefined was out of bounds. */
export function element(frame: Frame, node: Node<"element">): Js {
  const [left, right] = frame.operands([node.object, node.index]) as [Js, Js];
  const at = frame.mark(node.place);
  const { kind } = node.object.type;
  if (kind !== "array" && kind !== "buffer" && kind !== "string") return `R.element(${left}, ${right}, ${at})`;
  const object = frame.hold(left, isQuiet(node.index));
  const index = frame.hold(right, true);
  const name = frame.scratch();
  const read = kind === "string"
    ? `${frame.names.helper("characterAt")}(${object.name}, ${index.name})`
    : `${object.name}[${index.name}]`;
  const setup = [...object.setup, ...index.setup];
  const otherwise = `R.outside(${object.name}, ${index.name}, ${at})`;
  return sequence(setup, `(${name} = ${read}) !== undefined ? ${name} : ${otherwise}`);
}

/** `object[start..end]` */
export function slice(frame: Frame, node: Node<"slice">): Js {
  const [object, range] = frame.operands([node.object, node.range]);
  return `R.slice(${object}, ${range}, ${frame.mark(node.place)})`;
}

/** `target = value`, `target += value` */
export function assign(frame: Frame, node: AssignStatement): void {
  const { target, operator, value, place } = node;
  const spot = spotOf(frame, target, place, isQuiet(value));
  for (const step of spot.setup) frame.line(`${step};`);
  if (operator === null) {
    frame.line(`${spot.write(frame.expression(value))};`);
    return;
  }
  const { lines, value: right } = frame.capture(() => frame.expression(value));
  const isQuietly = isQuiet(value);
  const left = isQuietly ? spot.read : frame.keep(spot.read);
  frame.lines(lines);
  frame.line(`${spot.write(combined(frame, target.type, operator, left, right, isQuietly, node))};`);
}

/** `target++`: its value is the one before. */
export function postfix(frame: Frame, node: Node<"postfix">): Js {
  const spot = spotOf(frame, node.target, node.place, true);
  const before = frame.scratch();
  const after = arithmetic(
    frame,
    node.target.type,
    node.operator,
    { left: before, right: "1", isRightQuiet: true },
    node.place,
  );
  return sequence([...spot.setup, `${before} = ${spot.read}`, spot.write(after)], before);
}

/** The same where nobody wants the value. */
export function countUp(frame: Frame, node: Node<"postfix">): void {
  const spot = spotOf(frame, node.target, node.place, true);
  for (const step of spot.setup) frame.line(`${step};`);
  const operands = { left: spot.read, right: "1", isRightQuiet: true };
  frame.line(`${spot.write(arithmetic(frame, node.target.type, node.operator, operands, node.place))};`);
}

function combined(
  frame: Frame,
  type: Type,
  operator: NonNullable<AssignStatement["operator"]>,
  left: Js,
  right: Js,
  isRightQuiet: boolean,
  { value, place }: AssignStatement,
): Js {
  if (type.kind !== "string") return arithmetic(frame, type, operator, { left, right, isRightQuiet }, place);
  const isText = value.type.kind === "string" || value.type.kind === "path";
  return `${left} + ${isText ? right : formatted(frame, value.type, right)}`;
}

/** Where a value is kept: how to get there, once, and then how to read and write it there. */
interface Spot {
  readonly setup: readonly Js[];
  readonly read: Js;
  write(value: Js): Js;
}

function spotOf(frame: Frame, target: Target, place: Place, isRestQuiet: boolean): Spot {
  switch (target.kind) {
    case "variable": {
      const name = frame.names.variable(target.variable);
      return { setup: [], read: name, write: (value) => `${name} = ${value}` };
    }
    case "environment": {
      const name = quoted(target.name);
      const at = frame.mark(place);
      return {
        setup: [],
        read: `P.environment(${name}, ${at})`,
        write: (value) => `P.setEnvironment(${name}, ${value}, ${at})`,
      };
    }
    case "element": {
      const { setup, names: [array, index] } = spots(frame, [target.array, target.index], isRestQuiet);
      const outside = `R.outside(${array}, ${index}, ${frame.mark(place)})`;
      const read = frame.scratch();
      return {
        setup,
        read: `((${read} = ${array}[${index}]) !== undefined ? ${read} : ${outside})`,
        write: (value) => `${index} >= 0 && ${index} < ${array}.length ? ${array}[${index}] = ${value} : ${outside}`,
      };
    }
    case "field": {
      const { setup, names: [object] } = spots(frame, [target.object], isRestQuiet);
      const text = `${object}[${quoted(target.name)}]`;
      return { setup, read: text, write: (value) => `${text} = ${value}` };
    }
    case "key": {
      const { setup, names: [object, key] } = spots(frame, [target.object, target.key], isRestQuiet);
      const at = frame.mark(place);
      return {
        setup,
        read: `R.key(${object}, ${key}, ${at})`,
        write: (value) => `R.setKey(${object}, ${key}, ${value}, ${at})`,
      };
    }
  }
}

/** The parts of a target under names that stay the same until it has been written. */
function spots(frame: Frame, nodes: readonly Expr[], isRestQuiet: boolean): { setup: Js[]; names: [Js, Js] } {
  const areQuiet = isRestQuiet && nodes.every(isQuiet);
  const texts = frame.operands(nodes);
  const setup: Js[] = [];
  const names = texts.map((text) => {
    if (frame.names.isFixed(text) || areQuiet && isSimple(text)) return text;
    const name = frame.scratch();
    setup.push(`${name} = ${text}`);
    return name;
  });
  return { setup, names: names as [Js, Js] };
}
