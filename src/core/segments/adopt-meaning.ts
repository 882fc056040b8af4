import type { Customer } from "../customers/customer.ts";
import { dayNoted } from "../customers/fired-note.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { currentMeaning } from "../definitions/meaning.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { fireTriggers } from "./fire-triggers.ts";
import { isMember } from "./membership.ts";
import { settleMembership } from "./settle-membership.ts";

/**
 * Two meanings of a date are at most a day apart, by the zone that it is read in, and its offset is
 * another day apart where months differ in length. Two dates of a trigger are 28 days apart or more.
 */
const sameDateDays = 2;

/**
 * A customer as the code of today understands it, before anything new is said of it. Membership, tags
 * of segments, dates and inactivity are brought up to date without a word where another version of
 * the code decided them: what only the meaning changed is no news, it starts, ends and tells nothing.
 * What happens to the customer after that is news as ever.
 * Works in both directions, so that a deploy may be rolled back.
 * @returns the very same where the meaning is the same, or the definitions are too old to decide
 */
export function adoptMeaning(before: Customer, definitions: Definitions, now: Instant): Customer {
  const { joinedInto, meaning, rev, settled } = before;
  if (meaning === currentMeaning || joinedInto !== undefined) return before;
  // Of a new customer everything is news.
  if (rev === 0) return { ...before, meaning: currentMeaning };
  if ((settled ?? 0) > definitions.segmentsRev) return before;
  // Of one that was never settled, nothing that settling finds is news anyway.
  const current =
    settled === undefined ? before : settleMembership(before, definitions, now).customer;
  return {
    ...current,
    fired: noteDue(current, definitions, now),
    entries: passBy(before, current, definitions),
    meaning: currentMeaning,
  };
}

/**
 * Notes all that is due as told; and a date that was told by its other meaning and comes once more
 * within the next days.
 */
function noteDue(customer: Customer, definitions: Definitions, now: Instant): Customer["fired"] {
  const { fired: told } = customer;
  const { fired: due } = fireTriggers(customer, definitions, now).customer;
  const { fired: soon } = fireTriggers(customer, definitions, now + sameDateDays * DAY).customer;
  const again = Object.entries(soon).filter(([journey, [day = 0, ...days]]) => {
    const [before, ...daysBefore] = told[journey] ?? [];
    // A second number: of days without an event.
    if (before === undefined || days.length + daysBefore.length > 0) return false;
    return dayNoted(day) > before && dayNoted(day) - before <= sameDateDays;
  });
  return again.length === 0 ? due : { ...due, ...Object.fromEntries(again) };
}

/** A journey that takes in members of a segment passes by those whom the meaning alone made one. */
function passBy(
  before: Customer,
  after: Customer,
  { live }: Pick<Definitions, "live">,
): Customer["entries"] {
  const passed = [...live.values()].filter(({ name, entry: { members } }) => {
    if (members === undefined || after.entries[name] !== undefined) return false;
    return isMember(after, members) && !isMember(before, members);
  });
  if (passed.length === 0) return after.entries;
  return { ...after.entries, ...Object.fromEntries(passed.map(({ name }) => [name, {}])) };
}
