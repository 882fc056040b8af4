import type { CompileContext, ComputedValue, Subject } from "../conditions/subject.ts";
import { compileValueTest, type Test, type Value } from "../conditions/value-test.ts";
import type { Rfm, RfmBand, RfmCuts } from "../definitions/attribute.ts";
import { compileFigure } from "./compile-value.ts";
import { rfmScores } from "./groups-of.ts";
import { isFromLow, isLowWorse, type RfmFigure, type RfmModel, rfmFigures } from "./model.ts";

/** The figures that RFM cuts into scores: the same for who writes thresholds and who learns them. */
export function rfmValues(rfm: Rfm, context: CompileContext): Record<RfmFigure, ComputedValue> {
  const about = { event: rfm.event, ...(rfm.where !== undefined && { where: rfm.where }) };
  const within = (of: { within?: string | undefined }) =>
    of.within === undefined ? {} : { within: of.within };
  const { frequency, monetary } = rfm;
  return {
    recency: compileFigure({ ...about, daysSince: true }, context),
    frequency: compileFigure({ ...about, ...within(frequency) }, context),
    monetary: compileFigure({ ...about, ...within(monetary), sum: monetary.of }, context),
  };
}

interface Scored {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
  readonly sum: number;
}

/**
 * Band and scores by name: `rfm`, `rfm.recency` …, and `rfm.score`, which is recency, frequency and
 * money in this order: "311"; "10-1-2" where a score has more than one digit. Who never did what counts has none, nor has
 * anybody while a threshold is still to be learned.
 */
export function compileRfm(
  rfm: Rfm,
  model: RfmModel | undefined,
  context: CompileContext,
): Map<string, ComputedValue> {
  const figures = rfmValues(rfm, context);
  const cuts = rfmFigures.map((figure) => compileCuts(figure, rfm[figure], model));
  const bands = rfm.bands.map((band) => ({ name: band.name, fits: compileBand(band) }));

  const read = (subject: Subject, at: number): number | undefined => {
    const figure = rfmFigures[at];
    const value = figure && figures[figure](subject);
    return typeof value === "number" ? cuts[at]?.placeOf(value) : undefined;
  };
  const score = (subject: Subject): Scored | undefined => {
    // Of who never did it the recency alone is missing: count and sum are 0.
    const places = [read(subject, 0), read(subject, 1), read(subject, 2)];
    const [recency, frequency, monetary] = places.map((place, at) =>
      place === undefined ? undefined : cuts[at]?.scores[place],
    );
    if (recency === undefined || frequency === undefined || monetary === undefined) {
      return undefined;
    }
    return { recency, frequency, monetary, sum: recency + frequency + monetary };
  };

  const values = new Map<string, ComputedValue>();
  values.set(rfm.name, (subject) => {
    const scored = score(subject);
    return scored && bands.find(({ fits }) => fits(scored))?.name;
  });
  for (const [at, figure] of rfmFigures.entries()) {
    const { names } = rfm[figure];
    values.set(`${rfm.name}.${figure}`, (subject) => {
      const scored = score(subject);
      if (scored === undefined || names === undefined) return scored?.[figure];
      return names[read(subject, at) ?? -1];
    });
  }
  values.set(`${rfm.name}.sum`, (subject) => score(subject)?.sum);
  const between = rfmFigures.every((figure) => scoresOf(rfm[figure]).every(isDigit)) ? "" : "-";
  values.set(`${rfm.name}.score`, (subject) => {
    const scored = score(subject);
    return scored && rfmFigures.map((figure) => scored[figure]).join(between);
  });
  return values;
}

function isDigit(score: number): boolean {
  return Number.isInteger(score) && score >= 0 && score <= 9;
}

interface Cuts {
  /** Counted from 0, in the order of the scores. */
  readonly placeOf: (value: number) => number | undefined;
  readonly scores: readonly number[];
}

/**
 * A value that is equal to a threshold is on the near side of it: "up to 30" has 30. Learned ones are
 * counted from the worse end, so that who is equal to many is no better than the worst of them.
 */
function compileCuts(figure: RfmFigure, cuts: RfmCuts, model: RfmModel | undefined): Cuts {
  const scores = scoresOf(cuts);
  const { upTo, atLeast } = cuts;
  const written = upTo ?? atLeast;
  if (written !== undefined) return { placeOf: placeAmong(written, upTo !== undefined), scores };
  const learned = model?.thresholds[figure];
  if (learned === undefined) return { placeOf: () => undefined, scores };
  const fromWorse = placeAmong(learned, isLowWorse(figure));
  if (isFromLow(figure, cuts) === isLowWorse(figure)) return { placeOf: fromWorse, scores };
  return { placeOf: (value) => learned.length - fromWorse(value), scores };
}

function placeAmong(thresholds: readonly number[], fromLow: boolean): (value: number) => number {
  return (value) => {
    const place = thresholds.findIndex((edge) => (fromLow ? value <= edge : value >= edge));
    return place === -1 ? thresholds.length : place;
  };
}

/** The scores in order, one more than there are thresholds. */
export function scoresOf({ upTo, atLeast, quantiles = 1, scores }: RfmCuts): readonly number[] {
  const count = (upTo ?? atLeast)?.length ?? quantiles - 1;
  return scores ?? Array.from({ length: count + 1 }, (_, i) => i + 1);
}

/** Whether scores fit a band: all its tests hold. */
export function compileBand(band: RfmBand): (scored: Scored) => boolean {
  const tests = rfmScores.flatMap((score): (readonly [typeof score, Test<Value>])[] => {
    const test = band[score];
    return test === undefined ? [] : [[score, compileValueTest(test)]];
  });
  return (scored) => tests.every(([score, test]) => test(scored[score]));
}
