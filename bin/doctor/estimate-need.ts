import type { Channel } from "../../src/core/channels/channels.ts";
import { DAY, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import type { Stretch } from "./lay-path.ts";
import type { JourneyProfile } from "./profile-journeys.ts";

/** The expected audience: so many customers, each by one event, spread evenly over a time. */
export interface Audience {
  readonly customers: number;
  readonly overMs: number;
}

export const needNames = [
  "starts",
  "transitions",
  "wakes",
  "turns",
  "newTimers",
  "dueTimers",
  "standingTimers",
  "openRuns",
  "events",
  "emailRate",
  "emailsPerDay",
  "emails",
  "smsRate",
  "smsMessages",
  "smsPartsPerMonth",
  "pushRate",
  "pushes",
] as const;
export type NeedName = (typeof needNames)[number];

/** A figure with the arithmetic that a person can check. */
export interface Need {
  readonly value: number;
  readonly how: string;
}
export type Needs = Readonly<Record<NeedName, Need>>;

/** As src/core/time/quiet-hours.ts spreads an opening. */
const openingMs = 10 * MINUTE;

interface Measure {
  /** What the figure is of: an even flow, a flow at one time of day, any 24 h, or everybody. */
  readonly of: "flow" | "opening" | "day" | "all";
  /** Need of one customer; `overMs` is how long the audience takes to come. */
  readonly each: (path: readonly Stretch[], overMs: number) => number;
}

const measures: Readonly<Record<NeedName, Measure>> = {
  starts: { of: "flow", each: () => 1 },
  // Every turn is a state entered, and the end is one more (DESIGN §6).
  transitions: { of: "flow", each: (path, over) => atOnce(path, over, () => 1) + 1 },
  wakes: { of: "flow", each: (path, over) => atOnce(path.slice(1), over, () => 1) },
  turns: { of: "flow", each: (path, over) => atOnce(path, over, () => 1) },
  newTimers: { of: "flow", each: (path, over) => atOnce(path, over, scheduled) },
  dueTimers: { of: "opening", each: (path, over) => atOnce(path, over, scheduled) },
  standingTimers: { of: "all", each: (path) => (path.some((one) => one.scheduled) ? 1 : 0) },
  openRuns: { of: "all", each: () => 1 },
  // The customer's own event, and what the journey emits.
  events: { of: "flow", each: (path, over) => 1 + atOnce(path, over, ({ emitted }) => emitted) },
  emailRate: { of: "flow", each: (path, over) => atOnce(path, over, sentBy("email")) },
  emailsPerDay: { of: "day", each: (path) => atOnce(path, DAY, sentBy("email")) },
  emails: { of: "all", each: (path) => sum(path, sentBy("email")) },
  smsRate: { of: "flow", each: (path, over) => atOnce(path, over, sentBy("sms")) },
  smsMessages: { of: "all", each: (path) => sum(path, sentBy("sms")) },
  smsPartsPerMonth: {
    of: "all",
    each: (path) => atOnce(path, 30 * DAY, ({ smsParts }) => smsParts),
  },
  pushRate: { of: "flow", each: (path, over) => atOnce(path, over, sentBy("push")) },
  pushes: { of: "all", each: (path) => sum(path, sentBy("push")) },
};

/**
 * What an audience asks of the account by the live journeys: of the events that journeys are entered
 * on, the one that asks most, since one event starts all journeys that are entered on it.
 */
export function estimateNeeds(journeys: readonly JourneyProfile[], audience: Audience): Needs {
  const byEvent = Map.groupBy(journeys, ({ event }) => event);
  const entries = needNames.map((name): [NeedName, Need] => {
    const needs = [...byEvent.values()].map((group) => estimate(name, group, audience));
    const most = needs.reduce((a, b) => (b.value > a.value ? b : a), nothing);
    return [name, most];
  });
  return Object.fromEntries(entries) as Needs;
}

const nothing: Need = { value: 0, how: "no live journey asks for it" };

function estimate(name: NeedName, group: readonly JourneyProfile[], audience: Audience): Need {
  const { of, each } = measures[name];
  const parts = group.map(({ name: journey, share, path }) => {
    // A day's quota meets a day's part of an audience that comes more slowly.
    const coming = audience.customers * (of === "day" ? Math.min(1, DAY / audience.overMs) : 1);
    const times = each(path, audience.overMs);
    const seconds = secondsOf(of, path, audience.overMs);
    const factors = [`${write(coming)} ${coming === 1 ? "customer" : "customers"}`];
    if (share !== 1) factors.push(`${write(share * 100)} %`);
    if (times !== 1) factors.push(write(times));
    const over = seconds === 1 ? "" : ` ÷ ${write(seconds)} s`;
    const how = `${factors.join(" × ")}${over} (${journey})`;
    return { value: (coming * share * times) / seconds, how };
  });
  const asking = parts.filter(({ value }) => value > 0);
  if (asking.length === 0) return nothing;
  const total = asking.reduce((all, { value }) => all + value, 0);
  return { value: total, how: asking.map(({ how }) => how).join(" + ") };
}

/** What a figure is divided by. */
function secondsOf(of: Measure["of"], path: readonly Stretch[], overMs: number): number {
  switch (of) {
    case "flow":
      return overMs / SECOND;
    case "opening":
      // Who waits for one time of day is woken within its opening, however slowly they came.
      return (path.some((one) => one.together) ? Math.min(overMs, openingMs) : overMs) / SECOND;
    case "day":
    case "all":
      return 1;
  }
}

/** The most that happens to one customer within a time: what an audience that long does at once. */
function atOnce(path: readonly Stretch[], ms: number, count: (one: Stretch) => number): number {
  let most = 0;
  let first = 0;
  let current = 0;
  const ordered = path.toSorted((a, b) => a.at - b.at);
  for (const stretch of ordered) {
    current += count(stretch);
    for (; stretch.at - (ordered[first]?.at ?? stretch.at) >= ms; first++) {
      const gone = ordered[first];
      if (gone !== undefined) current -= count(gone);
    }
    most = Math.max(most, current);
  }
  return most;
}

function sum(path: readonly Stretch[], count: (one: Stretch) => number): number {
  return path.reduce((total, stretch) => total + count(stretch), 0);
}

function sentBy(channel: Channel): (stretch: Stretch) => number {
  return ({ messages }) => messages[channel];
}

function scheduled(stretch: Stretch): number {
  return stretch.scheduled ? 1 : 0;
}

/** 277.777 as "278", 0.25 as "0.25": three figures are as many as an estimate has. */
export function write(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
