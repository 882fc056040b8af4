import type { Message } from "../../src/core/messages/message.ts";
import { type Commit, type Facts, happenedIn } from "./facts.ts";
import { mayEndByDate } from "./judge-moved-dates.ts";
import { exitsOf, journeyOf, matches, mayFollow } from "./plain-rules.ts";
import type { Say } from "./say.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

/** An accepted exit event ends, in the same commit, every enrollment that it ends, and no other (I6). */
export function judgeExits(
  facts: Facts,
  commit: Commit,
  message: (id: string) => Message | undefined,
  say: Say,
): void {
  const { before, after, definitions } = commit;
  for (const one of Object.values(before?.enrollments ?? {})) {
    if (!underWay.includes(one.state)) continue;
    const rules = exitsOf(journeyOf(definitions, one.journey, one.version));
    const ends = happenedIn(commit).find(
      (event) =>
        mayFollow(event, { at: Math.min(one.triggered, one.entered), said: one.triggered }) &&
        rules.some((rule) => rule.event === event.type && matches(rule.where, event)),
    );
    const state = after.enrollments[one.id]?.state;
    const itself = commit.by === "turn" && state === "ended";
    if (ends && state !== "closing" && !itself) {
      say("I6", `${ends.id} should have ended ${one.id}, which is ${state}`);
    }
    if (ends) continue;
    const byDate = itself ? "may" : mayEndByDate(facts, commit, one, message);
    if (state === "closing" && byDate === "may-not") {
      say("I6", `${one.id} was ended by no event that may end it`);
    }
    if (state !== "closing" && byDate === "must") {
      say("I6", `${one.id} is ${state}, though its date moved away`);
    }
  }
}
