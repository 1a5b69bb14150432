/**
 * A program that imports the module and does nothing with it: what that has opened and started.
 *
 * @module
 */

/** The shared libraries and the threads of this program. */
function look(): { libraries: string[]; threads: string[] } {
  const maps = Deno.readTextFileSync("/proc/self/maps").split("\n").map((line) => line.slice(73));
  const threads = [...Deno.readDirSync("/proc/self/task")].map(({ name }) =>
    Deno.readTextFileSync(`/proc/self/task/${name}/comm`).trim()
  );
  return { libraries: [...new Set(maps.filter((path) => /\.so\b/.test(path)))], threads };
}

const before = look();
await import("../../mod.ts");
console.log(JSON.stringify({ before, after: look() }));
