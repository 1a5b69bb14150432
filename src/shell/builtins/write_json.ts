/**
 * JSON texts of values, such that reading one gives an equal value wherever JSON has a form for it: integers keep all
 * their digits, floats their point.
 *
 * @module
 */

import { DYN, type Type } from "../types/types.ts";
import { Boxed, describeType, formatFloat, StickyError, toJson, typeOfDyn } from "../values/mod.ts";

/** Why a value has no JSON text. */
export class Unwritable {
  constructor(readonly message: string) {}
}

type Fields = Map<string, unknown>;

/** Lists within lists; what is deeper could not be read back either. */
const DEPTH_MAX = 1000;

/**
 * The text of a `dyn` value.
 *
 * @param indent blanks for each level; 0: all in one line
 */
export function writeJson(value: unknown, indent: number): string | Unwritable {
  try {
    return new JsonWriter(indent).write(DYN, value);
  } catch (error) {
    if (error instanceof Unwritable) return error;
    throw error;
  }
}

/** A part of a list, written when it is its turn. */
type Part = () => string;

class JsonWriter {
  readonly #indent: number;
  /** What the value that is being written stands in. */
  readonly #around: unknown[] = [];

  constructor(indent: number) {
    this.#indent = indent;
  }

  write(type: Type, value: unknown): string {
    if (value === null) return "null";
    switch (type.kind) {
      case "integer":
      case "bool":
        return String(value);
      case "tbb":
        return value instanceof StickyError ? '"ERR"' : String(value);
      case "float":
        if (Number.isFinite(value)) return formatFloat(value as number, type.bits);
        throw new Unwritable(`${formatFloat(value as number)} has no JSON form`);
      case "string":
      case "path":
        return JSON.stringify(value);
      case "buffer":
        return JSON.stringify(toJson(type, value));
      case "optional":
        return this.write(type.inner, value);
      case "dyn":
        return value instanceof Boxed ? this.write(value.type, value.value) : this.write(typeOfDyn(value), value);
      case "array":
        return this.#list("[]", value, (value as unknown[]).map((item) => () => this.write(type.element, item)));
      case "object":
        return this.#list("{}", value, Array.from(value as Fields, ([key, item]) => this.#field(key, DYN, item)));
      case "record": {
        const record = value as Record<string, unknown>;
        return this.#list("{}", value, Array.from(type.fields, ([name, of]) => this.#field(name, of, record[name])));
      }
      default:
        throw new Unwritable(`${describeType(type)} has no JSON form`);
    }
  }

  #field(key: string, type: Type, value: unknown): Part {
    return () => `${JSON.stringify(key)}:${this.#indent > 0 ? " " : ""}${this.write(type, value)}`;
  }

  #list(brackets: string, container: unknown, parts: readonly Part[]): string {
    if (parts.length === 0) return brackets;
    if (this.#around.includes(container)) throw new Unwritable("the value contains itself");
    if (this.#around.length === DEPTH_MAX) throw new Unwritable(`the value has more than ${DEPTH_MAX} levels`);
    this.#around.push(container);
    const inner = this.#lineBreak();
    const text = parts.map((part) => inner + part()).join(",");
    this.#around.pop();
    return brackets[0] + text + this.#lineBreak() + brackets[1];
  }

  #lineBreak(): string {
    return this.#indent === 0 ? "" : `\n${" ".repeat(this.#indent * this.#around.length)}`;
  }
}
