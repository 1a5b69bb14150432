/**
 * Commands in words to layout: every word as it was written, one blank between them, and lines that end only behind an
 * operator, where a command goes on.
 *
 * @module
 */

import type { BareCommand, Binary, Duplicate, Expression, Pipe, Redirect, Word } from "./ast.ts";
import type { CommentQueue } from "./printer_comments.ts";
import { group, indent, joined, type Layout, line, sequence, space } from "./printer_layout.ts";

/** What {@linkcode printWords} prints. */
export type WordNode = BareCommand | Redirect | Duplicate | Pipe | Binary;

/** The command in words that an expression begins with; null where it is no list of such commands. */
export function wordsOf(node: Expression): WordNode | null {
  switch (node.type) {
    case "BareCommand":
      return node;
    case "Redirect":
    case "Duplicate":
      return wordsOf(node.command) && node;
    case "Pipe":
    case "Binary":
      return wordsOf(node.left) && node;
    default:
      return null;
  }
}

/** A word or a redirection. */
interface Piece {
  readonly start: number;
  print(): Layout;
}

/** Prints commands in words and what connects them. */
export class WordPrinter {
  readonly #text: string;
  readonly #comments: CommentQueue;

  constructor(text: string, comments: CommentQueue) {
    this.#text = text;
    this.#comments = comments;
  }

  /** A list of commands. */
  list(node: WordNode): Layout {
    const [first, ...rest] = this.#commands(node);
    return group(first!, indent(...rest));
  }

  /** The commands of a list and the operators between them, in their order. */
  #commands(node: Expression): Layout[] {
    if (node.type !== "Pipe" && node.type !== "Binary") return [this.#command(node)];
    const left = this.#commands(node.left);
    const rights = node.type === "Pipe" ? node.right : [node.right];
    return [...left, ` ${node.operator}`, line, ...rights.flatMap((right) => this.#commands(right))];
  }

  /** The words and redirections of a command, in the order of the text. */
  #command(node: Expression): Layout {
    const pieces = this.#pieces(node).sort((left, right) => left.start - right.start);
    return joined(pieces.flatMap(({ start, print }, index) => {
      if (index === 0) return [this.#comments.before(start), print()];
      return [space, this.#comments.amongWords(start), print()];
    }));
  }

  #pieces(node: Expression): Piece[] {
    switch (node.type) {
      case "BareCommand":
        return node.words.map((word) => ({ start: word.span.start, print: () => this.#raw(word) }));
      case "Redirect":
        return [...this.#pieces(node.command), { start: node.operatorSpan.start, print: () => this.#redirect(node) }];
      case "Duplicate": {
        const text = `${node.from.text}>&${node.to.text}`;
        return [...this.#pieces(node.command), { start: node.operatorSpan.start, print: () => text }];
      }
      default:
        throw new TypeError(`a ${node.type} does not stand among words`);
    }
  }

  #redirect({ stream, operator, target }: Redirect): Layout {
    const comments = this.#comments.amongWords(target.span.start);
    return sequence(`${stream?.text ?? ""}${operator}`, space, comments, this.#raw(target as Word));
  }

  #raw({ span }: Word): Layout {
    this.#comments.leaveOut(span.end);
    return this.#text.slice(span.start, span.end);
  }
}
