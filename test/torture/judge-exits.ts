import type { Commit } from "./facts.ts";
import { journeyOf, matches, mayFollow } from "./plain-rules.ts";
import type { Say } from "./say.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

/** An accepted exit event ends, in the same commit, every enrollment that it ends, and no other (I6). */
export function judgeExits({ before, after, event, definitions }: Commit, say: Say): void {
  for (const one of Object.values(before?.enrollments ?? {})) {
    if (!underWay.includes(one.state)) continue;
    const rules = journeyOf(definitions, one.journey, one.version)?.exitWhen ?? [];
    const ends =
      event !== undefined &&
      mayFollow(event.at, one.triggered) &&
      rules.some((rule) => rule.event === event.type && matches(rule.where, event));
    const state = after.enrollments[one.id]?.state;
    if (ends && state !== "closing") {
      say("I6", `${event.id} should have ended ${one.id}, which is ${state}`);
    }
    if (!ends && state === "closing") say("I6", `${one.id} was ended by no event that may end it`);
  }
}
