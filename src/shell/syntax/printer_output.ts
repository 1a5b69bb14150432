/**
 * The text that the printer writes, and the blanks and line ends that wait.
 *
 * A blank or line end is not written when it is met but when something follows it. So a comment that stood behind a
 * token, and is known only when the next one is printed, still comes behind that token, and no line ends with a blank.
 *
 * @module
 */

import type { CommentPiece } from "./printer_layout.ts";

/** What is written before the next piece. */
type Waiting =
  | { readonly kind: "nothing" }
  /** A blank; behind a comment none before a closing bracket or a comma. */
  | { readonly kind: "space"; readonly behindComment: boolean }
  | { readonly kind: "line"; readonly indentation: number; readonly blank: boolean };

const NOTHING: Waiting = { kind: "nothing" };
const SPACE: Waiting = { kind: "space", behindComment: false };

/** Collects the text. */
export class PrinterOutput {
  readonly #pieces: string[] = [];
  /** The last character; empty at the start. */
  #last = "";
  #column = 0;
  #waiting: Waiting = NOTHING;
  /** Whether another comment can stand behind what was written last: not behind one that has a line of its own. */
  #takesComments = false;

  /** Columns left on the line. */
  room(width: number): number {
    if (this.#waiting.kind === "line") return width - this.#waiting.indentation;
    return width - this.#column - (this.#waiting.kind === "space" ? 1 : 0);
  }

  /** A piece of the program. */
  write(text: string): void {
    if (text === "") return;
    const closes = this.#waiting.kind === "space" && this.#waiting.behindComment && /^[)\],;]/.test(text);
    if (closes) this.#waiting = NOTHING;
    this.#flush();
    this.#append(text);
    this.#takesComments = true;
  }

  /** A blank, if nothing waits already. */
  space(flat: "" | " "): void {
    if (flat === " " && this.#waiting.kind !== "line") this.#waiting = SPACE;
  }

  /** The end of a line; of two that nothing stands between, the last says how far the next line is indented. */
  endLine(indentation: number, blank: boolean): void {
    const wasBlank = this.#waiting.kind === "line" && this.#waiting.blank;
    this.#waiting = { kind: "line", indentation, blank: blank || wasBlank };
  }

  /** Comments. */
  comment(piece: CommentPiece, indentation: number): void {
    const { placement, blank, endsLine } = piece;
    const staysInLine = !endsLine && this.#waiting.kind !== "line";
    if (placement === "behind" && this.#takesComments && !staysInLine) return this.#commentBehind(piece, indentation);
    const ownLine = placement === "own" || placement === "behind" && endsLine && !this.#takesComments;
    if (ownLine || blank) this.endLine(indentation, blank);
    const startsLine = this.#waiting.kind === "line" || this.#last === "";
    if (this.#waiting.kind === "nothing" && !this.#isBehindBracket) this.#waiting = SPACE;
    this.#flush();
    this.#appendComments(piece);
    this.#takesComments &&= !startsLine;
    if (ownLine) this.endLine(indentation, false);
    else this.#waiting = { kind: "space", behindComment: true };
  }

  /** All that was written. */
  text(): string {
    return this.#pieces.join("");
  }

  /** Comments on the line of what was written last, where that line ends. */
  #commentBehind(piece: CommentPiece, indentation: number): void {
    const touches = this.#isBehindBracket && this.#waiting.kind !== "line" && piece.texts[0]!.startsWith("/*");
    if (!touches) this.#append(" ");
    this.#appendComments(piece);
    this.#takesComments = !piece.endsLine;
    if (this.#waiting.kind !== "line") this.endLine(indentation, false);
  }

  get #isBehindBracket(): boolean {
    return "([{".includes(this.#last);
  }

  #appendComments({ texts }: CommentPiece): void {
    texts.forEach((text, index) => {
      if (index > 0) this.#append(" ");
      this.#append(aligned(text, this.#column));
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = NOTHING;
    if (waiting.kind === "space") this.#append(" ");
    if (waiting.kind !== "line") return;
    if (this.#last !== "") this.#append(waiting.blank ? "\n\n" : "\n");
    this.#append(" ".repeat(waiting.indentation));
  }

  #append(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.#last = text.at(-1)!;
    const lineStart = text.lastIndexOf("\n") + 1;
    this.#column = lineStart > 0 ? columns(text.slice(lineStart)) : this.#column + columns(text);
  }
}

/** A comment whose lines begin with `*`, with these in one column. */
function aligned(comment: string, column: number): string {
  const [first, ...lines] = comment.split("\n");
  if (!lines.every((line) => /^\s*\*/.test(line))) return comment;
  return [first, ...lines.map((line) => " ".repeat(column + 1) + line.trimStart())].join("\n");
}

/** Columns that a text takes: its code points. */
export function columns(text: string): number {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text) ? text.length : [...text].length;
}
