import { assertEquals } from "@std/assert";
import { run } from "./program.ts";
import { END, HEAD, RandomProgram, VARIABLES } from "./random_program.ts";

const PROGRAMS = 30;

/** What a program printed and how it ended. */
async function outcome(text: string): Promise<string> {
  const { printed, ending } = await run(text);
  return `${printed}exit ${ending.exitCode} ${ending.failure?.message ?? ""}`;
}

for (let seed = 1; seed <= PROGRAMS; seed++) {
  Deno.test(`program ${seed} does the same wherever it stands`, async () => {
    const statements = new RandomProgram(seed).statements(5);
    const body = `${VARIABLES}${statements}\n${END}`;
    const inFunction = `func:main = NIL() {\n${body}};\nmain();`;
    const shared = body.replace("int64:x = 4;", "int64:x = 4; func:same = NIL() { x += 0; };");
    const waiting = HEAD.replace("tick(); print", "late; tick(); print");
    const expected = await outcome(HEAD + body);
    assertEquals(await outcome(HEAD + inFunction), expected);
    assertEquals(await outcome(`${HEAD}func:main = NIL() {\n${shared}};\nmain();`), expected);
    assertEquals(await outcome(waiting + inFunction), expected);
    assertEquals(await outcome(`on_signal("USR1", NIL() {}); ${HEAD}${inFunction}`), expected);
  });
}
