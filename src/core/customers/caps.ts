import type { Channel } from "../channels/channels.ts";
import type { Cap, Definitions } from "../definitions/definitions.ts";
import { endOfPeriod } from "../time/calendar-period.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import type { Customer } from "./customer.ts";
import type { LedgerEntry } from "./ledger.ts";

/** A request for a place under the caps, for one message of an enrollment. */
export interface PlaceRequest {
  /** The message's id without the customer's key. */
  readonly message: string;
  readonly enrollment: string;
  readonly journey: string;
  readonly purpose: string;
  readonly channel: Channel;
  readonly priority: number;
}

export type Place =
  | { readonly kind: "free"; readonly ledger: readonly LedgerEntry[] }
  | { readonly kind: "capped"; readonly cap: Cap; readonly until: Instant }
  | { readonly kind: "yielded"; readonly cap: Cap; readonly to: string; readonly until: Instant };

/** After a higher bid's time, so long until the one that yielded looks again. */
const yieldPause = 5 * MINUTE;
/** A bid so long overdue is stuck: its journey is paused or its run broke. Nobody yields to it. */
const staleBid = 15 * MINUTE;

function counts(cap: Cap, entry: { journey: string; purpose: string; channel: Channel }): boolean {
  return (
    (cap.purpose === undefined || cap.purpose === entry.purpose) &&
    (cap.channel === undefined || cap.channel === entry.channel) &&
    (cap.journey === undefined || cap.journey === entry.journey)
  );
}

/**
 * When an entry's place is free again. A rolling window counts a claim for (at, at + per]. In the
 * calendar a claim counts to the end of its day, week or month, by the zone of then and by the zone of
 * now, whichever ends later: so a zone that changes lets nobody exceed the cap in either calendar.
 * @param zone of the customer's calendar now
 */
function freeAt(entry: LedgerEntry, { per }: Cap, zone: string): Instant {
  if (entry.reservedUntil !== undefined) return entry.reservedUntil;
  const { at, zone: then = zone } = entry;
  if (per.kind === "rolling") return at + per.ms;
  return Math.max(endOfPeriod(at, per.period, zone), endOfPeriod(at, per.period, then));
}

/** The zone of the calendar that caps count a customer's messages in. */
function calendarZone({ zone }: Customer, settings: Definitions["settings"]): string {
  return zone ?? settings.zone;
}

/** The zone to keep with a claim; undefined where no cap counts in the calendar. */
export function zoneToKeep(customer: Customer, { settings }: Definitions): string | undefined {
  const counts = settings.caps.some(({ per }) => per.kind === "calendar");
  return counts ? calendarZone(customer, settings) : undefined;
}

/** Transactional messages are in the ledger, as claimed, but take nobody's place. */
function occupying(
  ledger: readonly LedgerEntry[],
  cap: Cap,
  settings: Definitions["settings"],
  now: Instant,
  zone: string,
): LedgerEntry[] {
  return ledger.filter(
    (entry) =>
      counts(cap, entry) &&
      freeAt(entry, cap, zone) > now &&
      !settings.isTransactional(entry.purpose),
  );
}

/** When, at the latest estimate, one place more is free. */
function whenFree(
  occupants: readonly LedgerEntry[],
  cap: Cap,
  now: Instant,
  zone: string,
): Instant {
  const times = occupants.map((entry) => freeAt(entry, cap, zone)).sort((a, b) => a - b);
  const { per } = cap;
  const atLatest = per.kind === "rolling" ? now + per.ms : endOfPeriod(now, per.period, zone);
  return times[occupants.length - cap.atMost] ?? atLatest;
}

/**
 * Looks for a place under every cap that counts this message (W3, I4). A full cap lets go of a
 * place that a lower priority has reserved but not claimed; the last place is left to a strictly
 * higher bid that is due by `yieldUntil`. First come otherwise.
 * @returns the ledger without the places taken over, not yet with the new one
 */
export function findPlace(
  customer: Customer,
  request: PlaceRequest,
  definitions: Definitions,
  now: Instant,
  yieldUntil: Instant,
): Place {
  const { settings } = definitions;
  let ledger = customer.ledger.filter((entry) => entry.message !== request.message);
  if (settings.isTransactional(request.purpose)) return { kind: "free", ledger };
  const zone = calendarZone(customer, settings);
  for (const cap of settings.caps) {
    if (!counts(cap, request)) continue;
    const occupants = occupying(ledger, cap, settings, now, zone);
    if (occupants.length >= cap.atMost) {
      const lower = occupants
        .filter((entry) => entry.reservedUntil !== undefined && entry.priority < request.priority)
        .sort((a, b) => a.priority - b.priority || b.at - a.at);
      const needed = occupants.length - cap.atMost + 1;
      if (lower.length < needed) {
        return { kind: "capped", cap, until: whenFree(occupants, cap, now, zone) };
      }
      const gone = new Set(lower.slice(0, needed));
      ledger = ledger.filter((entry) => !gone.has(entry));
    } else if (occupants.length === cap.atMost - 1) {
      const bid = higherBid(customer, request, cap, definitions, {
        from: now - staleBid,
        until: yieldUntil,
      });
      if (bid !== undefined) {
        return {
          kind: "yielded",
          cap,
          to: bid.journey,
          until: Math.max(bid.earliest, now) + yieldPause,
        };
      }
    }
  }
  return { kind: "free", ledger };
}

function higherBid(
  customer: Customer,
  request: PlaceRequest,
  cap: Cap,
  { settings }: Definitions,
  due: { readonly from: Instant; readonly until: Instant },
): { journey: string; earliest: Instant } | undefined {
  let best: { journey: string; earliest: Instant } | undefined;
  for (const { id, journey, bid, state } of Object.values(customer.enrollments)) {
    if (bid === undefined || id === request.enrollment || state !== "running") continue;
    if (bid.priority <= request.priority) continue;
    if (bid.earliest < due.from || bid.earliest > due.until) continue;
    if (settings.isTransactional(bid.purpose)) continue;
    const { purpose } = bid;
    if (!bid.channels.some((channel) => counts(cap, { journey, purpose, channel }))) continue;
    if (best === undefined || bid.earliest < best.earliest)
      best = { journey, earliest: bid.earliest };
  }
  return best;
}

/**
 * The cap that a claim now would exceed, counting claims alone; for one that holds a reservation.
 * Only a publish that lowered a cap or a zone that changed can make this happen.
 */
export function exceededCap(
  customer: Customer,
  request: PlaceRequest,
  definitions: Definitions,
  now: Instant,
): Place | undefined {
  if (definitions.settings.isTransactional(request.purpose)) return undefined;
  const claimed = customer.ledger.filter(
    (entry) => entry.reservedUntil === undefined && entry.message !== request.message,
  );
  const zone = calendarZone(customer, definitions.settings);
  for (const cap of definitions.settings.caps) {
    if (!counts(cap, request)) continue;
    const occupants = occupying(claimed, cap, definitions.settings, now, zone);
    if (occupants.length >= cap.atMost) {
      return { kind: "capped", cap, until: whenFree(occupants, cap, now, zone) };
    }
  }
  return undefined;
}

/**
 * The ledger with this message's place taken: by a claim, which keeps the zone, or until then by a
 * reservation.
 */
export function takePlace(
  ledger: readonly LedgerEntry[],
  request: PlaceRequest,
  at: Instant,
  { reservedUntil, zone }: Pick<LedgerEntry, "reservedUntil" | "zone"> = {},
): readonly LedgerEntry[] {
  const { message, journey, purpose, channel, priority } = request;
  return [
    ...ledger.filter((entry) => entry.message !== message),
    {
      message,
      journey,
      purpose,
      channel,
      priority,
      at,
      ...(zone !== undefined && { zone }),
      ...(reservedUntil !== undefined && { reservedUntil }),
    },
  ];
}

/** The ledger without this message's reservation; a claim stays. */
export function releasePlace(
  ledger: readonly LedgerEntry[],
  message: string,
): readonly LedgerEntry[] {
  const kept = ledger.filter(
    (entry) => entry.message !== message || entry.reservedUntil === undefined,
  );
  return kept.length === ledger.length ? ledger : kept;
}
