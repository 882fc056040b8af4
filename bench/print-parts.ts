import { formatTable } from "../src/local/report/format-table.ts";
import type { Figure, Part } from "./part.ts";

function verdict({ ok }: Figure): string {
  if (ok === undefined) return "";
  return ok ? "yes" : "NO";
}

/** All parts as one table of text, explanations below. */
export function printParts(parts: readonly Part[]): string[] {
  const rows = parts.flatMap((part) => [
    [part.title.toUpperCase(), "", "", "", ""],
    ...part.figures.map((figure) => [
      `  ${figure.what}`,
      figure.budget ?? "",
      figure.figure,
      verdict(figure),
      figure.note ?? "",
    ]),
  ]);
  const table = formatTable(["what", "budget", "figure", "ok?", ""], rows);
  return [...table, "", ...parts.flatMap(detailsOf)];
}

function detailsOf({ title, details }: Part): string[] {
  return details === undefined || details.length === 0 ? [] : [title, ...details, ""];
}

/**
 * One part as a section of a page of Markdown.
 * @param how stands above its figures
 */
export function describePart(part: Part, how: string): string[] {
  const rows = part.figures.map((figure) => {
    const cells = [figure.what, figure.budget ?? "", figure.figure, verdict(figure), figure.note];
    return `| ${cells.map((cell) => (cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const table = ["| what | budget | figure | ok? | |", "|---|---|---|---|---|", ...rows, ""];
  const lines = [
    `## ${part.title}`,
    "",
    how,
    "",
    ...(rows.length === 0 ? [] : table),
    ...(part.details === undefined ? [] : ["```text", ...part.details, "```"]),
  ];
  return lines.join("\n").trimEnd().split("\n");
}
