import type { Message } from "../../src/core/messages/message.ts";
import { type Commit, type Facts, happenedIn } from "./facts.ts";
import { mayEndByDate } from "./judge-moved-dates.ts";
import { isOf, triggerOf } from "./plain-keys.ts";
import { exitsOf, journeyOf, mayFollow } from "./plain-rules.ts";
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
    const journey = journeyOf(definitions, one.journey, one.version);
    const trigger = triggerOf(facts, one.trigger, commit.key);
    if (journey === undefined || trigger === undefined) continue;
    const ends = happenedIn(commit).find(
      (event) =>
        mayFollow(event, { at: Math.min(one.triggered, one.entered), said: one.triggered }) &&
        exitsOf(journey).some((rule) => isOf(rule, event, { journey, trigger })),
    );
    if (one.state === "ended") {
      const kept = after.enrollments[one.id];
      const came = one.exitCame ?? ends?.id;
      if (kept?.state === "ended" && kept.exitCame !== came) {
        say("I6", `${one.id} had ended; ${came} came after, it keeps ${kept.exitCame}`);
      }
    }
    if (!underWay.includes(one.state)) continue;
    const { state, ending } = after.enrollments[one.id] ?? {};
    // Judged by itself: see judge-late-facts.ts.
    if (ending === "late-fact") continue;
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
