/**
 * Texts that the system holds: names of variables and of the current directory. What it holds need not be text.
 *
 * @module
 */

/** Why there is no such text, in words. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/** A variable of the environment; null when it is not set. */
export function variable(name: string): string | null {
  try {
    return Deno.env.get(name) ?? null;
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    throw new Unreadable(`the variable ${name} of the environment is not UTF-8 text`);
  }
}

/** The current directory, as the system names it. */
export function directory(): string {
  try {
    return Deno.cwd();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Unreadable("the current directory is gone");
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    throw new Unreadable("the name of the current directory is not UTF-8 text");
  }
}

/** Goes to another directory, and says so in `PWD` and `OLDPWD`. Throws the system's error. */
export function changeDirectory(path: string): void {
  const before = nameOrNull();
  Deno.chdir(path);
  note("OLDPWD", before);
  note("PWD", nameOrNull());
}

function nameOrNull(): string | null {
  try {
    return directory();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function note(name: string, value: string | null): void {
  if (value === null) Deno.env.delete(name);
  else Deno.env.set(name, value);
}
