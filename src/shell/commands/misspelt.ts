/**
 * The program that was probably meant where PATH leads to none.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";
import type { StagePlan } from "./plan.ts";

/** `did you mean 'grep'?`, where PATH leads to a program whose name is near. Looks through all of its folders. */
export function helpForMissing({ program, options: { env, clear_env } }: StagePlan): string | undefined {
  const path = env?.PATH ?? (clear_env ? "" : ownPath());
  const folders = path.split(":").filter((folder) => folder !== "");
  const near = nearest(program, folders.flatMap(programsIn).filter((name) => name !== program).sort());
  return near && `did you mean '${near}'?`;
}

function ownPath(): string {
  try {
    return Deno.env.get("PATH") ?? "";
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return ""; // not UTF-8
    throw error;
  }
}

function programsIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  } catch {
    return [];
  }
}
