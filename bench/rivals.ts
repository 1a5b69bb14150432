/**
 * The rivals: scripts of `bench/rivals/` and the libraries they compare with, installed into `build/bench/` so that
 * nothing of them reaches the project's own dependencies.
 *
 * @module
 */

const SOURCES = import.meta.dirname ?? ".";
const TARGET = `${SOURCES}/../build/bench`;

/** What runs the rivals, and why some do not. */
export interface Rivals {
  /** Versions of those that are there, by name. */
  versions: Record<string, string>;
  /** Why a rival is left out, by name. */
  missing: Record<string, string>;
  /** Program and arguments that run `name` with a task; null when it is missing. */
  command(name: string, task: Record<string, string | number | boolean>): string[] | null;
}

/** Copies the scripts and installs what they need, where that has not been done yet. */
export async function installRivals(): Promise<Rivals> {
  const wanted: Record<string, string> =
    JSON.parse(Deno.readTextFileSync(`${SOURCES}/rivals/package.json`)).dependencies;
  copyScripts();
  const folder = Deno.realPathSync(`${TARGET}/rivals`);
  const versions: Record<string, string> = {};
  const missing: Record<string, string> = {};
  const node = await textOf("node", ["--version"]);
  if (node.ok) versions.node = node.text.trim().replace(/^v/, "");
  else missing.node = node.text;
  await install(folder, wanted);
  for (const [name, version] of Object.entries(wanted)) {
    const failure = name === "dax"
      ? await cacheForDeno(folder, version)
      : missing.node ?? lacking(folder, name, version);
    if (failure === null) versions[name] = version;
    else missing[name] = failure;
  }
  return { versions, missing, command };

  function command(name: string, task: Record<string, string | number | boolean>): string[] | null {
    if (name in missing) return null;
    const library = name === "dax" ? `npm:dax@${versions.dax}` : name;
    const runner = name === "dax" ? [Deno.execPath(), "run", "-A", "--no-config", "--no-lock"] : ["node"];
    return [...runner, `${folder}/${name.replaceAll("-", "_")}.mjs`, JSON.stringify({ ...task, library })];
  }
}

function copyScripts(): void {
  Deno.mkdirSync(`${TARGET}/rivals`, { recursive: true });
  Deno.copyFileSync(`${SOURCES}/kit.mjs`, `${TARGET}/kit.mjs`);
  for (const { name } of Deno.readDirSync(`${SOURCES}/rivals`)) {
    Deno.copyFileSync(`${SOURCES}/rivals/${name}`, `${TARGET}/rivals/${name}`);
  }
}

async function install(folder: string, wanted: Record<string, string>): Promise<void> {
  if (Object.entries(wanted).every(([name, version]) => lacking(folder, name, version) === null)) return;
  const args = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"];
  const { ok, text } = await textOf("npm", args, folder);
  if (!ok) console.error(`notice: npm could not install the rivals: ${text.trim()}`);
}

/** Why `name` is not usable by Node, or null when it is. */
function lacking(folder: string, name: string, version: string): string | null {
  try {
    const found = JSON.parse(Deno.readTextFileSync(`${folder}/node_modules/${name}/package.json`)).version;
    return found === version ? null : `version ${found} is installed, ${version} is wanted`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "npm could not install it";
    throw error;
  }
}

async function cacheForDeno(folder: string, version: string): Promise<string | null> {
  const args = ["cache", "--no-config", "--no-lock", `npm:dax@${version}`];
  const { ok, text } = await textOf(Deno.execPath(), args, folder);
  return ok ? null : `deno could not fetch it: ${text.trim()}`;
}

/** What a program says: its stdout, or what went wrong. */
export async function textOf(program: string, args: string[], cwd?: string): Promise<{ ok: boolean; text: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd, stdin: "null" }).output();
    return { ok: success, text: new TextDecoder().decode(success ? stdout : stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { ok: false, text: `"${program}" is not installed` };
    throw error;
  }
}
