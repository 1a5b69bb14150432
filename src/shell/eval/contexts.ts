/**
 * What a running program lets built-in functions use.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import type { Flow } from "./flow.ts";
import type { CallSite } from "./generate/names.ts";
import type { Host } from "./host.ts";
import type { Stops } from "./stops.ts";
import type { Surroundings } from "./surroundings.ts";
import { changeDirectory } from "./system_text.ts";

/** What contexts are made of. */
export interface ContextParts {
  readonly host: Host;
  readonly stops: Stops;
  readonly flow: Flow;
  readonly surroundings: Surroundings;
}

/** The context of one call in the program's text. */
export function contextOf(parts: ContextParts, { at, types }: CallSite): BuiltinContext {
  const { host, stops, flow, surroundings } = parts;
  return {
    at,
    types,
    print: (text) => host.print(text),
    cwd: () => surroundings.directory(at),
    chdir: changeDirectory,
    stop: (message, code) => stops.stop("ARIA-303", message, at, code),
    stopWith: (failure) => stops.stopWith(failure, at),
    stopWithoutValue: () => stops.withoutValue(at),
    place: () => stops.where(at),
    environment: (name) => surroundings.environment(name, at),
    onSignal: (name, action) => flow.onSignal(name, action),
    signal: host.signals?.ending ?? NEVER,
  };
}

const NEVER = new AbortController().signal;
