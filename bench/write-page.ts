import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Part } from "./part.ts";
import { describePart } from "./print-parts.ts";

const head = [
  "# Figures",
  "",
  "Of each part: when and where it was taken, and how to repeat it; `-- --page docs/bench.md` writes it into this page.",
  "Budgets are those of the design. Timings on a shared machine vary; requests, units and prices do not.",
];

/** Parts that were measured, and what to print above each. */
export interface Taken {
  readonly parts: readonly Part[];
  /** When, on what, and the command that repeats it. */
  readonly how: string;
}

/** Writes the parts into a page of Markdown: each takes the place of its older self, or the end. */
export function writePage(path: string, { parts, how }: Taken): void {
  const page = existsSync(path) ? readFileSync(path, "utf8") : "";
  const sections = new Map(
    page
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [nameOf(text.slice(3, text.indexOf("\n"))), text.trimEnd()]),
  );
  for (const part of parts) sections.set(nameOf(part.title), describePart(part, how).join("\n"));
  writeFileSync(path, `${[head.join("\n"), ...sections.values()].join("\n\n")}\n`);
}

/** Prices are of another month the next time; the rest of a title stays. */
function nameOf(title: string): string {
  return title.split(", prices of ")[0] ?? title;
}
