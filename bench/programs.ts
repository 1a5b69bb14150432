/**
 * Installed programs, and the two that `deno compile` makes.
 *
 * @module
 */

const ROOT = `${import.meta.dirname}/..`;

/** The path of a program that PATH finds; of `deno`, the one that runs this. Null when there is none. */
export function findProgram(name: string): string | null {
  if (name.includes("/")) return name;
  if (name === "deno") return Deno.execPath();
  for (const folder of (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "")) {
    const path = `${folder}/${name}`;
    if (isExecutable(path)) return path;
  }
  return null;
}

/**
 * `dist/ariash` as it was compiled last, and an empty program that is compiled now, the same way. Null, with a notice,
 * when there is no `dist/ariash`: `deno task compile` makes it.
 */
export function compiledPrograms(): { ariash: string; nothing: string } | null {
  const ariash = `${ROOT}/dist/ariash`;
  const nothing = `${ROOT}/build/bench/nothing`;
  if (!isExecutable(ariash)) {
    console.error("notice: the compiled rows are left out: there is no dist/ariash (deno task compile)");
    return null;
  }
  const deno = Deno.env.get("DENO_COMPILE") ?? Deno.execPath();
  const source = `${import.meta.dirname}/shell/nothing.ts`;
  const { success, stderr } = new Deno.Command(deno, { args: ["compile", "-A", "-o", nothing, source] }).outputSync();
  if (success) return { ariash, nothing };
  console.error(`notice: the compiled rows are left out: ${new TextDecoder().decode(stderr).trim()}`);
  return null;
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0o100) & 0o111) !== 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
