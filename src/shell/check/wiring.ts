/**
 * The rules of wiring a stage's streams: numbers 0 to 5, the direction of each, and one wiring for each.
 *
 * @module
 */

import type { Duplicate, IntegerLiteral } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { isInput, streamLabel, STREAMS } from "../types/streams.ts";
import type { StageShape } from "../types/types.ts";
import type { Redirection } from "./commands.ts";
import type { Context } from "./context.ts";
import type { Expr } from "./tree.ts";

/** The stage with the stream wired that a redirection names; `stream` is null when the redirection is wrong. */
export function redirectStage(
  context: Context,
  stage: StageShape,
  { operator, operatorSpan, stream }: Pick<Redirection, "operator" | "operatorSpan" | "stream">,
): { readonly stream: number | null; readonly wired: StageShape } {
  const number = stream ? Number(stream.value) : operator === "<" ? 0 : 1;
  if (!exists(context, number, stream, operatorSpan)) return { stream: null, wired: stage };
  if (isInput(number) !== (operator === "<")) {
    const [what, help] = isInput(number)
      ? ["an input", `write '${number}<' to read it from a file`]
      : ["an output", `write '${number}>' to write it to a file`];
    context.error("ARIA-151", `${streamLabel(number)} is ${what}: '${operator}' cannot wire it`, operatorSpan, help);
    return { stream: null, wired: stage };
  }
  return { stream: number, wired: wire(context, stage, number, operatorSpan) };
}

/** The stage of `2>&1` with the stream wired; null when that is wrong. */
export function checkDuplicate(
  context: Context,
  stage: StageShape,
  { from, to, operatorSpan }: Duplicate,
): StageShape | null {
  for (const stream of [from, to]) {
    const number = Number(stream.value);
    if (!exists(context, number, stream, operatorSpan)) return null;
    if (isInput(number)) {
      const message = `${streamLabel(number)} is an input: only outputs share where they go`;
      context.error("ARIA-151", message, operatorSpan, "the outputs are 1, 2, 3 and 5");
      return null;
    }
  }
  if (from.value === to.value) {
    context.error("ARIA-165", `${STREAMS[Number(from.value)]} cannot go where it goes itself`, operatorSpan);
    return null;
  }
  return wire(context, stage, Number(from.value), operatorSpan);
}

function exists(context: Context, number: number, written: IntegerLiteral | null, span: Span): boolean {
  if (number < STREAMS.length) return true;
  context.error("ARIA-150", `there is no stream ${written?.text ?? number}`, span, "a program has streams 0 to 5");
  return false;
}

/** The stage with a stream wired by the operator at `span`; of two that wire it, the later in the text is wrong. */
export function wire(context: Context, stage: StageShape, number: number, span: Span): StageShape {
  const known = stage.wired.get(number);
  if (known) {
    const [earlier, later] = known.start < span.start ? [known, span] : [span, known];
    const help = `'${context.shown(earlier)}' at ${context.where(earlier)} wires it already`;
    context.error("ARIA-152", `${STREAMS[number]} of this command is wired twice`, later, help);
  }
  return { wired: new Map([...stage.wired, [number, known ?? span]]) };
}

/** Reports a command whose stream is taken although it goes elsewhere. */
export function reportTaken(context: Context, how: string, command: Expr, stream: number, span: Span): void {
  const shape = command.type.kind === "command" ? command.type.shape : null;
  const last = shape && !shape.fanOut ? shape.stages.at(-1)?.wired.get(stream) : undefined;
  if (!last) return;
  const help = `'${context.shown(last)}' at ${context.where(last)} wires it already`;
  context.error("ARIA-152", `${how}() reads ${STREAMS[stream]}, but that goes elsewhere`, span, help);
}
