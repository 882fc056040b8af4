import { printable } from "../../core/text/printable.ts";
import { displayWidth, padToWidth } from "./display-width.ts";

export type Cell = string | number;

/**
 * A table as lines of text, columns aligned by what a terminal shows: numbers to the right, words
 * to the left.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => row.map(formatCell));
  const isNumber = head.map((_, column) => rows.every((row) => isFigure(row[column] ?? "")));
  const widths = head.map((title, column) =>
    Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[column] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        padToWidth(cell, widths[column] ?? 0, isNumber[column] ? "start" : "end"),
      )
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(head), rule, ...texts.map(line)].map((text) => `  ${text}`);
}

/** A number, a share such as "12.5 %", or nothing. */
function isFigure(cell: Cell): boolean {
  return typeof cell === "number" || /^(?:[\d.,]+ %)?$/.test(cell);
}

/** 12345 as "12,345"; 0 as "·", so that what happened stands out. */
function formatCell(cell: Cell): string {
  if (typeof cell === "string") return printable(cell);
  return cell === 0 ? "·" : cell.toLocaleString("en-US");
}
