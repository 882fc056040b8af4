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

/** The same as a page of Markdown. */
export function describeParts(parts: readonly Part[], head: readonly string[]): string {
  const sections = parts.flatMap((part) => [
    `## ${part.title}`,
    "",
    ...(part.figures.length === 0
      ? []
      : ["| what | budget | figure | ok? | |", "|---|---|---|---|---|"]),
    ...part.figures.map((figure) => {
      const cells = [figure.what, figure.budget ?? "", figure.figure, verdict(figure), figure.note];
      return `| ${cells.map((cell) => (cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
    }),
    "",
    ...(part.details === undefined ? [] : ["```text", ...part.details, "```", ""]),
  ]);
  return `${[...head, "", ...sections].join("\n").trimEnd()}\n`;
}
