/**
 * Runs `ariash` as a user would: from the sources, or, where `ARIASH` names one, a compiled file.
 *
 * @module
 */

import { native } from "../../ffi/mod.ts";
import { Command, type CommandOptions, type Process } from "../../mod.ts";

// Each function is linked when it is first used. What is linked before the tests is nothing that a test left open.
Object.values(native().symbols);

/** What a run left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given. */
export interface RunSetting {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** The path of a file named relative to this folder. */
export function fromFileUrl(relative: string): string {
  return decodeURIComponent(new URL(relative, import.meta.url).pathname);
}

/** The program that is tested, and the arguments that come before all others. */
export function ariash(): { program: string; first: readonly string[] } {
  const compiled = Deno.env.get("ARIASH");
  if (compiled) return { program: compiled, first: [] };
  return { program: Deno.execPath(), first: ["run", "-A", "--quiet", fromFileUrl("../../cli.ts")] };
}

/** Runs `ariash` with these arguments and waits for its end. */
export async function runAria(args: readonly string[], setting: RunSetting = {}): Promise<Ran> {
  const { program, first } = ariash();
  const child = new Deno.Command(program, {
    args: [...first, ...args],
    env: { NO_COLOR: "1", ...setting.env },
    cwd: setting.cwd,
    stdin: setting.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const fed = setting.stdin === undefined ? undefined : feed(child.stdin, setting.stdin);
  const { code, stdout, stderr } = await child.output();
  await fed;
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Runs a program given as text. */
export async function runCode(text: string, ...options: string[]): Promise<Ran> {
  return await runAria([...options, "-c", text]);
}

/** Runs a script of bash in which `"$@"` is `ariash` with these arguments. */
export async function inBash(script: string, args: readonly string[]): Promise<Ran> {
  const { program, first } = ariash();
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", program, ...first, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Starts `ariash` with any of the six streams, or on a terminal; it is killed when the test leaves it. */
export function startAria(args: readonly string[], options: CommandOptions = {}): Process {
  const { program, first } = ariash();
  return new Command(program, { ...options, args: [...first, ...args], env: { NO_COLOR: "1", ...options.env } })
    .spawn();
}

/** Writes `text` and ends; a program that does not read it is no error. */
async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  try {
    await new Response(text).body!.pipeTo(stdin);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** A folder of its own for a test, removed at the end. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ariash-test-" });
  try {
    await work(await Deno.realPath(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
