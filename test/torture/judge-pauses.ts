import type { Channel } from "../../src/core/channels/channels.ts";
import { pauseFreshFor } from "../../src/core/definitions/pause.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import { type Commit, type Facts, listIn } from "./facts.ts";
import type { Say } from "./say.ts";
import { flagsBetween } from "./stale-pauses.ts";

/**
 * From 30 s after a pause to its end, whatever was decided then: no claim for what is paused, and
 * no step of a paused journey taken (DESIGN §7).
 */
export function judgePauses(facts: Facts, commit: Commit, say: Say): void {
  const { key, seq, before, after, by } = commit;
  for (const { message, at, journey, channel, seq: claimed } of listIn(facts.claims, key)) {
    if (claimed !== seq || !wasPaused(facts, commit, at, journey, channel)) continue;
    say("pause", `claim ${message} at ${formatInstant(at)}: ${journey} or ${channel} is paused`);
  }
  if (by !== "turn") return;
  for (const { id, journey, record: ref, turn, at: place } of Object.values(after.enrollments)) {
    const then = before?.enrollments[id];
    const record = facts.attempts.get(`${id}#${ref}`);
    if (then === undefined || then.turn === turn || record === undefined) continue;
    if (!wasPaused(facts, commit, record.at, journey)) continue;
    const steps = record.decisions.filter(({ kind }) => kind !== "paused");
    if (steps.length === 0 && record.effects.length === 0 && then.at === place) continue;
    const what = steps.map(({ step, kind }) => `${kind} at ${step}`).join(", ");
    say("pause", `${id} at ${formatInstant(record.at)}: ${what}, though ${journey} is paused`);
  }
}

/** By all flags that the handler may have seen: up to 30 s old at that instant, or asked for later. */
function wasPaused(
  facts: Facts,
  commit: Commit,
  at: Instant,
  journey: string,
  channel?: Channel,
): boolean {
  return flagsBetween(facts, at - pauseFreshFor, commit.at).every(
    ({ all, journeys, channels }) =>
      all !== undefined ||
      journeys[journey] !== undefined ||
      (channel !== undefined && channels[channel] !== undefined),
  );
}
