import { rfmValues } from "../attributes/compile-rfm.ts";
import { compileValue } from "../attributes/compile-value.ts";
import { conditionsIn as conditionsOfAttribute } from "../attributes/conditions-in.ts";
import { compileCondition } from "../conditions/compile-condition.ts";
import { figureBytes, figuresBound } from "../conditions/figure-bytes.ts";
import { createTracks, type Track } from "../conditions/tracks.ts";
import type { Attribute } from "../definitions/attribute.ts";
import type { Journey } from "../definitions/journey.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { advice, type Finding } from "./problem.ts";
import { conditionsOf, type PlacedCondition, walkCondition, walkSteps } from "./walk-steps.ts";

/** A figure that a condition asks for, and where. */
interface Asked {
  readonly unit: string;
  readonly place: string;
  readonly track: Track;
}

/** Smaller figures are not worth a word. */
const worthTelling = 1024;

/**
 * Whether the figures of a customer to whom everything happens every day stay within
 * {@link figuresBound}; else, by unit, the conditions with the longest windows are named.
 */
export function adviseFigureBytes(set: ChosenSet): ReadonlyMap<string, readonly Finding[]> {
  const asked = [
    ...[...set.segments].flatMap(([name, { when }]) =>
      askedBy(`segments/${name}`, { condition: when, place: "when" }),
    ),
    ...[...set.attributes.values()].flatMap(askedByAttribute),
    ...[...set.journeys].flatMap(([name, journey]) =>
      conditionsIn(journey).flatMap((placed) => askedBy(`journeys/${name}`, placed)),
    ),
  ];
  const longest = new Map<string, Track>();
  for (const { track } of asked) {
    const known = longest.get(track.id);
    const days = Math.max(track.days, known?.days ?? 0);
    longest.set(track.id, { ...track, days, recent: track.recent || known?.recent === true });
  }
  const total = [...longest.values()].reduce((sum, track) => sum + figureBytes(track), 0);
  const findings = new Map<string, Finding[]>();
  if (total <= figuresBound) return findings;
  for (const { unit, place, track } of asked) {
    const bytes = figureBytes(track);
    if (bytes < worthTelling || track.days < (longest.get(track.id)?.days ?? 0)) continue;
    const message =
      `${track.days} days of ${track.event} take up to ${inKb(bytes)} in each customer, ` +
      `all conditions together ${inKb(total)} of the ${inKb(figuresBound)} that keep an event ` +
      "cheap; a shorter window takes less";
    findings.set(unit, [...(findings.get(unit) ?? []), advice(place, message)]);
  }
  return findings;
}

function inKb(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

function conditionsIn({ entry, steps }: Journey): PlacedCondition[] {
  const inEntry = entry.if === undefined ? [] : [{ condition: entry.if, place: "entry.if" }];
  return [...inEntry, ...walkSteps(steps).flatMap(conditionsOf)];
}

/** The figures of the attribute itself, and of its conditions. */
function askedByAttribute(attribute: Attribute): Asked[] {
  const unit = `attributes/${attribute.name}`;
  const tracks = createTracks();
  const context = { tracks, segment: () => undefined };
  if (attribute.kind === "rfm") rfmValues(attribute, context);
  else if (attribute.kind === "computed" && !("cases" in attribute.value)) {
    compileValue(attribute.value, context);
  }
  const place = attribute.kind === "computed" ? "value" : "";
  return [
    ...[...tracks.list().values()].flat().map((track) => ({ unit, place, track })),
    ...conditionsOfAttribute(attribute).flatMap((placed) => askedBy(unit, placed)),
  ];
}

/** The figures of its leaves; those of segments that it names are the segments' own. */
function askedBy(unit: string, placed: PlacedCondition): Asked[] {
  return walkCondition(placed).flatMap(({ condition: leaf, place }) => {
    if ("segment" in leaf || "computed" in leaf) return [];
    const tracks = createTracks();
    compileCondition(leaf, { tracks, segment: () => undefined });
    return [...tracks.list().values()].flat().map((track) => ({ unit, place, track }));
  });
}
