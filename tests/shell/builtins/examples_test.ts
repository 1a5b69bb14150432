import { assertEquals } from "@std/assert";
import { BUILTINS } from "../../../src/shell/builtins/table.ts";
import { runAria } from "../ariash.ts";

for (const { name, example } of BUILTINS.values()) {
  Deno.test(`the example of ${name}() prints what it says`, async () => {
    const { code, stdout, stderr } = await runAria(["-c", example.program]);
    assertEquals({ stdout, stderr, code }, { stdout: example.prints, stderr: "", code: 0 });
  });
}
