/**
 * The shape of a pipeline: which stages there are and how they are connected. Data, inert.
 *
 * @module
 */

import type { Command } from "../process/mod.ts";

/** Which streams an edge connects: stdout to stdin, or stddato to stddati. */
export type Plane = "control" | "data";

/** How an edge is made. */
export interface EdgeOptions {
  /**
   * `"direct"`: the processes hold the two ends of one kernel pipe and Aria has no part in it. `"splice"`: Aria moves
   * pages from pipe to pipe, and counts. `"copy"`: Aria copies bytes. `"auto"`: direct, unless counting, several
   * destinations or a tap need more.
   *
   * @default {"auto"}
   */
  mode?: "direct" | "splice" | "copy" | "auto";
  /**
   * Has the bytes counted.
   *
   * @default {false}
   */
  count?: boolean;
  /**
   * Lets you look at what flows, by `RunningPipeline.tap`, without slowing it down: what you do not read in time is
   * dropped and counted.
   *
   * @default {false}
   */
  tap?: boolean;
}

/** One connection: every byte of `from` goes to each of `to`. */
export interface GraphEdge {
  from: number;
  to: number[];
  plane: Plane;
  options: EdgeOptions;
}

/** Stages and edges; an edge leads from a stage to later ones. */
export interface Graph {
  stages: readonly Command[];
  edges: readonly GraphEdge[];
}

/** The names of the streams that a plane connects. */
export const PLANE_STREAMS = {
  control: { from: "stdout", to: "stdin" },
  data: { from: "stddato", to: "stddati" },
} as const;

/** Destinations that the library serves from one source. */
const READERS_MAX = 16;

/**
 * Connects the last stage of a graph with the first stages of others.
 *
 * @param graph that gets longer.
 * @param next what follows: each gets every byte.
 * @param planes that are connected.
 * @param options of the edges.
 * @returns the larger graph.
 * @throws {TypeError} when a stream is wired twice, a direct edge would have several destinations, or one more than 16.
 */
export function connect(graph: Graph, next: readonly Graph[], planes: readonly Plane[], options: EdgeOptions): Graph {
  if (next.length === 0) throw new TypeError("Cannot pipe to nobody: give at least one command");
  if (options.mode === "direct" && (next.length > 1 || options.count || options.tap)) {
    throw new TypeError('Cannot use mode "direct": several destinations, count and tap need Aria in the middle');
  }
  const readers = next.length + (options.tap ? 1 : 0);
  if (readers > READERS_MAX) {
    throw new TypeError(`Cannot pipe to ${readers} readers at once: ${READERS_MAX} are the most, a tap being one`);
  }
  const from = lastStage(graph);
  const stages = [...graph.stages];
  const edges = [...graph.edges];
  const to = next.map((each) => {
    const offset = stages.length;
    stages.push(...each.stages);
    for (const edge of each.edges) {
      edges.push({ ...edge, from: edge.from + offset, to: edge.to.map((index) => index + offset) });
    }
    return offset;
  });
  for (const plane of planes) edges.push({ from, to, plane, options });
  const larger = { stages, edges };
  for (const plane of planes) {
    assertFree(larger, from, PLANE_STREAMS[plane].from);
    for (const index of to) assertFree(larger, index, PLANE_STREAMS[plane].to);
  }
  return larger;
}

/** The stage whose outputs are the pipeline's: none that was fanned out to. */
function lastStage(graph: Graph): number {
  const ends = graph.stages.map((_, index) => index).filter((index) =>
    !graph.edges.some((edge) => edge.from === index)
  );
  if (ends.length === 1) return ends[0]!;
  const names = ends.map((index) => `"${graph.stages[index]!.program}"`).join(", ");
  throw new TypeError(`Cannot pipe from several stages at once (${names}): pipe each of them before the fan-out`);
}

function assertFree(graph: Graph, index: number, name: "stdout" | "stdin" | "stddato" | "stddati"): void {
  const { program, options } = graph.stages[index]!;
  const wired = graph.edges.filter((edge) => {
    const streams = PLANE_STREAMS[edge.plane];
    return (edge.from === index && streams.from === name) || (edge.to.includes(index) && streams.to === name);
  });
  if (wired.length > 1) throw new TypeError(`Cannot pipe ${name} of "${program}" twice`);
  const chosen = options[name];
  if (chosen === undefined || chosen === "piped" || chosen === "null" || chosen === "inherit") return;
  throw new TypeError(`Cannot pipe ${name} of "${program}": its options send it elsewhere already`);
}
