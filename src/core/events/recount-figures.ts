import type { Track } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import type { Figure } from "../customers/figures.ts";
import { learnEvents, seenSince } from "../customers/seen.ts";
import type { Definitions, PreparedFigure } from "../definitions/definitions.ts";
import { hashId } from "../hash.ts";
import { HOUR, type Instant } from "../time/instant.ts";
import { whenOf } from "../time/when.ts";
import type { EventRecord } from "../timeline/records.ts";
import { countEvent } from "./count-event.ts";

export interface Recount {
  /** The figures to be filled in. */
  readonly figures: readonly Pick<PreparedFigure, "id" | "widens">[];
  readonly definitions: Definitions;
  /** The newest publish since which they are counted; 0: they were never filled in. */
  readonly rev: number;
}

/**
 * An event that the item has taken in comes into the history a moment later, or with its
 * redelivery: intake tries for 2 hours (lib/event-intake.ts), an hour more for a jam of the queue.
 */
const recordedWithin = 3 * HOUR;

/**
 * Counts figures anew from the whole history, in the place of what the item holds of them. Doing it
 * twice gives the same.
 * @param history of the customer and of all who were joined into it, in any order
 * @returns "not-ready" while an event that was taken in is not in the history yet
 */
export function recountFigures(
  customer: Customer,
  history: readonly EventRecord[],
  { figures: wanted, definitions, rev }: Recount,
  now: Instant,
): Customer | "not-ready" {
  if (isAnyUnwritten(customer, history, now)) return "not-ready";
  const ids = new Set(wanted.map(({ id }) => id));
  const tracks = new Map(
    [...definitions.tracks].flatMap(([event, all]): [string, readonly Track[]][] => {
      const some = all.filter(({ id }) => ids.has(id));
      return some.length === 0 ? [] : [[event, some]];
    }),
  );
  const events = withDerived(customer, history)
    .filter(({ type }) => tracks.has(type))
    .toSorted((a, b) => a.accepted - b.accepted || a.at - b.at || (a.id < b.id ? -1 : 1));
  let recounted: Customer = { ...customer, figures: {} };
  for (const { id, type, at, accepted, properties } of events) {
    const event = { id, type, customer: customer.id, ...whenOf(at, accepted), properties };
    const figures = countEvent(recounted, event, { ...definitions, tracks }, now);
    recounted = { ...recounted, figures };
  }
  return {
    ...customer,
    figures: replaceFigures(customer.figures, recounted.figures, wanted),
    seen: learnEvents(customer.seen, events, now),
    ...(rev > 0 && { counted: rev }),
  };
}

function isAnyUnwritten({ seen }: Customer, history: readonly EventRecord[], now: Instant) {
  const taken = seenSince(seen, now - recordedWithin);
  if (taken.length === 0) return false;
  const written = new Set(history.map(({ id }) => hashId(id)));
  return taken.some((hash) => !written.has(hash));
}

type Counted = Pick<EventRecord, "id" | "type" | "at" | "accepted" | "properties">;

/** Events that Sojourn made of the customer are written after their commit, which keeps them. */
function withDerived({ said }: Customer, history: readonly EventRecord[]): Counted[] {
  const known = new Set(history.map(({ id }) => id));
  const unwritten = said.flatMap(({ accepted, derived = [] }) =>
    derived
      .filter(({ id }) => !known.has(id))
      .map((event) => ({ ...event, at: accepted, accepted })),
  );
  return [...history, ...unwritten];
}

function replaceFigures(
  known: Customer["figures"],
  recounted: Customer["figures"],
  wanted: Recount["figures"],
): Customer["figures"] {
  const figures: Record<string, Figure> = { ...known };
  for (const { id, widens } of wanted) {
    const figure = recounted[id];
    const old = known[id];
    // History goes 400 days back; what has been counted all along goes back to the first event.
    if (widens === true && old !== undefined) figures[id] = { ...old, ...windowsOf(figure) };
    else if (figure !== undefined) figures[id] = figure;
    else delete figures[id];
  }
  return figures;
}

function windowsOf(figure: Figure | undefined): Partial<Figure> {
  if (figure === undefined) return {};
  const { daily, recent, lows, highs } = figure;
  return {
    ...(daily !== undefined && { daily }),
    ...(recent !== undefined && { recent }),
    ...(lows !== undefined && { lows }),
    ...(highs !== undefined && { highs }),
  };
}
