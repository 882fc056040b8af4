import type { Customer } from "../customers/customer.ts";
import type { CompiledJourney, Definitions, Trigger } from "../definitions/definitions.ts";
import type { CustomerEvent } from "../events/event.ts";
import type { Instant } from "../time/instant.ts";
import { formatDay, localDay } from "../time/zone.ts";
import { derivedId } from "./derive-events.ts";
import { type DateTrigger, dateFor, findDue, noteOf } from "./look-at-date.ts";

export interface Fired {
  /** With what was fired noted; the very same where nothing was. */
  readonly customer: Customer;
  readonly events: readonly CustomerEvent[];
}

/**
 * Events of dates that have come and of days that have gone by without an event, each once: what a
 * trigger did is noted by the commit that does it. What came before its journey was live is no news.
 */
export function fireTriggers(before: Customer, definitions: Definitions, now: Instant): Fired {
  let customer = before;
  const events: CustomerEvent[] = [];
  for (const journey of definitions.live.values()) {
    const { trigger, event: type } = journey.entry;
    if (trigger === undefined || journey.definition.status !== "live") continue;
    const due = look(customer, journey, trigger, definitions, now);
    if (due === undefined) continue;
    customer = { ...customer, fired: { ...customer.fired, [journey.name]: due.note } };
    for (const said of due.news) {
      events.push({
        id: derivedId(customer, journey.name, ...due.note.slice(0, 1), ...Object.values(said)),
        type,
        customer: customer.id,
        at: now,
        properties: { journey: journey.name, ...said },
        ...(due.silentSince !== undefined && { silentSince: due.silentSince }),
      });
    }
  }
  return { customer, events };
}

/**
 * Of what was learned quietly: dates and inactivity that it alone brings about are noted as told.
 * What was due before is still to be told.
 */
export function silenceTriggers(
  before: Customer,
  after: Customer,
  definitions: Definitions,
  now: Instant,
): Customer {
  const due = fireTriggers(before, definitions, now).customer.fired;
  const fired = { ...after.fired };
  for (const [journey, note] of Object.entries(
    fireTriggers(after, definitions, now).customer.fired,
  )) {
    if (note.join() !== due[journey]?.join()) fired[journey] = note;
  }
  return Object.keys(fired).every((journey) => fired[journey] === after.fired[journey])
    ? after
    : { ...after, fired };
}

interface Due {
  readonly note: readonly number[];
  readonly news: readonly Readonly<Record<string, string | number>>[];
  /** Time of the last event, for a trigger by days without one. */
  readonly silentSince?: Instant;
}

function look(
  customer: Customer,
  journey: CompiledJourney,
  trigger: Trigger,
  definitions: Definitions,
  now: Instant,
): Due | undefined {
  switch (trigger.kind) {
    case "date":
      return lookAtDate(customer, journey, trigger, definitions, now);
    case "inactivity":
      return lookAtDays(customer, journey, trigger, definitions, now);
  }
}

function lookAtDate(
  customer: Customer,
  journey: CompiledJourney,
  trigger: DateTrigger,
  definitions: Definitions,
  now: Instant,
): Due | undefined {
  const date = dateFor(customer, trigger, definitions);
  const due = date && findDue(date, journey, customer.fired[journey.name], now);
  if (due === undefined) return undefined;
  const { attribute } = trigger;
  return { note: noteOf(due), news: [{ attribute, date: formatDay(due.day) }] };
}

function lookAtDays(
  { figures, fired }: Customer,
  { name, since }: CompiledJourney,
  { track, days }: Extract<Trigger, { kind: "inactivity" }>,
  definitions: Definitions,
  now: Instant,
): Due | undefined {
  const last = figures[track]?.last;
  if (last === undefined) return undefined;
  const from = localDay(last, definitions.settings.zone);
  const gone = definitions.today(now) - from;
  const [of, told] = fired[name] ?? [];
  const most = of === last ? (told ?? 0) : 0;
  const born = definitions.today(since.at) - from;
  const news = days.filter((day) => day > most && day <= gone && day >= born);
  const newest = news.at(-1);
  if (newest === undefined) return undefined;
  return { note: [last, newest], news: news.map((day) => ({ days: day })), silentSince: last };
}
