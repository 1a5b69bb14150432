/**
 * What `ariash doctor` tells of the machine and of what it would use of it.
 *
 * @module
 */

import { AriaError, type Native, native } from "../../../../ffi/mod.ts";
import { version } from "../usage.ts";

/** What is known, by name, in the order it is shown; `null` is not known, a string tells what stands instead. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Gathers them; of the library only that it cannot be used, where it is so. */
export async function gatherFacts(): Promise<Facts> {
  const [architecture, , os] = Deno.build.target.split("-");
  const limits = descriptorLimits();
  return {
    "ariash": await version(),
    "deno": Deno.version.deno,
    "os": os ?? null,
    "kernel": Deno.osRelease(),
    "architecture": architecture ?? null,
    ...libraryFacts(),
    "job-control": hasTerminal() || "no controlling terminal",
    "pipe-size-largest": numberIn("/proc/sys/fs/pipe-max-size"),
    "descriptors": limits?.soft ?? null,
    "descriptors-largest": limits?.hard ?? null,
    "cores": navigator.hardwareConcurrency,
    "workers": navigator.hardwareConcurrency,
    "terminal": terminal(),
    "configuration": firstFile(configurationFiles()),
    "history": firstFile(historyFiles()),
  };
}

function libraryFacts(): Facts {
  try {
    const library = native();
    const { splice, tee, pidfd, pty, parentDeath } = library.capabilities;
    return {
      "library": library.path,
      "library-from": LIBRARY_FROM[library.origin],
      "abi": library.symbols.aria_abi(),
      splice,
      tee,
      pidfd,
      pty,
      "parent-death": parentDeath,
      "pipe-size": defaultPipeSize(library),
    };
  } catch (error) {
    if (!(error instanceof AriaError)) throw error;
    return { "library": `FAIL ${error.message}` };
  }
}

const LIBRARY_FROM: Readonly<Record<Native["origin"], string>> = {
  environment: "ARIA_IO_LIBRARY",
  program: "inside ariash",
  checkout: "built from the sources",
};

/** Bytes that a new pipe holds, found by filling one; null where none can be made. */
function defaultPipeSize({ symbols }: Native): number | null {
  const ends = new BigInt64Array(2);
  if (symbols.aria_pipe(0, new Uint8Array(ends.buffer)) < 0) return null;
  const page = new Uint8Array(4096);
  let size = 0;
  let written = page.length;
  while (written > 0) {
    written = symbols.aria_write_now(ends[1]!, page, page.length);
    if (written > 0) size += written;
  }
  for (const end of ends) symbols.aria_close(end);
  return size;
}

function descriptorLimits(): { soft: number | null; hard: number | null } | null {
  const line = /^Max open files\s+(\S+)\s+(\S+)/m.exec(textOf("/proc/self/limits") ?? "");
  return line && { soft: wholeNumber(line[1]!), hard: wholeNumber(line[2]!) };
}

function numberIn(path: string): number | null {
  return wholeNumber(textOf(path)?.trim() ?? "");
}

function wholeNumber(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** What a file of the system holds; null where there is none such. */
function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

/** Whether a terminal controls this process, wherever its streams lead. */
function hasTerminal(): boolean {
  try {
    Deno.openSync("/dev/tty").close();
    return true;
  } catch {
    return false;
  }
}

function terminal(): string {
  if (!Deno.stdout.isTerminal()) return "stdout is none";
  const { columns, rows } = Deno.consoleSize();
  const name = Deno.env.get("TERM") || "unknown";
  const plain = name === "dumb" || name === "unknown";
  const colours = plain ? "no escape sequences" : Deno.env.get("NO_COLOR") ? "no colours" : "16 colours";
  return `${name}, ${columns}x${rows}, ${colours}`;
}

/** Where the interactive shell looks for its configuration, first come first served. */
function configurationFiles(): string[] {
  const chosen = Deno.env.get("ARIASH_CONFIG");
  if (chosen !== undefined) return chosen === "" ? [] : [chosen];
  const folder = Deno.env.get("XDG_CONFIG_HOME");
  const home = Deno.env.get("HOME");
  return [...folder ? [`${folder}/ariash/config.aria`] : [], ...home ? [`${home}/.aria_shrc`] : []];
}

function historyFiles(): string[] {
  const folder = Deno.env.get("XDG_STATE_HOME");
  const home = Deno.env.get("HOME");
  return folder ? [`${folder}/ariash/history`] : home ? [`${home}/.aria_history`] : [];
}

/** The first of them that exists. */
function firstFile(paths: readonly string[]): string {
  for (const path of paths) {
    if (textOf(path) !== null) return path;
  }
  return paths.length === 0 ? "none" : `none (looked for ${paths.join(", ")})`;
}
