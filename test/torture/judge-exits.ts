import type { Commit } from "./facts.ts";
import { journeyOf, matches } from "./plain-rules.ts";
import type { Say } from "./say.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

/** An accepted exit event ends, in the same commit, every enrollment that it ends (I6). */
export function judgeExits({ before, after, event, definitions }: Commit, say: Say): void {
  if (event === undefined) return;
  for (const one of Object.values(before?.enrollments ?? {})) {
    if (!underWay.includes(one.state) || event.at < one.triggered) continue;
    const rules = journeyOf(definitions, one.journey, one.version)?.exitWhen ?? [];
    if (!rules.some((rule) => rule.event === event.type && matches(rule.where, event))) continue;
    const state = after.enrollments[one.id]?.state;
    if (state !== "closing")
      say("I6", `${event.id} should have ended ${one.id}, which is ${state}`);
  }
}
