import type { Definitions } from "../definitions/definitions.ts";
import type { Customer } from "./customer.ts";
import { instantNoted } from "./fired-note.ts";

type Note = readonly number[];

/**
 * What date and inactivity triggers did for either, journey by journey. Of two notes the later counts:
 * the later day, or of the same the later number of days. A date is noted by its day or by its instant;
 * the days say which came later. Of two notes by inactivity the one of the last event counts that the
 * two in one have: the other may be of an event that an older version of the journey asked for.
 * @param figures of the two in one
 */
export function joinFired(
  known: Customer,
  other: Customer,
  figures: Customer["figures"],
  { live }: Pick<Definitions, "live">,
): Customer["fired"] {
  const joined: Record<string, Note> = { ...known.fired };
  for (const [journey, theirs] of Object.entries(other.fired)) {
    const mine = joined[journey] ?? [];
    const trigger = live.get(journey)?.entry.trigger;
    const last = trigger?.kind === "inactivity" ? figures[trigger.track]?.last : undefined;
    const isOnlyOne = last !== undefined && (mine[0] === last) !== (theirs[0] === last);
    if (isOnlyOne ? theirs[0] === last : isLater(theirs, mine)) joined[journey] = theirs;
  }
  return joined;
}

function isLater(theirs: Note, mine: Note): boolean {
  const place = theirs.findIndex((value, index) => value !== mine[index]);
  if (place === -1) return false;
  return instantNoted(theirs[place] ?? 0) > instantNoted(mine[place] ?? Number.NEGATIVE_INFINITY);
}
