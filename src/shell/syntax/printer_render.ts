/**
 * Layout to text: which groups fit on a line, and the lines.
 *
 * @module
 */

import { breaks, type Hug, type Layout } from "./printer_layout.ts";
import { columns, PrinterOutput } from "./printer_output.ts";

/** Columns of a line. */
const WIDTH = 120;
/** Blanks of one step of indentation. */
const STEP = 4;

/** A layout that waits to be written: how far it is indented, and whether its lines are ended. */
interface Task {
  readonly layout: Layout;
  readonly indentation: number;
  readonly broken: boolean;
}

/**
 * The text of a layout, without blanks at the end of a line and without a line end at its own end.
 *
 * @example
 * ```ts
 * import { group, indent, line, softLine } from "./printer_layout.ts";
 * import { render } from "./printer_render.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const list = (item: string) => group("[", indent(softLine, item, ",", line, item), softLine, "]");
 * const long = "a".repeat(60);
 * assertEquals(render(list("a")), "[a, a]");
 * assertEquals(render(list(long)), `[\n    ${long},\n    ${long}\n]`);
 * ```
 */
export function render(layout: Layout): string {
  const renderer = new Renderer();
  return renderer.render(layout);
}

class Renderer {
  readonly #out = new PrinterOutput();
  /** What is still to be written, the next at the end. */
  readonly #tasks: Task[] = [];

  render(layout: Layout): string {
    this.#push([layout], 0, true);
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) this.#write(task);
    return this.#out.text();
  }

  #write({ layout, indentation, broken }: Task): void {
    if (typeof layout === "string") return this.#out.write(layout);
    switch (layout.kind) {
      case "sequence":
        return this.#push(layout.parts, indentation, broken);
      case "indent":
        return this.#push([layout.inside], indentation + STEP, broken);
      case "group":
        return this.#push([layout.inside], indentation, layout.breaks || !this.#fits([layout.inside]));
      case "line":
        return broken ? this.#out.endLine(indentation, layout.blank) : this.#out.space(layout.flat);
      case "space":
        return this.#out.space(" ");
      case "whenBroken":
        return broken ? this.#out.write(layout.text) : undefined;
      case "comment":
        return this.#out.comment(layout, indentation);
      case "hug":
        return this.#hug(layout, indentation);
    }
  }

  #hug({ head, last, tail, otherwise }: Hug, indentation: number): void {
    const all = [head, last, tail];
    if (!all.some(breaks) && this.#fits(all)) return this.#push(all, indentation, false);
    const hugged = [taskOf(last.inside, true, indentation), taskOf(head, false, indentation)];
    if (breaks(head) || !fits([...hugged], this.#out.room(WIDTH))) return this.#push([otherwise], indentation, true);
    this.#push([tail], indentation, false);
    this.#tasks.push(...hugged);
  }

  #push(parts: readonly Layout[], indentation: number, broken: boolean): void {
    for (const layout of parts.toReversed()) this.#tasks.push(taskOf(layout, broken, indentation));
  }

  /** Whether the parts fit on one line, together with what follows up to where a line can end. */
  #fits(parts: readonly Layout[]): boolean {
    return fits(parts.toReversed().map((layout) => taskOf(layout, false)), this.#out.room(WIDTH), this.#tasks);
  }
}

function taskOf(layout: Layout, broken: boolean, indentation = 0): Task {
  return { layout, broken, indentation };
}

/**
 * Whether tasks, the first at the end, need at most `room` columns up to their first line end.
 *
 * @param tasks is used up
 * @param rest what follows them, left as it is
 */
function fits(tasks: Task[], room: number, rest: readonly Task[] = []): boolean {
  for (let following = rest.length; room >= 0;) {
    const task = tasks.pop() ?? rest[--following];
    if (task === undefined) return true;
    const { layout, broken } = task;
    if (typeof layout === "string" || layout.kind === "comment" && !layout.breaks) {
      const text = typeof layout === "string" ? layout : ` ${layout.texts.join(" ")}`;
      const end = text.indexOf("\n");
      if (end >= 0) return columns(text.slice(0, end)) <= room;
      room -= columns(text);
    } else if (layout.kind === "line") {
      if (layout.breaks || broken) return true;
      room -= layout.flat.length;
    } else if (layout.kind === "space") {
      room--;
    } else if (layout.kind === "comment") {
      return true;
    } else {
      pushInside(task, tasks);
    }
  }
  return false;
}

/** Puts what a layout consists of on the tasks; a group that follows may be broken at its first line. */
function pushInside({ layout, broken }: Task, tasks: Task[]): void {
  if (typeof layout === "string") return;
  switch (layout.kind) {
    case "sequence":
      for (let index = layout.parts.length - 1; index >= 0; index--) tasks.push(taskOf(layout.parts[index]!, broken));
      break;
    case "indent":
      tasks.push(taskOf(layout.inside, broken));
      break;
    case "group":
      tasks.push(taskOf(layout.inside, broken || layout.breaks));
      break;
    case "whenBroken":
      if (broken) tasks.push(taskOf(layout.text, broken));
      break;
    case "hug":
      tasks.push(taskOf(layout.tail, false), taskOf(layout.last, broken), taskOf(layout.head, false));
  }
}
