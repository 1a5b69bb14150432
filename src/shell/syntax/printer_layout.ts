/**
 * Text that may be broken into lines: what belongs together, where a line may end, where comments stand.
 *
 * A group stands on one line if it fits, else every {@linkcode line} of it that belongs to no inner group ends a line.
 *
 * @module
 */

/** A piece of text to be laid out. */
export type Layout = string | Sequence | Group | Indent | Line | Space | WhenBroken | Hug | CommentPiece;

interface Sequence {
  readonly kind: "sequence";
  readonly parts: readonly Layout[];
  /** Whether it contains a line end that has to be. */
  readonly breaks: boolean;
}

/** One line if it fits. */
export interface Group {
  readonly kind: "group";
  readonly inside: Layout;
  readonly breaks: boolean;
}

interface Indent {
  readonly kind: "indent";
  readonly inside: Layout;
  readonly breaks: boolean;
}

interface Line {
  readonly kind: "line";
  /** What it is in a group that fits. */
  readonly flat: "" | " ";
  /** It ends a line in any case, and so does every group around it. */
  readonly breaks: boolean;
  /** An empty line follows. */
  readonly blank: boolean;
}

interface Space {
  readonly kind: "space";
  readonly breaks: false;
}

interface WhenBroken {
  readonly kind: "whenBroken";
  readonly text: string;
  readonly breaks: false;
}

/** See {@linkcode hug}. */
export interface Hug {
  readonly kind: "hug";
  readonly head: Layout;
  readonly last: Group;
  readonly tail: string;
  readonly otherwise: Layout;
  readonly breaks: boolean;
}

/**
 * Where a comment stands:
 * - `own`: on a line of its own
 * - `behind`: the last on the line of what comes before it
 * - `inline`: with something behind it on its line
 */
export type Placement = "own" | "behind" | "inline";

/** Comments side by side, at the place where they stand. */
export interface CommentPiece {
  readonly kind: "comment";
  readonly texts: readonly string[];
  /** The last of them goes to its line's end. */
  readonly endsLine: boolean;
  readonly placement: Placement;
  /** An empty line comes before. */
  readonly blank: boolean;
  readonly breaks: boolean;
}

/** Nothing in a group that fits, else the end of a line. */
export const softLine: Layout = { kind: "line", flat: "", breaks: false, blank: false };
/** A blank in a group that fits, else the end of a line. */
export const line: Layout = { kind: "line", flat: " ", breaks: false, blank: false };
/** A blank in a group that fits, else the end of a line and an empty one. */
export const lineOrBlank: Layout = { kind: "line", flat: " ", breaks: false, blank: true };
/** A blank, which vanishes where a line ends. */
export const space: Layout = { kind: "space", breaks: false };
/** The end of a line. */
export const hardLine: Layout = { kind: "line", flat: " ", breaks: true, blank: false };
/** The end of a line, and an empty one. */
export const blankLine: Layout = { kind: "line", flat: " ", breaks: true, blank: true };

/** One after the other. */
export function sequence(...parts: readonly Layout[]): Layout {
  return joined(parts);
}

/** One after the other, however many. */
export function joined(parts: readonly Layout[]): Layout {
  return { kind: "sequence", parts, breaks: parts.some(breaks) };
}

/** On one line if it fits. */
export function group(...parts: readonly Layout[]): Group {
  const inside = sequence(...parts);
  return { kind: "group", inside, breaks: breaks(inside) };
}

/** A step further to the right, from its next line on. */
export function indent(...parts: readonly Layout[]): Layout {
  const inside = sequence(...parts);
  return { kind: "indent", inside, breaks: breaks(inside) };
}

/** A text that is there only if the group around it does not fit on one line. */
export function whenBroken(text: string): Layout {
  return { kind: "whenBroken", text, breaks: false };
}

/**
 * On one line if all of it fits; else only `last` is broken, if what stands before it fits; else it is `otherwise`,
 * the same parts in another layout.
 */
export function hug(head: Layout, last: Group, tail: string, otherwise: Group): Layout {
  return { kind: "hug", head, last, tail, otherwise: otherwise.inside, breaks: otherwise.breaks };
}

/** Comments side by side. If they end their line, they end the lines of all groups around them. */
export function commentPiece(
  texts: readonly string[],
  endsLine: boolean,
  placement: Placement,
  blank: boolean,
): CommentPiece {
  return { kind: "comment", texts, endsLine, placement, blank, breaks: placement === "own" || endsLine };
}

/** Whether a layout contains a line end that has to be. */
export function breaks(layout: Layout): boolean {
  return typeof layout !== "string" && layout.breaks;
}

/** Whether there is nothing to print. */
export function isEmpty(layout: Layout): boolean {
  return layout === "" || typeof layout !== "string" && layout.kind === "sequence" && layout.parts.every(isEmpty);
}

/** A layout with something before it, itself if there is nothing. */
export function prefixed(before: Layout, layout: Layout): Layout {
  return isEmpty(before) ? layout : sequence(before, layout);
}

/** The first text of a layout that is no comment; empty if it has none. */
export function firstText(layout: Layout): string {
  if (typeof layout === "string") return layout;
  switch (layout.kind) {
    case "sequence":
      for (const part of layout.parts) {
        const text = firstText(part);
        if (text !== "") return text;
      }
      return "";
    case "group":
    case "indent":
      return firstText(layout.inside);
    case "hug":
      return firstText(layout.otherwise);
    default:
      return "";
  }
}
