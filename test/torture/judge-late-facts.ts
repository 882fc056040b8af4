import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import { type Commit, type Facts, listIn, personOf } from "./facts.ts";
import { journeyOf, matches } from "./plain-rules.ts";
import type { Say } from "./say.ts";
import { takeBack } from "./take-back.ts";

const judged: readonly string[] = ["starting", "running", "failed", "ended"];

/**
 * A run that began by days without an event ends, or claims nothing more if it has ended by itself,
 * in the commit that takes such an event in, if it happened after the last one that had been accepted
 * before the entry and not after the entry; and the entry counts only if a message of it was claimed.
 */
export function judgeLateFacts(facts: Facts, commit: Commit, say: Say): void {
  const { before, after, event } = commit;
  for (const one of Object.values(before?.enrollments ?? {})) {
    const ended = after.enrollments[one.id];
    if (!judged.includes(one.state) || one.undone || ended === undefined) continue;
    const said = ended.undone === true;
    if (said && one.state !== "ended" && ended.state !== "closing") {
      say("late", `${one.id} is undone and ${ended.state}`);
    }
    const late = isLateFact(facts, commit, one);
    // Where the oracle can't tell, it takes the commit's word and judges what follows from it.
    if (late !== undefined && said !== late) {
      say("late", `${event?.id} ${late ? "should have undone" : "undid"} ${one.id} wrongly`);
    }
    if (!said) continue;
    const counts = after.goals.some(({ id }) => id === one.id);
    if (wasClaimed(facts, commit, one.id)) continue;
    takeBack(facts, one.id, commit.seq);
    if (counts) say("late", `${one.id} is undone and can still meet its goal`);
  }
}

/** Undefined where it can't be told: what a visitor had done before a join is not in the order. */
function isLateFact(
  facts: Facts,
  { key, event, definitions }: Commit,
  { id, journey, version, entered }: Enrollment,
): boolean | undefined {
  const entry = journeyOf(definitions, journey, version)?.entry;
  if (entry === undefined || !("days" in entry)) return undefined;
  if ([...facts.joins.values()].some(({ into }) => into === personOf(facts, key))) return undefined;
  if (event?.type !== entry.event || !matches(entry.where, event)) return false;
  const began = facts.entered.get(id)?.seq ?? 0;
  const known = listIn(facts.accepted, key).filter(
    (one) => one.seq < began && one.event.type === entry.event && matches(entry.where, one.event),
  );
  const last = Math.max(...known.map((one) => one.event.at));
  return event.at > last && event.at <= entered;
}

/** Whether a message of an enrollment was claimed. */
export function wasClaimed(facts: Facts, { key }: Commit, enrollment: string): boolean {
  const claimed = new Set(listIn(facts.claims, key).map(({ message }) => message));
  return facts.turns.some(({ record }) =>
    record.effects.some(
      (effect) =>
        effect.kind === "send" &&
        effect.message.enrollment === enrollment &&
        claimed.has(effect.message.id),
    ),
  );
}
