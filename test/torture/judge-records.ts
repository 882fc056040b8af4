import { isDeepStrictEqual } from "node:util";
import { HOUR } from "../../src/core/time/instant.ts";
import type { EventRecord } from "../../src/core/timeline/records.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { changesSaid } from "./changes-of.ts";
import type { Accepted, Recorded } from "./facts.ts";
import type { World } from "./world.ts";

/** The customer item keeps what an event did for so long, and of so many events. */
const keptFor = 3 * HOUR;
const keptEvents = 20;

/**
 * The record of an event is the only trace of a goal that was met and of who was held out: it tells
 * what the commit said, accepted when that said so, whichever attempt wrote it.
 */
export function judgeRecords({ facts, runtime }: World): void {
  for (const [customer, list] of facts.accepted) {
    for (const [index, accepted] of list.entries()) {
      const { event, outcome, did } = accepted;
      const say = (text: string) => {
        facts.violations.push({ invariant: "record", customer, text: `${event.id} ${text}` });
      };
      const said = changesSaid(outcome?.consequences ?? []);
      if (!isDeepStrictEqual(said, did)) say(`did ${did.join()}, its commit said ${said.join()}`);
      const name = `${keyOfCustomer(event.customer)}#${event.id}`;
      const record = runtime.timeline.kept.events.get(name);
      const recorded = facts.recorded.get(name);
      if (record === undefined || recorded === undefined) {
        // What nobody came to tell is judged with all else that commits made.
        if (!facts.derived.has(event.id)) say("was never recorded");
      } else if (!mayBePoorer(list, index, recorded)) judgeRecord(accepted, record, say);
    }
  }
}

function judgeRecord(
  { outcome }: Accepted,
  { accepted, consequences }: EventRecord,
  say: (text: string) => void,
): void {
  if (!isDeepStrictEqual(consequences, outcome?.consequences ?? [])) {
    const told = JSON.stringify(consequences);
    say(`is recorded with ${told}, its commit said ${JSON.stringify(outcome?.consequences)}`);
  }
  if (outcome === undefined || accepted === outcome.accepted) return;
  say(`is recorded as accepted at ${accepted}, its commit said ${outcome.accepted}`);
}

/**
 * Known limits: recorded when the item had let go of what it did, or before it was taken in again
 * ({@link judgeFigures} tells when that may be).
 */
function mayBePoorer(list: readonly Accepted[], index: number, recorded: Recorded): boolean {
  const { event, outcome, at, seq } = list[index] as Accepted;
  const later = list.slice(index + 1);
  const others = later.filter((one) => one.seq <= recorded.seq && one.outcome !== undefined);
  const since = outcome?.accepted ?? at;
  if (recorded.at - since >= keptFor || others.length >= keptEvents) return true;
  return recorded.seq < seq || later.some((one) => one.event.id === event.id);
}
