/**
 * Columns of text: a head line and rows, each column as wide as its widest cell.
 *
 * @module
 */

/** A column: its head, and the side its cells are pushed to. */
export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
}

/**
 * Lays out a table, two blanks between columns, nothing behind the last cell of a row.
 *
 * @example
 * ```ts
 * import { layOut } from "./table.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const columns = [{ head: "what", align: "left" }, { head: "bytes", align: "right" }] as const;
 * assertEquals(layOut(columns, [["1.5>2.4", "256"]]), "what     bytes\n1.5>2.4    256\n");
 * ```
 */
export function layOut(columns: readonly Column[], rows: ReadonlyArray<readonly string[]>): string {
  const lines = [columns.map((column) => column.head), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  return lines.map((cells) => {
    const padded = columns.map(({ align }, index) => {
      const cell = cells[index] ?? "";
      return align === "left" ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!);
    });
    return `${padded.join("  ").trimEnd()}\n`;
  }).join("");
}
