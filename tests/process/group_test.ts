/**
 * Several commands in one process group.
 *
 * @module
 */

import { assertEquals, assertNotEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ProcessGroup } from "../../mod.ts";
import { catches, child, childSays, dies, factsOf, fdsComeBackTo, lives, openFds, until, zombies } from "../helpers.ts";

Deno.test("ProcessGroup: the first leads, the others join it", async () => {
  await using group = new ProcessGroup();
  assertEquals([group.leader, group.running], [null, []]);
  const leader = child("forever", { group }).spawn();
  const member = child("forever", { group }).spawn();
  assertStrictEquals(group.leader, leader);
  assertEquals(group.running, [leader, member]);
  assertEquals([factsOf(leader.pid)!.group, factsOf(member.pid)!.group], [leader.pid, leader.pid]);
  assertNotEquals(factsOf(Deno.pid)!.group, leader.pid);
});

Deno.test("ProcessGroup.kill() sends to every one of them", async () => {
  await using group = new ProcessGroup();
  const members = [1, 2, 3].map(() => child("forever", { group }).spawn());
  group.kill("SIGINT");
  assertEquals((await Promise.all(members.map((member) => member.wait()))).map(({ signal }) => signal), [
    "SIGINT",
    "SIGINT",
    "SIGINT",
  ]);
  assertEquals(group.running, []);
});

Deno.test("ProcessGroup.kill() sends SIGTERM unless told otherwise, and each gets it once", async () => {
  await using group = new ProcessGroup();
  const members = [1, 2].map(() => child("catch TERM await USR1", { group }).spawn());
  for (const { pid } of members) await catches(pid);
  const lines = members.map((member) => member.stdout.lines());
  group.kill();
  for (const each of lines) assertEquals((await each.next()).value, "15");
  for (const { pid } of members) await catchesBoth(pid);
  group.kill("SIGUSR1");
  for (const each of lines) assertEquals([(await each.next()).value, (await each.next()).done], ["10", true]);
});

/** SIGUSR1 and SIGTERM; a checker that was preloaded may catch others. */
const BOTH = 0x4200n;

async function catchesBoth(pid: number): Promise<void> {
  await until(() => {
    const caught = /SigCgt:\t([0-9a-f]+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))![1];
    return (BigInt(`0x${caught}`) & BOTH) === BOTH;
  }, "both signals are caught");
}

Deno.test("ProcessGroup can be joined and signalled after its leader's end", async () => {
  await using group = new ProcessGroup();
  const leader = child("exit 3", { group }).spawn();
  assertEquals((await leader.wait()).code, 3);
  assertStrictEquals(group.leader, leader);
  assertEquals(group.running, []);
  const late = child("pids forever", { group }).spawn();
  for await (const line of late.stdout.lines()) {
    assertEquals(line.split(" ")[2], `${leader.pid}`);
    break;
  }
  assertEquals(group.running, [late]);
  group.kill("SIGKILL");
  assertEquals((await late.wait()).signal, "SIGKILL");
});

Deno.test("ProcessGroup.kill() reaches grandchildren", async () => {
  await using group = new ProcessGroup();
  const process = child("fork 1 forever pids", { group }).spawn();
  await process.status;
  group.kill(0);
  group.kill("SIGKILL");
  await process.wait();
});

Deno.test("ProcessGroup.kill() of nobody is a TypeError", async () => {
  const group = new ProcessGroup();
  assertThrows(() => group.kill(), TypeError, "nothing was spawned in it");
  await group[Symbol.asyncDispose]();
});

Deno.test("ProcessGroup is disposed of by killing all that is in it", async () => {
  const group = new ProcessGroup();
  const members = [child("ignore TERM forever", { group }).spawn(), child("forever", { group }).spawn()];
  await group[Symbol.asyncDispose]();
  assertEquals(members.map(({ pid }) => lives(pid)), [false, false]);
  for (const member of members) assertEquals((await member.wait()).signal, "SIGKILL");
  assertThrows(() => child("exit 0", { group }).spawn(), TypeError, "Cannot spawn in a group that was disposed of");
  await group[Symbol.asyncDispose]();
});

Deno.test("ProcessGroup leaves no zombie and no descriptor when it is disposed of", async () => {
  await childSays("exit 0");
  const [before, dead] = [openFds(), zombies()];
  for (let i = 0; i < 5; i++) {
    await using group = new ProcessGroup();
    const leader = child("exit 0", { group }).spawn();
    await leader.wait();
    child("forever", { group }).spawn();
  }
  await fdsComeBackTo(before);
  assertEquals(zombies(), dead);
});

Deno.test("ProcessGroup whose first command cannot start is led by the next", async () => {
  await using group = new ProcessGroup();
  assertThrows(() => child("exit 0", { group, cwd: "/nowhere" }).spawn(), Deno.errors.NotFound);
  assertEquals(group.leader, null);
  const leader = child("forever", { group }).spawn();
  assertStrictEquals(group.leader, leader);
  assertEquals(factsOf(leader.pid)!.group, leader.pid);
});

Deno.test("ProcessGroup refuses what leads a session of its own", async () => {
  await using group = new ProcessGroup();
  for (const options of [{ detached: true }, { pty: { rows: 24, cols: 80 } }]) {
    assertThrows(() => child("exit 0", { ...options, group }).spawn(), TypeError, "it leads a session");
  }
  assertEquals(group.leader, null);
});

Deno.test("ProcessGroup: terminate() of its leader ends the group, of a member that member alone", async () => {
  await using group = new ProcessGroup();
  const leader = child("forever", { group }).spawn();
  const [first, second] = [child("forever", { group }).spawn(), child("forever", { group }).spawn()];
  await first.terminate();
  assertEquals([lives(leader.pid), lives(second.pid)], [true, true]);
  await leader.terminate();
  await dies(second.pid);
});

Deno.test("ProcessGroup: many join at once", async () => {
  await using group = new ProcessGroup();
  const members = Array.from({ length: 50 }, () => child("pids", { group }).spawn());
  const groups = await Promise.all(members.map(async (member) => (await member.stdout.text()).split(" ")[2]));
  await Promise.all(members.map((member) => member.wait()));
  assertEquals(new Set(groups), new Set([`${group.leader!.pid}`]));
});
