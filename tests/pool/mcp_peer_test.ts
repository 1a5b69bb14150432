/**
 * A server and clients that others wrote, with `ariash pool serve` between them.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { dies, Folder, inspectorTurn, settles, text } from "../helpers.ts";
import { startServe } from "./serve_kit.ts";

/** How long the packages may take to come, on a machine that has them to fetch. */
const FETCH_MS = 60_000;
const FROM_NPM = ["run", "-A", "--quiet", "--no-config", "--no-lock"];
const SERVER = "npm:@modelcontextprotocol/server-everything@2026.8.31";
const CLIENTS = new URL("./mcp_clients.mjs", import.meta.url).pathname;

interface Used {
  server: string;
  tools: number;
  wrongEchoes: string[];
  progress: number[];
  tokens: string[];
}

async function runClients(socket: string): Promise<string> {
  const clients = new Deno.Command(Deno.execPath(), { args: [...FROM_NPM, CLIENTS, socket] }).output();
  const { success, stdout, stderr } = await settles(clients, "the end of the clients", FETCH_MS);
  if (!success) throw new Error(text(stderr));
  return text(stdout);
}

Deno.test("Two clients of the MCP library share one server, and neither notices the other", async () => {
  using _turn = await inspectorTurn();
  using folder = new Folder();
  const socket = folder.file("socket");
  const command = [Deno.execPath(), ...FROM_NPM, SERVER, "stdio"];
  await using program = await startServe(["--listen", `unix:${socket}`, "--init-cache", "--", ...command]);
  const { used, answers, cancelled, after } = JSON.parse(await runClients(socket));

  for (const { server, tools, wrongEchoes, progress, tokens } of used as Used[]) {
    assertEquals([server, wrongEchoes], ["mcp-servers/everything", []]);
    assertEquals([progress, new Set(tokens)], [[1, 2, 3, 4], new Set(["number"])]); // numbers, as the library's own
    assertEquals(tools, used[0].tools);
  }
  for (const [index, name] of ["one", "other"].entries()) assertStringIncludes(answers[index], `an answer of ${name}`);
  assertEquals(cancelled, "rejected");
  assertStringIncludes(after, "still here");

  program.process.kill("SIGUSR1");
  const said = program.process.stderr.lines();
  const { value } = await settles(said.next(), "the figures");
  const { spawned, crashes, stray, unknownIds, stderrTails } = JSON.parse(value!);
  assertEquals({ spawned, crashes, stray, unknownIds }, { spawned: 1, crashes: 0, stray: 0, unknownIds: 0 });
  program.process.kill("SIGTERM");
  assertEquals([(await program.process.wait()).code, await Array.fromAsync(said)], [0, []]);
  for (const pid of Object.keys(stderrTails)) await dies(Number(pid));
});
