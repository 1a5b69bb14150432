/**
 * The comments of a program on their way through the printer: each is printed before the first piece of the program
 * that stands behind it, so none is lost and their order is kept.
 *
 * @module
 */

import { type Comment, lineBreak } from "./lexer.ts";
import { commentPiece, joined, type Layout, type Placement } from "./printer_layout.ts";
import type { Span } from "./source.ts";

/** Comments side by side, which stay together, and where they stand among the program's pieces. */
interface Cluster {
  readonly start: number;
  readonly texts: readonly string[];
  /** The last of them goes to its line's end. */
  readonly endsLine: boolean;
  /** A piece of the program stands before them on their line. */
  readonly isPreceded: boolean;
  readonly placement: Placement;
}

/** The comments of one program that are not printed yet. */
export class CommentQueue {
  readonly #text: string;
  readonly #clusters: readonly Cluster[];
  /** For each comment's start its end. */
  readonly #ends: ReadonlyMap<number, number>;
  /** For each comment's end its start. */
  readonly #starts: ReadonlyMap<number, number>;
  #next = 0;

  /** @param comments of the program, in its order. */
  constructor(text: string, comments: readonly Comment[]) {
    this.#text = text;
    this.#clusters = clustersOf(text, comments);
    this.#ends = new Map(comments.map(({ span: { start, end } }) => [start, end]));
    this.#starts = new Map(comments.map(({ span: { start, end } }) => [end, start]));
  }

  /** Whether a comment waits that stands before `offset`. */
  waitsBefore(offset: number): boolean {
    const next = this.#clusters[this.#next];
    return next !== undefined && next.start < offset;
  }

  /** The comments before `offset`, where they stand. */
  before(offset: number): Layout {
    return pieces(arranged(this.#take(offset)));
  }

  /** As `before`, with the empty lines before them, but none before the first of them if that `opens` a block. */
  beforeStatement(offset: number, opens: boolean): Layout {
    return this.#withBlankLines(this.#take(offset), opens);
  }

  /** The comments before the bracket at `offset` that closes a list. */
  beforeBracket(offset: number): Layout {
    return pieces(arranged(this.#take(offset).map(atEnd)));
  }

  /** As `beforeStatement`, where nothing follows on the line. */
  beforeEnd(offset: number, opens: boolean): Layout {
    return this.#withBlankLines(this.#take(offset).map(atEnd), opens);
  }

  /** The comments before `offset` that stood amidst what is printed as one word: they come before it. */
  within(offset: number): Layout {
    return pieces(
      this.#take(offset).map((cluster) => ({ ...cluster, placement: cluster.endsLine ? "own" : "inline" })),
    );
  }

  /** The comments before `offset`, none of them at a line's end, where a line's end would mean something. */
  amongWords(offset: number): Layout {
    return pieces(this.#take(offset).map((cluster) => ({ ...cluster, placement: "inline" })));
  }

  /** Leaves out those before `end`: they are part of a text that is printed as it was written. */
  leaveOut(end: number): void {
    while (this.waitsBefore(end)) this.#next++;
  }

  /** Whether an empty line stands before what is printed next, a comment or else what begins at `offset`. */
  isBlankBefore(offset: number): boolean {
    for (let at = this.#next; (this.#clusters[at]?.start ?? offset) < offset; at++) {
      const { start, placement } = this.#clusters[at]!;
      if (placement !== "behind") return this.#isAfterBlankLine(start);
    }
    return this.#isAfterBlankLine(offset);
  }

  /** Where a word, string, array, object or function stands without the parentheses around it. */
  withoutParentheses({ start, end }: Span): Span {
    for (; this.#text[start] === "("; end = this.skip(end - 1, -1)) start = this.skip(start + 1, 1);
    return { start, end };
  }

  /** The offset beyond blanks and comments. */
  skip(offset: number, step: 1 | -1): number {
    for (;;) {
      const beyond = (step > 0 ? this.#ends : this.#starts).get(offset);
      if (beyond !== undefined) offset = beyond;
      else if (this.#isBlankAt(step > 0 ? offset : offset - 1)) offset += step;
      else return offset;
    }
  }

  /** A backslash that continues the line is one, too. */
  #isBlankAt(offset: number): boolean {
    return isBlank(this.#text[offset]) || this.#text[offset] === "\\" && lineBreak(this.#text, offset + 1) > 0;
  }

  #isAfterBlankLine(offset: number): boolean {
    let lines = 0;
    for (let at = offset - 1; isBlank(this.#text[at]); at--) {
      if (this.#text[at] === "\n") lines++;
    }
    return lines > 1;
  }

  #withBlankLines(clusters: readonly Cluster[], opens: boolean): Layout {
    return pieces(arranged(clusters), ({ start }, index) => !(opens && index === 0) && this.#isAfterBlankLine(start));
  }

  #take(offset: number): Cluster[] {
    const first = this.#next;
    this.leaveOut(offset);
    return this.#clusters.slice(first, this.#next);
  }
}

/** Comments that come together now: what was behind something that is gone is behind or below those before it. */
function arranged(clusters: readonly Cluster[]): Cluster[] {
  const result: Cluster[] = [];
  for (const cluster of clusters) {
    const previous = result.at(-1);
    if (cluster.placement !== "behind" || previous === undefined) {
      result.push(cluster);
    } else if (previous.placement === "own" || previous.endsLine) {
      result.push({ ...cluster, placement: "own" });
    } else {
      result.push(joinedBehind(result, cluster));
    }
  }
  return result;
}

/** A cluster and those that it comes to stand behind on a line: they are one, as they are when they are read again. */
function joinedBehind(before: Cluster[], { texts, endsLine }: Cluster): Cluster {
  let first: Cluster;
  let next: Cluster | undefined;
  do {
    first = before.pop()!;
    texts = [...first.texts, ...texts];
    next = before.at(-1);
  } while (first.isPreceded && next && next.placement !== "own" && !next.endsLine);
  return { ...atEnd(first), texts, endsLine };
}

/** Comments behind which their line ends now. */
function atEnd(cluster: Cluster): Cluster {
  if (cluster.placement !== "inline") return cluster;
  return { ...cluster, placement: cluster.isPreceded ? "behind" : "own" };
}

function pieces(
  clusters: readonly Cluster[],
  isAfterBlankLine: (cluster: Cluster, index: number) => boolean = () => false,
): Layout {
  return joined(clusters.map((cluster, index) => {
    return commentPiece(cluster.texts, cluster.endsLine, cluster.placement, isAfterBlankLine(cluster, index));
  }));
}

/** Puts comments together that nothing but blanks stands between, and finds out what stands around them. */
function clustersOf(text: string, comments: readonly Comment[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (let index = 0; index < comments.length;) {
    const { start } = comments[index]!.span;
    const texts: string[] = [];
    let end = start;
    for (; comments[index]?.span.start === end; end = skipInLine(text, comments[index++]!.span.end, 1)) {
      texts.push(tidyText(comments[index]!));
    }
    const isFollowed = !isLineEnd(text[end]);
    const isPreceded = !isLineEnd(text[skipInLine(text, start - 1, -1)]);
    const placement = isFollowed ? "inline" : isPreceded ? "behind" : "own";
    clusters.push({ start, texts, endsLine: comments[index - 1]!.kind === "line", isPreceded, placement });
  }
  return clusters;
}

/** The first offset from `at` on that is no blank within a line. */
function skipInLine(text: string, at: number, step: 1 | -1): number {
  while (isBlank(text[at]) && !isLineEnd(text[at])) at += step;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === "\n";
}

/** A comment without blanks at the ends of its lines. */
function tidyText({ text }: Comment): string {
  return text.split("\n").map((line) => line.trimEnd()).join("\n");
}
