/**
 * One telemetry record as a line of JSON, whatever its fields hold.
 *
 * @module
 */

/** How much a record matters. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/**
 * A line of JSON, newline included: time, level, message, the fields, pid. It never throws: a bigint too large for JSON
 * readers becomes a string of digits, an error its name, message and stack, a cycle the text "[circular]", and a field
 * that cannot be read the reason why. The fields cannot replace time, level, message and pid.
 */
export function encodeRecord(level: string, message: unknown, fields: unknown): string {
  let line = `{"time":"${new Date().toISOString()}","level":${encode(textOf(level))},"message":${
    encode(textOf(message))
  }`;
  for (const [name, value] of fieldsOf(fields)) line += `,${JSON.stringify(name)}:${value}`;
  return `${line},"pid":${Deno.pid}}\n`;
}

const RESERVED = new Set(["time", "level", "message", "pid"]);

function fieldsOf(fields: unknown): [string, string][] {
  const encoded: [string, string][] = [];
  if (typeof fields !== "object" || fields === null) return encoded;
  try {
    for (const name of Object.keys(fields)) {
      if (RESERVED.has(name)) continue;
      const value = encode(fields, name);
      if (value !== undefined) encoded.push([name, value]);
    }
  } catch (error) {
    encoded.push(["fields", encode(unreadable(error))!]);
  }
  return encoded;
}

/** `value`, or its property `name`, as JSON; undefined for what JSON leaves out. */
function encode(value: unknown, name?: string): string | undefined {
  try {
    return JSON.stringify(name === undefined ? value : (value as Record<string, unknown>)[name], replacer());
  } catch (error) {
    return JSON.stringify(unreadable(error));
  }
}

/** Turns what JSON cannot hold into what it can. The objects around the current value are kept to notice a cycle. */
function replacer(): (this: unknown, key: string, value: unknown) => unknown {
  const around: { value: object; shown: object }[] = [];
  return function (this: unknown, _key: string, value: unknown): unknown {
    if (typeof value === "bigint") {
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
    }
    if (typeof value !== "object" || value === null) return value;
    while (around.length > 0 && around.at(-1)!.shown !== this) around.pop();
    if (around.some((one) => one.value === value)) return "[circular]";
    const shown = value instanceof Error ? errorFields(value) : value;
    around.push({ value, shown });
    return shown;
  };
}

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return { ...error, name, message, stack, cause };
}

function unreadable(error: unknown): string {
  return `[unreadable: ${textOf(error instanceof Error ? error.message : error)}]`;
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[unreadable]";
  }
}
