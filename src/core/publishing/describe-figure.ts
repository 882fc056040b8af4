import type { PreparedFigure } from "../definitions/definitions.ts";
import { plural } from "../reasons/plural.ts";

/**
 * "counts of order.placed over 180 days are being filled in from history".
 * @param filled customers that have been gone through
 */
export function describeFigure(figure: PreparedFigure, filled?: number): string {
  const { event, where, days } = figure;
  const filter = where === undefined ? "" : ` where ${JSON.stringify(where)}`;
  const window = days === 0 ? "" : ` over ${plural(days, "day")}`;
  const text = `${kindOf(figure)} of ${event}${filter}${window}`;
  if (figure.ready) return `${text} are filled in`;
  const progress = filled ? ` (${plural(filled, "customer")} so far)` : "";
  return `${text} are being filled in from history${progress}${tellPaths(figure)}`;
}

/** What is nested in an event is kept only where a definition read it when the event came. */
function tellPaths({ of, where = {} }: PreparedFigure): string {
  const paths = [...new Set([...(of === undefined ? [] : [of]), ...Object.keys(where)])].filter(
    (name) => name.includes("."),
  );
  if (paths.length === 0) return "";
  const named = paths.map((path) => `"${path}"`).join(" and ");
  return `; of an event that came before anything read ${named} nothing nested is kept, so it does not count`;
}

function kindOf({ of, keep }: PreparedFigure): string {
  if (of === undefined) return "counts";
  switch (keep) {
    case undefined:
      return `sums of "${of}"`;
    case "numbers":
      return `least and greatest "${of}"`;
    case "values":
      return `first and last "${of}"`;
    case "favourites":
      return `favourite "${of}"`;
  }
}
