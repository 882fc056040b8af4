import type { Commit, Facts } from "./facts.ts";
import { journeyOf, stepAt } from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** An enrollment keeps the version that was live when it entered, and stands at a step of it (I12). */
export function judgeVersions(
  facts: Facts,
  { before, after, definitions }: Commit,
  say: Say,
): void {
  // Every set keeps all earlier versions, so the newest knows whatever a customer may be in.
  const newest = [...facts.sets.values()].at(-1) ?? definitions;
  for (const one of Object.values(after.enrollments)) {
    const old = before?.enrollments[one.id];
    if (old === one) continue;
    if (old === undefined) {
      const live = definitions.journeys.find(
        ({ journey, live: is }) => is && journey.name === one.journey,
      );
      if (live?.version !== one.version) {
        say("I12", `${one.id} entered version ${one.version}; ${live?.version} is live`);
      }
    } else if (old.version !== one.version) {
      say("I12", `${one.id} moved from version ${old.version} to ${one.version}`);
    }
    if (one.at === undefined) continue;
    const journey = journeyOf(newest, one.journey, one.version);
    if (stepAt(journey, one.at) === undefined) {
      say("I12", `${one.id} stands at ${one.at}, which version ${one.version} does not have`);
    }
  }
}
