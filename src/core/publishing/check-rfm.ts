import { compileBand, scoresOf } from "../attributes/compile-rfm.ts";
import { rfmScores } from "../attributes/groups-of.ts";
import { type RfmFigure, rfmFigures } from "../attributes/model.ts";
import type { Rfm, RfmCuts } from "../definitions/attribute.ts";
import { checkRange, checkWhere } from "./check-range.ts";
import { checkWindow } from "./check-window.ts";
import { advice, error, type Finding } from "./problem.ts";

/** What the schema of RFM can't see. */
export function checkRfm(rfm: Rfm): Finding[] {
  const findings = [
    ...checkWhere(rfm.where, "where"),
    ...checkWindow(rfm.frequency, "frequency", "attribute"),
    ...checkWindow(rfm.monetary, "monetary", "attribute"),
    ...rfmFigures.flatMap((figure) => checkCuts(figure, rfm[figure])),
    ...rfm.bands.flatMap((band, i) =>
      rfmScores.flatMap((score) => checkRange(band[score] ?? {}, `bands[${i}].${score}`)),
    ),
  ];
  return findings.length > 0 ? findings : adviseBands(rfm);
}

function checkCuts(figure: RfmFigure, cuts: RfmCuts): Finding[] {
  const { upTo, atLeast, quantiles, from, scores, names } = cuts;
  const written = [upTo, atLeast, quantiles].filter((way) => way !== undefined).length;
  if (written !== 1) {
    const message = 'write one of "upTo", "atLeast" and "quantiles"';
    return [error(figure, message)];
  }
  const findings: Finding[] = [];
  if (from !== undefined && quantiles === undefined) {
    findings.push(error(`${figure}.from`, 'goes with "quantiles"; thresholds say it themselves'));
  }
  const rises = (list: readonly number[]) =>
    list.every((n, i) => i === 0 || n > (list[i - 1] ?? 0));
  if (upTo !== undefined && !rises(upTo)) {
    findings.push(error(`${figure}.upTo`, "each threshold is higher than the one before"));
  }
  if (atLeast !== undefined && !rises(atLeast.toReversed())) {
    findings.push(error(`${figure}.atLeast`, "each threshold is lower than the one before"));
  }
  const parts = quantiles ?? (upTo ?? atLeast ?? []).length + 1;
  for (const [key, list] of [["scores", scores] as const, ["names", names] as const]) {
    if (list === undefined || list.length === parts) continue;
    const message = `has ${list.length} entries for ${parts} parts; write ${parts}`;
    findings.push(error(`${figure}.${key}`, message, { wanted: String(parts) }));
  }
  return findings;
}

/** Bands that nobody gets into, and scores that no band takes. */
function adviseBands(rfm: Rfm): Finding[] {
  const bands = rfm.bands.map(compileBand);
  const reached = new Set<number>();
  const uncovered: string[] = [];
  for (const recency of new Set(scoresOf(rfm.recency))) {
    for (const frequency of new Set(scoresOf(rfm.frequency))) {
      for (const monetary of new Set(scoresOf(rfm.monetary))) {
        const sum = recency + frequency + monetary;
        const band = bands.findIndex((fits) => fits({ recency, frequency, monetary, sum }));
        if (band === -1) uncovered.push(`${recency}, ${frequency}, ${monetary}`);
        reached.add(band);
      }
    }
  }
  const findings = rfm.bands.flatMap(({ name }, i) => {
    if (reached.has(i)) return [];
    return [advice(`bands[${i}]`, `nobody gets into "${name}": no scores that are left fit it`)];
  });
  if (uncovered.length === 0) return findings;
  const many = uncovered.length === 1 ? "one set" : `${uncovered.length} sets`;
  const message = `${many} of scores are in no band, such as ${uncovered[0]}`;
  return [...findings, advice("bands", message)];
}
