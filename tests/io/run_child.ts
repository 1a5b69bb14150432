/**
 * Runs the scripted child with its six streams wired by a shell, so that these tests depend on nothing but the system.
 *
 * @module
 */

const CHILD = new URL("../programs/child.ts", import.meta.url).pathname;

/** A folder for one test, removed at its end. */
export class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "aria_io_" });

  file(name: string): string {
    return `${this.path}/${name}`;
  }

  text(name: string): string {
    return Deno.readTextFileSync(this.file(name));
  }

  bytes(name: string): Uint8Array {
    return Deno.readFileSync(this.file(name));
  }

  /** A named pipe that nothing holds open. */
  async fifo(name: string): Promise<string> {
    const { success } = await new Deno.Command("mkfifo", { args: [this.file(name)] }).output();
    if (!success) throw new Error("Cannot make a named pipe");
    return this.file(name);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The words before the script that start the TypeScript child. */
function typescriptChild(options: string): string[] {
  return [Deno.execPath(), "run", ...options.split(" "), CHILD];
}

/**
 * A shell that runs the child in the test's folder. `wiring` are redirections, or a whole shell command in which `"$@"`
 * stands for the child.
 */
function shell(folder: Folder, wiring: string, words: string[]): Deno.Command {
  // Streams 3 to 5 of the test program itself are not to leak in.
  const line = `exec 3>&- 4<&- 5>&-; ${wiring.includes('"$@"') ? wiring : `exec "$@" ${wiring}`}`;
  return new Deno.Command("sh", {
    args: ["-c", line, "sh", ...words],
    cwd: folder.path,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** What a child left behind. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script, words separated by blanks or given one by one, to its end; `input` is its stdin. */
export async function runChild(
  folder: Folder,
  wiring: string,
  script: string | string[],
  { input = "", options = "-A --quiet", program = typescriptChild(options) }: {
    input?: string;
    options?: string;
    program?: string[];
  } = {},
): Promise<Ended> {
  const child = new RunningChild(folder, wiring, script, program);
  await child.endInput(input);
  return await child.ended();
}

/** A child that the test talks to: it says what it did on stdout, and waits for its stdin. */
export class RunningChild {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: ReadableStreamDefaultReader<string>;
  readonly #stderr: Promise<string>;
  #text = "";

  constructor(
    folder: Folder,
    wiring: string,
    script: string | string[],
    program: string[] = typescriptChild("-A --quiet"),
  ) {
    const words = typeof script === "string" ? script.split(" ") : script;
    this.#child = shell(folder, wiring, [...program, ...words]).spawn();
    this.#stdout = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#stderr = new Response(this.#child.stderr).text();
  }

  /** Waits until the child has said this. */
  async said(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      if (await this.#more()) continue;
      throw new Error(`The child ended before it said ${JSON.stringify(text)}: ${await this.#stderr}`);
    }
  }

  /** Lets a child go on that waits for the end of its stdin. */
  async endInput(text = ""): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    try {
      if (text !== "") await writer.write(new TextEncoder().encode(text));
      await writer.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }

  async ended(): Promise<Ended> {
    while (await this.#more());
    const { code } = await this.#child.status;
    return { code, stdout: this.#text, stderr: await this.#stderr };
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#stdout.read();
    this.#text += value ?? "";
    return !done;
  }
}

/** Holds both ends of a named pipe, so that opening it blocks nobody. */
export async function holdFifo(path: string): Promise<Deno.FsFile> {
  return await Deno.open(path, { read: true, write: true });
}

/**
 * Takes over reading from the holder: reads until the last writer is gone. There must be one already.
 *
 * @param seen a text to look for
 * @param then what to do as soon as it has been read
 */
export async function readFifo(
  path: string,
  holder: Deno.FsFile,
  seen?: string,
  then?: () => Promise<void>,
): Promise<Uint8Array> {
  using reader = await Deno.open(path, { read: true });
  holder.close();
  const chunks: BlobPart[] = [];
  const buffer = new Uint8Array(64 * 1024);
  let tail = "";
  let waiting = seen !== undefined;
  for (let count = await reader.read(buffer); count !== null; count = await reader.read(buffer)) {
    chunks.push(buffer.slice(0, count));
    if (!waiting) continue;
    tail = tail.slice(-100) + new TextDecoder().decode(buffer.subarray(0, count));
    if (!tail.includes(seen!)) continue;
    waiting = false;
    await then?.();
  }
  return await new Blob(chunks).bytes();
}

/** A short name for a large content. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
