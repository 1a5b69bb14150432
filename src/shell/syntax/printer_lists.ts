/**
 * Lists in brackets to layout: on one line, or with their last item broken, or one item a line.
 *
 * @module
 */

import {
  breaks,
  type Group,
  group,
  hug,
  indent,
  isEmpty,
  joined,
  type Layout,
  line,
  lineOrBlank,
  sequence,
  softLine,
  whenBroken,
} from "./printer_layout.ts";

/** An item of a list. */
export interface ListItem {
  readonly layout: Layout;
  /** It is an array, an object or a function, which can be the only broken part of its list. */
  readonly isOpen: boolean;
  /** As many as fit stand on a line. */
  readonly isSmall: boolean;
  /** An empty line stood before it. */
  readonly blank: boolean;
}

/** How a list is written. */
export interface ListStyle {
  readonly open: string;
  readonly close: string;
  /** Whether a comma may stand behind the last item. */
  readonly lastComma: boolean;
  /** The comments behind the last item. */
  readonly comments: Layout;
}

/** A list on one line or with one item a line. */
export function printList(items: readonly ListItem[], { open, close, lastComma, comments }: ListStyle): Group {
  if (items.length === 0) {
    return isEmpty(comments) ? group(open + close) : group(open, indent(comments), softLine, close);
  }
  const ending = lastComma ? whenBroken(",") : "";
  const isFilled = items.every(({ isSmall }) => isSmall);
  const lines = items.flatMap((item, index) => separatedItem(item, index === 0, isFilled));
  return group(open, indent(softLine, joined(lines), ending, comments), softLine, close);
}

/** A list of which the last item can be the only broken part. */
export function printArguments(items: readonly ListItem[], style: ListStyle): Layout {
  const list = printList(items, style);
  const last = items.at(-1);
  const canHug = last?.isOpen && typeof last.layout !== "string" && last.layout.kind === "group";
  if (!canHug || !isEmpty(style.comments)) return list;
  const head = items.slice(0, -1).flatMap(({ layout }) => [layout, ",", line]);
  return hug(sequence(style.open, joined(head)), last.layout as Group, style.close, list);
}

function separatedItem({ layout, blank }: ListItem, isFirst: boolean, isFilled: boolean): Layout[] {
  if (isFirst) return [layout];
  if (isFilled && !blank && !breaks(layout)) return [",", group(line, layout)];
  return [",", blank ? lineOrBlank : line, layout];
}
