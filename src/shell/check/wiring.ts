/**
 * The rules of wiring a stage's streams: numbers 0 to 5, the direction of each, and one wiring for each.
 *
 * @module
 */

import type { Redirect } from "../syntax/ast.ts";
import type { Diagnostics } from "../syntax/diagnostics.ts";
import type { Source, Span } from "../syntax/source.ts";
import { isInput, redirectedStream, streamLabel, STREAMS } from "./streams.ts";
import type { StageShape } from "./types.ts";

/** Wires the streams of stages and reports what breaks a rule. */
export class Wiring {
  readonly #source: Source;
  readonly #diagnostics: Diagnostics;

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  /** The stage with the stream wired that a redirection names; as it was, when the redirection is wrong. */
  redirect(stage: StageShape, redirect: Redirect): StageShape {
    const { operator, operatorSpan } = redirect;
    const number = redirectedStream(redirect);
    if (!(number < STREAMS.length)) {
      const message = `there is no stream ${redirect.stream?.text}`;
      this.#diagnostics.add(message, operatorSpan, "a program has streams 0 to 5");
      return stage;
    }
    if (isInput(number) !== (operator === "<")) {
      const [what, help] = isInput(number)
        ? ["an input", `write '${number}<' to read it from a file`]
        : ["an output", `write '${number}>' to write it to a file`];
      this.#diagnostics.add(`${streamLabel(number)} is ${what}: '${operator}' cannot wire it`, operatorSpan, help);
      return stage;
    }
    return this.wire(stage, number, operatorSpan);
  }

  /** The stage with a stream wired by the operator at `span`; of two that wire it, the later in the text is wrong. */
  wire(stage: StageShape, number: number, span: Span): StageShape {
    const known = stage.wired.get(number);
    if (known) {
      const [earlier, later] = known.start < span.start ? [known, span] : [span, known];
      const operator = this.#source.text.slice(earlier.start, earlier.end);
      const help = `'${operator}' at ${this.#source.where(earlier.start)} wires it already`;
      this.#diagnostics.add(`${STREAMS[number]} of this command is wired twice`, later, help);
    }
    return { wired: new Map([...stage.wired, [number, known ?? span]]) };
  }
}
