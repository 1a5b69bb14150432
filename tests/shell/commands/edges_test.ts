/**
 * Pipes between commands: planes, fan-outs, counting.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect, feed, redirect } from "../../../src/shell/commands/compose.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, isSticky, plan, reportingScene, Scene, tidyTest, valueOf } from "./kit.ts";

const SEED = 5;
const BYTES = 3 << 20;

tidyTest("| joins stdout and stdin, |* stddato and stddati, |+ both", async ({ runner }) => {
  const said = async (operator: "|" | "|*" | "|+", second: string) => {
    const pipeline = connect(child("write 1 text write 5 data", { stdout: "null" }), operator, [child(second)]);
    return valueOf(await runner.capture(pipeline, 1)).stdout;
  };
  assertEquals(await said("|*", "copy 4 1"), "data");
  const both = connect(child("write 1 text write 5 data"), "|+", [child("copy 0 1 copy 4 1")]);
  assertEquals(valueOf(await runner.capture(both, 1)).stdout, "textdata");
  const text = connect(child("write 1 text write 5 data"), "|", [child("copy 0 1 copy 4 1")]);
  assertEquals(valueOf(await runner.capture(text, 1)).stdout, "text");
});

tidyTest("a fan-out gives every byte to each, also where a branch is a pipeline", async ({ runner }) => {
  using folder = new Folder();
  const hash = (stream: number, name: string) => redirect(child(`hash ${stream}`), 1, folder.file(name), false);
  const source = child(`fill 5 ${BYTES} ${SEED}`);
  const branch = connect(child("copy 4 1"), "|", [hash(0, "c")]);
  const plain = redirect(child(`fill 1 ${BYTES} ${SEED}`), 1, folder.file("bytes"), false);
  valueOf(await runner.run(connect(source, "|*", [hash(4, "a"), hash(4, "b"), branch]), 1));
  valueOf(await runner.run(plain, 1));
  valueOf(await runner.run(redirect(hash(0, "d"), 0, folder.file("bytes"), false), 1));
  const [expected, ...others] = ["d", "a", "b", "c"].map((name) => folder.read(name));
  assertEquals(others, [expected, expected, expected]);
});

tidyTest("|+ with a fan-out gives both planes to each", async ({ runner }) => {
  using folder = new Folder();
  const both = (name: string) => redirect(child("copy 0 1 copy 4 1"), 1, folder.file(name), false);
  valueOf(await runner.run(connect(child("write 1 text. write 5 data."), "|+", [both("a"), both("b")]), 1));
  assertEquals([folder.read("a"), folder.read("b")], ["text.data.", "text.data."]);
});

tidyTest("a stage of a branch that fails is the failure, by its number among all stages", async ({ runner }) => {
  const branch = connect(plan("cat"), "|", [plan("sh", ["-c", "cat >/dev/null; exit 6"], {}, 9)]);
  const fan = connect(plan("true"), "|", [branch, plan("cat", [], { stdout: "null" })]);
  const { code, message, details } = errorOf(await runner.run(fan, 1));
  assertEquals([code, message], [6, "stage 3 of 4, 'sh', failed with exit code 6"]);
  assertEquals(details.stages!.map((stage) => stage.code), [0, 0, 6, 0]);
});

tidyTest("a fan-out has at most sixteen branches", async ({ runner }) => {
  const branches = (length: number) => Array.from({ length }, () => plan("cat", [], { stdout: "null" }));
  valueOf(await runner.run(connect(plan("true"), "|", branches(16)), 1));
  const { kind, message } = errorOf(await runner.run(connect(plan("true"), "|", branches(17)), 1));
  assertEquals([kind, message], ["start", "the fan-out of 'true' has more than 16 branches"]);
});

tidyTest("the bytes of a direct edge are not known, those of a fan-out are", async ({ runner }) => {
  const sink = () => child("drain 4", { stdout: "null" });
  const direct = valueOf(await runner.run(connect(child("fill 5 1000 1"), "|*", [sink()]), 1));
  const tee = valueOf(await runner.run(connect(child("fill 5 1000 1"), "|*", [sink(), sink()]), 1));
  assertEquals([direct.bytes, tee.bytes], [null, 1000]);
});

Deno.test("with count every edge is counted, and the last one's bytes are the pipeline's", async () => {
  await using scene = reportingScene({ count: true });
  const second = child("take 4 10 drain 4 fill 1 70 2");
  const pipeline = connect(connect(child("fill 5 1000 1"), "|*", [second]), "|", [child("drain 0")]);
  assertEquals(valueOf(await scene.runner.run(pipeline, 1)).bytes, 70);
  const [{ edges }] = scene.reports as [typeof scene.reports[number]];
  assertEquals(edges.map(({ from, to, plane, bytes }) => [from, to, plane, bytes]), [
    [0, [1], "data", 1000],
    [1, [2], "control", 70],
  ]);
});

Deno.test("the bytes of an edge whose stage failed are ERR in the report", async () => {
  await using scene = reportingScene({ count: true });
  const error = errorOf(await scene.runner.run(connect(child("write 5 x exit 2"), "|*", [child("drain 4")]), 1));
  assertEquals([error.code, scene.reports[0]!.bytes, scene.reports[0]!.edges[0]!.bytes], [2, "ERR", "ERR"]);
});

Deno.test("a stage that a signal ended has the code ERR in a pipeline too", async () => {
  await using scene = new Scene();
  const { details } = errorOf(
    await scene.runner.run(feed("x", "|", connect(plan("cat"), "|", [child("drain 0 kill TERM")])), 1),
  );
  assertEquals([details.stage, details.signal, isSticky(details.stages![1]!.code)], [1, "TERM", true]);
});
