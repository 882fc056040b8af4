import { type Backfill, filledBy } from "../../src/core/backfill/backfill.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { describeFigure } from "../../src/core/publishing/describe-figure.ts";
import { unreadyFigures } from "../../src/core/publishing/prepare-figures.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { formatInstant } from "../../src/core/time/instant.ts";

/** The figures that are filled in from history, and how far that is; nothing where there are none. */
export function tellBackfill(live: DefinitionSet | undefined, backfill: Backfill): string[] {
  const figures = live === undefined ? [] : unreadyFigures(live);
  if (figures.length === 0) return [];
  const lines = figures.map((figure) => `Preparing: ${describeFigure(figure)}`);
  const { began, ended, slices } = backfill;
  if (slices.length === 0 || ended !== undefined) return [...lines, "  not begun yet"];
  const done = slices.filter((slice) => slice.done).length;
  const behind = slices.reduce((sum, slice) => sum + slice.behind, 0);
  const aside = slices.reduce((sum, slice) => sum + (slice.setAside ?? 0), 0);
  const left = aside === 0 ? "" : `, ${aside} set aside`;
  const count = (many: number) => many.toLocaleString("en-US");
  const waiting = behind === 0 ? "" : `, ${count(behind)} wait for an event to be recorded`;
  return [
    ...lines,
    `  since ${formatInstant(began)}: ${plural(filledBy(backfill), "customer")} filled in, ` +
      `${done} of ${slices.length} slices done${waiting}${left}`,
  ];
}
