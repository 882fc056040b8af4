import type { Customer } from "../../src/core/customers/customer.ts";
import type { Condition, EventLeaf } from "../../src/core/definitions/condition.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { Stay, ToldEvent } from "./facts.ts";
import { matches, rolling, wallClock } from "./plain-rules.ts";

/** What a condition is recounted from. */
export interface Known {
  readonly customer: Pick<Customer, "attributes" | "tags">;
  /** Everything taken in so far. */
  readonly events: readonly ToldEvent[];
  /** By segment. */
  readonly stays: ReadonlyMap<string, readonly Stay[]>;
  readonly segments: readonly Segment[];
  readonly now: Instant;
  readonly zone: string;
}

/** The day of an instant on the wall, counted from 1970-01-01. */
export function dayOf(at: Instant, zone: string): number {
  const { year, month, day } = wallClock(at, zone);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** The forms that stories write segments in, each by its words. */
export function holds(condition: Condition, known: Known): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, known));
  if ("any" in condition) return condition.any.some((part) => holds(part, known));
  if ("not" in condition) return !holds(condition.not, known);
  if ("tag" in condition) return known.customer.tags.includes(condition.tag);
  if ("attribute" in condition) {
    const value = known.customer.attributes[condition.attribute];
    return typeof value === "number" && value >= Number(condition.atLeast);
  }
  if ("segment" in condition) {
    if (condition.wasWithin !== undefined)
      return wasIn(condition.segment, condition.wasWithin, known);
    const named = known.segments.find(({ name }) => name === condition.segment);
    return named !== undefined && holds(named.when, known);
  }
  if ("message" in condition) {
    const { message, within } = condition;
    return happened(
      { event: `message.${message}`, ...(within !== undefined && { within }) },
      known,
    );
  }
  if ("event" in condition) return happened(condition, known);
  throw new TypeError(`no oracle for ${JSON.stringify(condition)}`);
}

function happened(leaf: EventLeaf, known: Known): boolean {
  const fitting = known.events.filter(
    (event) => event.type === leaf.event && matches(leaf.where, event),
  );
  const { now, zone } = known;
  if (leaf.daysSince !== undefined) {
    if (fitting.length === 0) return false;
    const last = Math.max(...fitting.map(({ at }) => at));
    return dayOf(now, zone) - dayOf(last, zone) >= Number(leaf.daysSince.atLeast);
  }
  const inside = fitting.filter(({ at }) => isWithin(leaf.within, at, now, zone));
  return inside.length >= Number(leaf.count?.atLeast ?? 1);
}

/** Hours roll; days are those of the shop's calendar, today included. */
function isWithin(within: string | undefined, at: Instant, now: Instant, zone: string): boolean {
  if (within === undefined) return true;
  if (within.endsWith("h")) return at > now - rolling(within);
  const day = dayOf(at, zone);
  return day >= firstDay(within, now, zone) && day <= dayOf(now, zone);
}

function firstDay(within: string, now: Instant, zone: string): number {
  const count = Number.parseInt(within, 10);
  if (!within.endsWith("mo")) return dayOf(now, zone) - count + 1;
  const begins = wallClock(now, zone).toPlainDate().subtract({ months: count }).add({ days: 1 });
  return Date.UTC(begins.year, begins.month - 1, begins.day) / 86_400_000;
}

function wasIn(name: string, within: string, { stays, now, zone }: Known): boolean {
  const from = firstDay(within, now, zone);
  return (stays.get(name) ?? []).some(
    // Who left as it entered was not in it for any time.
    ({ entered, left = now }) => entered < now && entered < left && dayOf(left, zone) >= from,
  );
}
