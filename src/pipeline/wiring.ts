/**
 * From a shape to pipes: what stands at each stage's streams, and which edges Aria is in the middle of.
 *
 * @module
 */

import { type CommandOptions, leadsSession, ProcessGroup } from "../process/mod.ts";
import { completeBuffer, Edge, OutputStream, pickDrainer, pipe, type PipeEnd, RingReader } from "../streams/mod.ts";
import { type Graph, type GraphEdge, PLANE_STREAMS } from "./graph.ts";

/** An edge as it was wired: `edge` and `tap` are null where Aria has no part. */
export interface WiredEdge {
  description: GraphEdge;
  edge: Edge | null;
  tap: OutputStream | null;
}

/** An edge whose pipes exist and wait for {@linkcode Wiring.connect}. */
interface PendingEdge {
  description: GraphEdge;
  /** Ours; none for a direct edge. */
  reader: PipeEnd | null;
  writers: PipeEnd[];
}

/** The pipes of a pipeline that is about to start. */
export class Wiring {
  /** The options of each stage, its wired streams replaced by pipe ends. */
  readonly options: CommandOptions[];
  readonly #ends: PipeEnd[] = [];
  readonly #pending: PendingEdge[] = [];

  /**
   * Makes all pipes.
   *
   * @param graph to be wired.
   * @param group that every stage joins.
   */
  constructor(graph: Graph, group: ProcessGroup) {
    // A stage that reads our terminal must stay in our group, and so must those that are to end with it.
    const atTerminal = graph.stages.some(({ options }) => options.stdin === "inherit") && Deno.stdin.isTerminal();
    const usual = atTerminal ? "inherit" : group;
    this.options = graph.stages.map(({ options }) => {
      return { ...options, group: options.group ?? (leadsSession(options) ? "new" : usual) };
    });
    try {
      for (const edge of graph.edges) this.#wire(edge);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #pipe(): { reader: PipeEnd; writer: PipeEnd } {
    const ends = pipe();
    this.#ends.push(ends.reader, ends.writer);
    return ends;
  }

  #wire(description: GraphEdge): void {
    const { from, to, plane } = description;
    const streams = PLANE_STREAMS[plane];
    const source = this.#pipe();
    this.options[from]![streams.from] = source.writer;
    if (isDirect(description)) {
      this.options[to[0]!]![streams.to] = source.reader;
      this.#pending.push({ description, reader: null, writers: [] });
      return;
    }
    const writers = to.map((index) => {
      const { reader, writer } = this.#pipe();
      this.options[index]![streams.to] = reader;
      return writer;
    });
    this.#pending.push({ description, reader: source.reader, writers });
  }

  /**
   * Starts the edges, once every stage runs.
   *
   * @returns the edges, in the order of the graph.
   */
  connect(): WiredEdge[] {
    return this.#pending.map(({ description, reader, writers }) => {
      if (!reader) return { description, edge: null, tap: null };
      const drainer = pickDrainer();
      const tap = description.options.tap ? this.#pipe() : null;
      const handles = [...writers, ...(tap ? [tap.writer] : [])].map((end) => end.takeHandle());
      const mode = description.options.mode === "copy" ? "copy" : "auto";
      const edge = new Edge(drainer, reader.takeHandle(), handles, mode);
      return { description, edge, tap: tap ? openTap(tap.reader) : null };
    });
  }

  /** Closes what no process has taken. Nothing is left when all were spawned and connected. */
  close(): void {
    for (const end of this.#ends) end.close();
  }
}

function isDirect({ to, options }: GraphEdge): boolean {
  const { mode = "auto", count = false, tap = false } = options;
  return mode === "direct" || (mode === "auto" && to.length === 1 && !count && !tap);
}

/** A tap must never slow the flow down: it drops what is not read in time. */
function openTap(end: PipeEnd): OutputStream {
  const buffer = completeBuffer("stddbg", { overflow: "drop-oldest" });
  const what = "the tap of an edge";
  return new OutputStream(new RingReader(pickDrainer(), end.takeHandle(), buffer, what, 0), buffer, what);
}
