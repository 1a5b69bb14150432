/**
 * Values as `print` shows them.
 *
 * A string is shown as it is, but quoted within an array, an `obj` or a record. `NIL` and `ERR` are shown so; an error
 * as its message; a failed result as its error's.
 *
 * @module
 */

import { quote } from "../syntax/quote.ts";
import type { RecordType, Type } from "../types/types.ts";
import { functionTypeOf, typeOfDyn } from "./dyn.ts";
import { formatFloat } from "./floats.ts";
import { Boxed, type ErrorValue, Failure, type RangeValue } from "./kinds.ts";
import { typeText } from "./type_text.ts";

/** Shows a value of one type. */
export type Formatter = (value: unknown) => string;

/** Shows a value within others: `around` are the arrays, `obj`s and records that it is in. */
type Nested = (value: unknown, around: readonly unknown[]) => string;

/** Whoever prints a list of so many lists within lists does not want to read the last. */
const DEPTH_MAX = 500;
const BYTES_SHOWN = 32;

/** Gives what shows values of a type, made once for each type. */
export function formatterOf(type: Type): Formatter {
  let formatter = formatters.get(type);
  if (formatter === undefined) formatters.set(type, formatter = makeFormatter(type));
  return formatter;
}

/** Shows a value of a type. */
export function formatValue(type: Type, value: unknown): string {
  return formatterOf(type)(value);
}

/** The same, but quotes strings, as for a value within another. */
export function formatNested(type: Type, value: unknown): string {
  return nestedOf(type)(value, []);
}

/** Shows what a `dyn` holds. */
export function formatDyn(value: unknown): string {
  if (typeof value === "string") return value;
  return value instanceof Boxed ? formatterOf(value.type)(value.value) : formatterOf(typeOfDyn(value))(value);
}

const formatters = new WeakMap<Type, Formatter>();
const nestedFormatters = new WeakMap<Type, Nested>();

function makeFormatter(type: Type): Formatter {
  switch (type.kind) {
    case "string":
    case "path":
      return String;
    case "optional": {
      const inner = formatterOf(type.inner);
      return (value) => value === null ? "NIL" : inner(value);
    }
    case "result": {
      const inner = formatterOf(type.value);
      return (value) => value instanceof Failure ? value.error.message : inner(value);
    }
    case "dyn":
    case "unknown":
    case "never":
      return formatDyn;
    default: {
      const nested = nestedOf(type);
      return (value) => nested(value, []);
    }
  }
}

/** Made when first used, since a record's fields may be of its own type. */
function nestedOf(type: Type): Nested {
  let nested = nestedFormatters.get(type);
  if (nested === undefined) nestedFormatters.set(type, nested = makeNested(type));
  return nested;
}

function makeNested(type: Type): Nested {
  switch (type.kind) {
    case "string":
    case "path":
      return (value) => quote(value as string);
    case "integer":
    case "tbb":
    case "bool":
      return String;
    case "float":
      return (value) => formatFloat(value as number, type.bits);
    case "buffer":
      return (value) => formatBuffer(value as Uint8Array);
    case "array":
      return (value, around) => formatArray(type.element, value as unknown[], around);
    case "object":
      return (value, around) => formatObject(value as Map<string, unknown>, around);
    case "record":
      return (value, around) => formatRecord(type, value as Record<string, unknown>, around);
    case "optional":
      return (value, around) => value === null ? "NIL" : nestedOf(type.inner)(value, around);
    case "result":
      return (value, around) => value instanceof Failure ? value.error.message : nestedOf(type.value)(value, around);
    case "error":
      return (value) => value === null ? "NIL" : (value as ErrorValue).message;
    case "function":
      return (value) => value === null ? "NIL" : typeText(functionTypeOf(value as () => unknown));
    case "command":
      return (value) => formatCommand(value as CommandLike);
    case "process":
      return (value) => `process ${(value as { pid: number }).pid}`;
    case "range":
      return (value) => `${(value as RangeValue).start}..${(value as RangeValue).end}`;
    case "dyn":
    case "unknown":
    case "never":
      return formatNestedDyn;
    default:
      return () => typeText(type);
  }
}

function formatNestedDyn(value: unknown, around: readonly unknown[]): string {
  if (value instanceof Boxed) return nestedOf(value.type)(value.value, around);
  return nestedOf(typeOfDyn(value))(value, around);
}

function formatArray(element: Type, items: unknown[], around: readonly unknown[]): string {
  if (isTooDeep(items, around)) return "[…]";
  const inside = [...around, items];
  const nested = nestedOf(element);
  return `[${items.map((item) => nested(item, inside)).join(", ")}]`;
}

function formatObject(fields: Map<string, unknown>, around: readonly unknown[]): string {
  if (isTooDeep(fields, around)) return "{…}";
  const inside = [...around, fields];
  return `{${Array.from(fields, ([key, value]) => `${formatKey(key)}: ${formatNestedDyn(value, inside)}`).join(", ")}}`;
}

/** A declared struct is shown with its name: `P{x: 1, y: 2}`. */
function formatRecord(type: RecordType, record: Record<string, unknown>, around: readonly unknown[]): string {
  const name = type.declared ? type.name : "";
  if (isTooDeep(record, around)) return `${name}{…}`;
  const inside = [...around, record];
  const fields = Array.from(type.fields, ([field, of]) => `${field}: ${nestedOf(of)(record[field], inside)}`);
  return `${name}{${fields.join(", ")}}`;
}

/** Whether a value is within itself, or deeper than anybody looks. */
function isTooDeep(value: unknown, around: readonly unknown[]): boolean {
  return around.length >= DEPTH_MAX || around.includes(value);
}

function formatKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quote(key);
}

function formatBuffer(bytes: Uint8Array): string {
  const count = bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`;
  if (bytes.length === 0) return `buffer(${count})`;
  const shown = Array.from(bytes.subarray(0, BYTES_SHOWN), (byte) => byte.toString(16).padStart(2, "0"));
  return `buffer(${count}: ${shown.join(" ")}${bytes.length > BYTES_SHOWN ? " …" : ""})`;
}

/** What is looked at of a command. */
interface CommandLike {
  readonly stages: ReadonlyArray<{ readonly program: string; readonly args: readonly string[] }>;
  readonly edges: ReadonlyArray<{ readonly to: readonly number[]; readonly operator: string }>;
}

/** The stages as the program would write them: `run("ls", ["-l"]) | run("wc")`. */
function formatCommand(command: CommandLike): string {
  const stages = command.stages.map(({ program, args }) => {
    const list = args.length === 0 ? "" : `, [${args.map(quote).join(", ")}]`;
    return `run(${quote(program)}${list})`;
  });
  const steps = command.edges.map(({ to, operator }) => {
    const next = to.map((stage) => stages[stage]).join(", ");
    return ` ${operator} ${to.length === 1 ? next : `[${next}]`}`;
  });
  return stages[0] + steps.join("");
}
