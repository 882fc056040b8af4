import { createTracks } from "../../src/core/conditions/tracks.ts";
import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { Figure } from "../../src/core/customers/figures.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { type Accepted, listIn, type ToldEvent } from "./facts.ts";
import { matches, wallClock } from "./plain-rules.ts";
import { eventTypes, filters, reportEvents } from "./vocabulary.ts";
import type { World } from "./world.ts";

/**
 * Every event changed its customer once (I1): the figures are those of the distinct events, counted
 * by brute force, and consents are each the newest word.
 */
export function judgeFigures(world: World): void {
  for (const customer of world.facts.items.values()) {
    const accepted = listIn(world.facts.accepted, customer.key);
    const events = judgeOnce(world, customer.key, accepted);
    for (const type of [...eventTypes, ...reportEvents]) {
      for (const where of filters) {
        const fitting = events.filter((event) => event.type === type && matches(where, event));
        for (const summed of [undefined, "total"]) {
          const id = createTracks().want({
            event: type,
            where,
            of: summed,
            days: 0,
            recent: false,
          });
          judgeFigure(world, customer, id, fitting, summed);
        }
      }
    }
    for (const type of [...eventTypes, ...reportEvents]) {
      const totals = events.filter((event) => {
        return event.type === type && typeof event.properties["total"] === "number";
      });
      judgeTotals(world, customer, type, totals);
    }
    judgeConsents(world, customer, events);
  }
}

/** The least and the greatest total, and that of the first and the last event. */
function judgeTotals(
  world: World,
  customer: Customer,
  event: string,
  events: readonly ToldEvent[],
): void {
  const tracks = createTracks();
  const figureOf = (keep: "numbers" | "values") => {
    const plain = { event, where: undefined, of: "total", days: 0, recent: false };
    return customer.figures[tracks.want({ ...plain, keep })];
  };
  const totals = events.map(({ properties }) => Number(properties["total"]));
  const at = (time: number) => totals.filter((_, index) => events[index]?.at === time);
  const times = events.map((one) => one.at);
  const numbers = figureOf("numbers");
  const values = figureOf("values");
  // Of several events at one time, which counts hangs on the order of acceptance.
  const wanted = [
    ["least", numbers?.least, [Math.min(...totals)]],
    ["greatest", numbers?.greatest, [Math.max(...totals)]],
    ["first", values?.firstValue, at(Math.min(...times))],
    ["last", values?.lastValue, at(Math.max(...times))],
  ] as const;
  for (const [what, found, recounted] of wanted) {
    if (events.length === 0 ? found === undefined : recounted.some((one) => one === found))
      continue;
    const text = `${what} total of ${event} is ${found}, recounted ${recounted.join(" or ")}`;
    world.facts.violations.push({ invariant: "I1", customer: customer.key, text });
  }
}

/**
 * A known limit, excused here: an event may count again if no attempt ever brought it into the
 * history and the item has let go of it since (512 others, or three days), so that nothing knows it.
 * @returns the events as often as they may count
 */
function judgeOnce(
  { facts }: World,
  customer: CustomerKey,
  accepted: readonly Accepted[],
): readonly ToldEvent[] {
  return accepted
    .filter(({ event, seq, at }, index) => {
      const before = accepted.slice(0, index).findLastIndex((one) => one.event.id === event.id);
      if (before === -1) return true;
      const { seq: recorded = Number.POSITIVE_INFINITY } =
        facts.recorded.get(`${customer}#${event.id}`) ?? {};
      const others = index - before - 1;
      const letGo = others >= 512 || at - (accepted[before]?.at ?? 0) >= 2 * DAY;
      if (letGo && recorded >= seq) return true;
      const text = `${event.id} changed the customer again at commit ${seq}`;
      facts.violations.push({ invariant: "I1", customer, text });
      return false;
    })
    .map(({ event }) => event);
}

function judgeFigure(
  world: World,
  customer: Customer,
  id: string,
  events: readonly ToldEvent[],
  of: string | undefined,
): void {
  const figure = customer.figures[id];
  const valueOf = ({ properties }: ToldEvent) => Number(of === undefined ? 0 : properties[of]) || 0;
  const times = events.map(({ at }) => at);
  const wanted = {
    count: events.length,
    sum: events.reduce((sum, event) => sum + valueOf(event), 0),
    first: Math.min(...times),
    last: Math.max(...times),
  };
  const found = figure ?? { count: 0, sum: 0, first: Infinity, last: -Infinity };
  const say = (what: string) => {
    const text = `figure ${id}: ${what}; ${events.map((event) => event.id).join(" ")}`;
    world.facts.violations.push({ invariant: "I1", customer: customer.key, text });
  };
  for (const name of ["count", "sum", "first", "last"] as const) {
    if (found[name] !== wanted[name]) say(`${name} is ${found[name]}, recounted ${wanted[name]}`);
  }
  if (figure !== undefined && of === undefined) judgeDays(world, customer, figure, events, say);
}

/** The day buckets of the month up to the last event that was counted in. */
function judgeDays(
  world: World,
  customer: Customer,
  figure: Figure,
  events: readonly ToldEvent[],
  say: (what: string) => void,
): void {
  const { zone } = [...world.facts.sets.values()].at(-1)?.settings ?? { zone: "UTC" };
  const dayOf = (at: number) => {
    const { year, month, day } = wallClock(at, zone);
    return Date.UTC(year, month - 1, day) / 86_400_000;
  };
  const counted = listIn(world.facts.accepted, customer.key).filter(({ event }) => {
    return events.includes(event);
  });
  const today = Math.max(...counted.map(({ at }) => dayOf(at)));
  const days = figure.days ?? [];
  for (let day = today; day > today - 30; day--) {
    const place = days.findIndex((one, index) => index % 3 === 0 && one === day);
    const found = place === -1 ? 0 : days[place + 1];
    const wanted = events.filter(({ at }) => dayOf(at) === day).length;
    if (found !== wanted) say(`day ${day} has ${found}, recounted ${wanted}`);
  }
}

/** Per channel and purpose the word with the newest own time; of two at once the refusal. */
function judgeConsents(world: World, customer: Customer, events: readonly ToldEvent[]): void {
  const words = new Map<string, { given: boolean; at: number }>();
  for (const { profile, at } of events) {
    for (const [scope, said] of Object.entries(profile?.consents ?? {})) {
      const word = { given: said.given, at: said.at ?? at };
      const old = words.get(scope);
      const newer = old === undefined || word.at > old.at || (word.at === old.at && !word.given);
      if (newer) words.set(scope, word);
    }
  }
  for (const [scope, { given }] of words) {
    const found = customer.consents[scope];
    if (found?.given === given || found?.source === "complaint") continue;
    const text = `consent ${scope} is ${found?.given}, by its newest word ${given}`;
    world.facts.violations.push({ invariant: "I1", customer: customer.key, text });
  }
}
