import { isDerived } from "../../src/core/definitions/vocabulary.ts";
import { HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { type DerivedFact, type Facts, listIn, personOf } from "./facts.ts";
import { nameOf } from "./handling.ts";
import type { World } from "./world.ts";

/** The item keeps for so long what a commit made, and of so many commits. */
const keptFor = 3 * HOUR;
const keptCommits = 20;
/** A stretch of a sweep is ended after so long, whatever it is at (lib/customer-sweep.ts). */
const longestStretch = 5 * MINUTE;

/**
 * At rest: what commits made of customers is in the timeline, as of the commit's own instant, and
 * was told others under the same id; and nothing else is.
 */
export function judgeDerived({ facts, runtime }: World): void {
  const { events } = runtime.timeline.kept;
  const names = new Set<string>();
  for (const fact of facts.derived.values()) {
    const { event } = fact;
    const say = (text: string) => {
      const told = `${event.type} ${JSON.stringify(event.properties)} of commit ${fact.seq}`;
      facts.violations.push({
        invariant: "told",
        customer: fact.customer,
        text: `${told} ${text}`,
      });
    };
    const name = `${event.id.slice(0, 16)}#${event.id}`;
    names.add(name);
    const record = events.get(name);
    const notice = facts.emitted.get(event.id);
    if (mayBeLost(facts, fact)) continue;
    if (record === undefined) say("was never recorded");
    else if (record.at !== event.at || record.type !== event.type) say("is recorded as another");
    if (notice === undefined) say("was never told");
    else if (notice.notice !== true) say("was told to come back");
  }
  for (const [name, { type }] of events) {
    if (!isDerived(type) || names.has(name)) continue;
    const text = `${type} ${name} is recorded, but no commit made it`;
    facts.violations.push({ invariant: "told", customer: name.slice(0, 16), text });
  }
  for (const { id, type } of facts.emitted.values()) {
    if (!isDerived(type) || facts.derived.has(id)) continue;
    const text = `${type} ${id} was told, but no commit made it`;
    facts.violations.push({ invariant: "told", customer: id.slice(0, 16), text });
  }
}

/**
 * Known limits: what nobody came to tell within three hours, or before twenty other commits said
 * something, the item has let go of; what a stretch of a sweep did that goes on after its end, no
 * other takes for its own; and where two tries of a stretch are at work at once, since the answer of
 * the first got lost, one may end the slice before the other has told what it did and breaks off.
 * What turns make lies in their records.
 */
function mayBeLost(facts: Facts, fact: DerivedFact): boolean {
  const { at, seq, by, body, began } = fact;
  if (by === "turn") return false;
  if (by === "sweep" && at - began >= longestStretch) return true;
  const strays = by === "sweep" ? listIn(facts.strays, nameOf(by, body)) : [];
  if (strays.some(({ since, until }) => since <= at && until >= began)) return true;
  const customer = personOf(facts, fact.customer);
  const later = listIn(facts.accepted, customer).filter(
    (one) => one.seq > seq && (one.outcome?.consequences.length ?? 0) > 0,
  );
  const made = [...facts.derived.values()].filter(
    (one) => one.seq > seq && personOf(facts, one.customer) === customer,
  );
  if (new Set([...later, ...made].map((one) => one.seq)).size >= keptCommits) return true;
  const tries = facts.done.get(by === "sweep" ? "swept" : nameOf(by, body)) ?? [];
  return !tries.some((done) => done >= at && done < at + keptFor);
}
