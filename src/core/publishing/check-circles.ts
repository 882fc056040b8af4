import type { Journey } from "../definitions/journey.ts";
import { reason } from "../reasons/reason.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { type CircleLink, findJourneyCircle } from "./find-journey-circle.ts";
import { type Finding, problemOf } from "./problem.ts";

/**
 * Journeys that enter each other in a circle without a wait. Where each of them lets everybody in
 * again at once, nothing would end it but the limit of 16 in a row
 * (docs/decisions/0020-what-journeys-cause-has-a-depth.md): an error. Where one of them limits that, or
 * asks a condition, it may be meant so: advice.
 */
export function checkCircles(journey: Journey, set: ChosenSet): Finding[] {
  const circle = findJourneyCircle(journey, set);
  const [first] = circle ?? [];
  if (circle === undefined || first === undefined) return [];
  const isEndless = circle.every(({ from: { reentry, entry } }) => {
    return reentry === "always" && entry.if === undefined;
  });
  const way = [...circle.map(tellLink), `journeys/${journey.name}.json`].join(" → ");
  const code = isEndless ? "journeys-go-round" : "journeys-may-go-round";
  return [problemOf(isEndless ? "error" : "advice", first.place, reason(code, { way }))];
}

/** `journeys/a.json · steps[0] → pong`. */
function tellLink({ from, place, event, segment }: CircleLink): string {
  const what = segment === undefined ? event : `${event} ${segment}`;
  return `journeys/${from.name}.json · ${place} → ${what}`;
}
