/**
 * Arithmetic as text: for each type the JavaScript that computes it at full speed.
 *
 * Numbers of 64 bits are computed as JavaScript numbers while the outcome is one, which the text itself tests; all else
 * goes to a function of the library. Rare cases are called as `L.name(…)`, never by a bare name: V8 leaves a branch
 * out of its machine code that reads a property which was never read before, and so numbers need not be boxed for it.
 *
 * @module
 */

import type { ArithmeticOperator, Place } from "../../check/tree.ts";
import type { IntegerType, TbbType, Type } from "../../types/types.ts";
import { tbbArithmetic } from "../../values/mod.ts";
import type { LibraryName } from "../library.ts";
import type { Frame } from "./frame.ts";
import { type Js, literalNumber, type Names } from "./names.ts";

/** Both operands, written. */
export interface Operands {
  readonly left: Js;
  readonly right: Js;
  /** Evaluating the right one changes nothing that the left one could read. */
  readonly isRightQuiet: boolean;
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** `left operator right`, both of this type. */
export function arithmetic(
  frame: Frame,
  type: Type,
  operator: ArithmeticOperator,
  operands: Operands,
  place: Place,
): Js {
  switch (type.kind) {
    case "integer":
      return type.bits === 64
        ? wide(frame, type, operator, operands, place)
        : small(frame, type, operator, operands, place);
    case "tbb":
      return sticky(frame, type, operator, operands, place);
    case "float": {
      const text = `${operands.left} ${operator} ${operands.right}`;
      return type.bits === 32 ? `Math.fround(${text})` : `(${text})`;
    }
    default:
      return `(${operands.left} ${operator} ${operands.right})`;
  }
}

/** `-operand` */
export function negation(frame: Frame, type: Type, operand: Js): Js {
  if (type.kind === "integer" && type.bits < 64) return wrap(type, `-${operand}`);
  if (type.kind === "float") return `(-${operand})`;
  const { setup, name } = frame.hold(operand, true);
  const otherwise = type.kind === "tbb"
    ? `${tbbFunctions(frame.names, type)}.negate(${name})`
    : `L.${wideName("negate", type as IntegerType)}(${name})`;
  if (type.kind === "integer" && !type.signed) return sequence(setup, otherwise);
  return sequence(setup, `typeof ${name} === "number" ? 0 - ${name} : ${otherwise}`);
}

/** `~operand` */
export function complement(frame: Frame, type: IntegerType, operand: Js): Js {
  if (type.bits < 64) return wrap(type, `~${operand}`);
  return `${frame.names.helper(wideName("complement", type))}(${operand})`;
}

/** Cuts a number to a type of at most 32 bits. */
export function wrap({ bits, signed }: IntegerType, text: Js): Js {
  if (bits === 32) return signed ? `(${text} | 0)` : `(${text} >>> 0)`;
  if (!signed) return `(${text} & ${2 ** bits - 1})`;
  return `(${text} << ${32 - bits} >> ${32 - bits})`;
}

/** What computes with TBB numbers of a width. */
export function tbbFunctions(names: Names, { bits }: TbbType): Js {
  return names.made(`tbb${bits}`, () => tbbArithmetic(bits, names.where));
}

/** Expressions evaluated in order, of which the last counts. */
export function sequence(setup: readonly Js[], value: Js): Js {
  return setup.length > 0 ? `(${setup.join(", ")}, ${value})` : `(${value})`;
}

function small(frame: Frame, type: IntegerType, operator: ArithmeticOperator, operands: Operands, place: Place): Js {
  const { left, right } = operands;
  switch (operator) {
    case "*":
      return type.bits === 32 ? wrap(type, `Math.imul(${left}, ${right})`) : wrap(type, `${left} * ${right}`);
    case "/":
    case "%":
      if (literalNumber(right)) return wrap(type, `${left} ${operator} ${right}`);
      return divided(frame, operands, place, (a, b) => wrap(type, `${a} ${operator} ${b}`));
    case "<<":
    case ">>":
      return wrap(type, shifted(frame, type, operator, operands));
    case "+":
    case "-":
      return wrap(type, `${left} ${operator} ${right}`);
    default:
      return wrap(type, `(${left} ${operator} ${right})`);
  }
}

function shifted(frame: Frame, { signed }: IntegerType, operator: "<<" | ">>", { left, right }: Operands): Js {
  const count = literalNumber(right);
  if (count !== null && count >= 0 && count < 32)
    return `${left} ${operator === ">>" && !signed ? ">>>" : operator} ${count}`;
  return `${frame.names.helper(operator === "<<" ? "shiftLeftSmall" : "shiftRightSmall")}(${left}, ${right})`;
}

/** A division whose divisor must first be seen not to be 0. */
function divided(frame: Frame, operands: Operands, place: Place, compute: (a: Js, b: Js) => Js): Js {
  const [setup, a, b] = held(frame, operands);
  return sequence(setup, `${b} !== 0 ? ${compute(a, b)} : R.divisionByZero(${frame.mark(place)})`);
}

/** Both operands as names. */
function held(frame: Frame, { left, right, isRightQuiet }: Operands): [setup: Js[], a: Js, b: Js] {
  const a = frame.hold(left, isRightQuiet);
  const b = frame.hold(right, true);
  return [[...a.setup, ...b.setup], a.name, b.name];
}

function wide(frame: Frame, type: IntegerType, operator: ArithmeticOperator, operands: Operands, place: Place): Js {
  if (operator === "+" || operator === "-" || operator === "*") {
    const least = type.signed ? -SAFE : 0;
    const [setup, a, b] = held(frame, operands);
    const rare = `L.${wideName(OPERATIONS[operator], type)}(${a}, ${b})`;
    return sequence(setup, fastWay(frame, a, operator, b, least, SAFE, rare));
  }
  if (operator === "/" || operator === "%") {
    const [setup, a, b] = held(frame, operands);
    const rare = `R.${operator === "/" ? "divide" : "remainder"}${type.signed ? "Int64" : "Uint64"}`;
    const are = [areNumbers(a, b), literalNumber(b) ? "" : `${b} !== 0`].filter(Boolean).join(" && ") || "true";
    const fast = operator === "/" ? `Math.trunc(${a} / ${b})` : remainder(a, b);
    return sequence(setup, `${are} ? ${fast} : ${rare}(${a}, ${b}, ${frame.mark(place)})`);
  }
  return `${frame.names.helper(wideName(OPERATIONS[operator], type))}(${operands.left}, ${operands.right})`;
}

/**
 * Of numbers. Where both fit 32 bits, V8 has an instruction; else `%` would be a slow call, and as no step here rounds,
 * this is exact.
 */
function remainder(a: Js, b: Js): Js {
  const fit = [a, b].filter((name) => !isInt32(literalNumber(name))).map((name) => `(${name} | 0) === ${name}`);
  return `(${fit.join(" && ") || "true"} ? ${a} % ${b} | 0 : ${a} - Math.trunc(${a} / ${b}) * ${b})`;
}

function isInt32(value: number | null): boolean {
  return value !== null && (value | 0) === value;
}

function sticky(frame: Frame, type: TbbType, operator: ArithmeticOperator, operands: Operands, place: Place): Js {
  const [setup, a, b] = held(frame, operands);
  const rare = `${tbbFunctions(frame.names, type)}.${OPERATIONS[operator]}(${a}, ${b}, ${frame.mark(place)})`;
  if (operator !== "+" && operator !== "-" && operator !== "*") return sequence(setup, rare);
  const most = type.bits === 64 ? SAFE : 2 ** (type.bits - 1) - 1;
  return sequence(setup, fastWay(frame, a, operator, b, -most, most, rare));
}

/** The outcome as a JavaScript number if it lies in a range, else the rare way. */
function fastWay(frame: Frame, a: Js, operator: "+" | "-" | "*", b: Js, least: number, most: number, rare: Js): Js {
  const outcome = frame.scratch();
  const step = literalNumber(b) ?? NaN;
  const grows = operator === "+" ? step >= 0 : operator === "-" && step <= 0;
  const shrinks = operator === "+" ? step <= 0 : operator === "-" && step >= 0;
  const tests = [
    areNumbers(a, b),
    `(${outcome} = ${a} ${operator} ${b}) ${shrinks ? ">=" : "<="} ${shrinks ? least : most}`,
  ];
  if (!grows && !shrinks) tests.push(`${outcome} >= ${least}`);
  return `${tests.filter(Boolean).join(" && ")} ? ${outcome} : ${rare}`;
}

function areNumbers(...texts: Js[]): Js {
  return texts.filter((text) => literalNumber(text) === null).map((text) => `typeof ${text} === "number"`).join(" && ");
}

const OPERATIONS = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "remainder",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shiftLeft",
  ">>": "shiftRight",
} as const;

type WideOperation = typeof OPERATIONS[ArithmeticOperator] | "negate" | "complement";

function wideName(operation: WideOperation, { signed }: IntegerType): LibraryName {
  return signed ? `${operation}Int64` : `${operation}Uint64`;
}
