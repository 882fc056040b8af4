import { Temporal } from "temporal-polyfill";
import type { Channel } from "../../src/core/channels/channels.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Where } from "../../src/core/definitions/condition.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey, SendWindowDefinition } from "../../src/core/definitions/journey.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { ToldEvent } from "./facts.ts";

/**
 * The rules once more, straight from the words of the design and by brute force: what the code
 * does fast and incrementally is here said slowly, with nothing shared but data.
 */

/** The filters that stories are written with: equal to, or at least. */
export function matches(where: Where | undefined, event: ToldEvent): boolean {
  return Object.entries(where ?? {}).every(([name, wanted]) => {
    const value = event.properties[name];
    if (typeof wanted !== "object") return value === wanted;
    // Compared with what started a run: of no event by itself.
    if (typeof wanted.is === "object") return true;
    return typeof value === "number" && value >= (wanted.atLeast ?? Number.NEGATIVE_INFINITY);
  });
}

export interface PlainTime {
  readonly at: Instant;
  /** What a clock ahead said; the time itself where none was ahead. */
  readonly said?: Instant | undefined;
}

/**
 * A time in whole seconds may have been any of its second: what is accepted later is taken as later.
 * Of two times that clocks ahead said, these tell the order.
 */
export function mayFollow(event: PlainTime, instant: PlainTime): boolean {
  const ahead = ({ at, said = at }: PlainTime) => said > at;
  const both = ahead(event) && ahead(instant);
  const own = (both ? event.said : undefined) ?? event.at;
  const other = (both ? instant.said : undefined) ?? instant.at;
  return (own % 1000 === 0 ? own + 999 : own) >= other;
}

export function isTransactional(settings: Settings, purpose: string): boolean {
  return settings.purposes[purpose]?.transactional === true;
}

/**
 * By what an item holds: a refusal of the channel counts against everything said before it, and
 * against a bare flag whenever that came. What it excepts, an older word on the channel decides.
 */
export function consents(customer: Customer, channel: Channel, purpose: string): boolean {
  const own = customer.consents[`${channel}:${purpose}`];
  let whole = customer.consents[`${channel}:*`];
  while (whole?.except?.includes(purpose)) whole = whole.before;
  if (own === undefined) return whole !== undefined && whole.given;
  if (whole === undefined || whole.given) return own.given;
  return own.given && own.bare !== true && isLater(own, whole);
}

interface Timed {
  readonly at: Instant;
  readonly said?: Instant;
}

/** Of two words that clocks ahead said, the said times tell the order, unless acceptances deny it. */
function isLater(one: Timed, other: Timed): boolean {
  if (one.said === undefined || other.said === undefined) return one.at > other.at;
  return one.said > other.said && one.at >= other.at;
}

/** "20%" as 0.2; nothing is nobody's share. */
export function shareOf(text: string | undefined): number {
  return Number((text ?? "0%").slice(0, -1)) / 100;
}

export function wallClock(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

function inRange(range: string, minute: number): "today" | "since-yesterday" | undefined {
  const [from = 0, to = 0] = range.split("-").map((text) => {
    const [hours = 0, minutes = 0] = text.split(":").map(Number);
    return hours * 60 + minutes;
  });
  if (from < to) return minute >= from && minute < to ? "today" : undefined;
  if (minute >= from) return "today";
  return minute < to ? "since-yesterday" : undefined;
}

function isWorkday(date: Temporal.PlainDate, calendar: string | undefined, settings: Settings) {
  const known = settings.calendars?.[calendar ?? ""];
  const text = date.toString();
  if (known?.off.includes(text)) return false;
  if (known?.work?.includes(text)) return true;
  return date.dayOfWeek <= 5;
}

const weekdayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export function windowOpen(
  window: SendWindowDefinition,
  settings: Settings,
  local: Temporal.ZonedDateTime,
): boolean {
  return window.between.some((range) => {
    const place = inRange(range, local.hour * 60 + local.minute);
    if (place === undefined) return false;
    const today = local.toPlainDate();
    const date = place === "today" ? today : today.subtract({ days: 1 });
    if (window.days === "every-day") return true;
    if (window.days === "workdays") return isWorkday(date, window.calendar, settings);
    if (window.days === "rest-days") return !isWorkday(date, window.calendar, settings);
    return window.days.includes(weekdayNames[date.dayOfWeek - 1] ?? "mon");
  });
}

/** The published defaults: 47 CFR 64.1200, carriers in China, and elsewhere the stricter ones. */
const legalQuiet = [
  { channel: "sms", country: "US", between: "21:00-08:00" },
  { channel: "sms", country: "CN", between: "22:00-08:00" },
  { channel: "sms", country: undefined, between: "21:00-08:00" },
  { channel: "push", country: undefined, between: "22:00-08:00" },
];

function isQuiet(
  settings: Settings,
  channel: Channel,
  country: string | undefined,
  local: Temporal.ZonedDateTime,
): boolean {
  const rules = [...(settings.quietHours ?? []), ...legalQuiet].filter(
    (rule) => rule.channel === channel,
  );
  const rule =
    rules.find((one) => one.country !== undefined && one.country === country) ??
    rules.find((one) => one.country === undefined);
  return rule !== undefined && inRange(rule.between, local.hour * 60 + local.minute) !== undefined;
}

/** Where a phone of the country may be, by the atlas: the countries of the stories. */
const zonesByCountry: Readonly<Record<string, readonly string[]>> = {
  CN: ["Asia/Shanghai"],
  DE: ["Europe/Berlin"],
  US: [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
  ],
};

/** Whether it is quiet in the customer's zone, or, where that is unknown, in any of the country. */
export function isQuietSomewhere(
  settings: Settings,
  channel: Channel,
  { zone, country: said }: Pick<Customer, "zone" | "country">,
  at: Instant,
): boolean {
  // Every number of the stories is a Chinese one.
  const country = said ?? (channel === "sms" ? "CN" : undefined);
  const zones = zone !== undefined ? [zone] : (zonesByCountry[country ?? ""] ?? [settings.zone]);
  return zones.some((one) => isQuiet(settings, channel, country, wallClock(at, one)));
}

const unitMs = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 2_592_000_000 };

/** A rolling length: d = 24 h, mo = 30 d. */
export function rolling(text: string): number {
  const [, count, unit] = /^(\d+)(min|h|d|w|mo)$/.exec(text) ?? [];
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}

export function isPeriod(text: string): text is "day" | "week" | "month" {
  return ["day", "week", "month"].includes(text);
}

/** The name of the day, the ISO week or the month on the wall calendar. */
export function periodOf(per: "day" | "week" | "month", at: Instant, zone: string): string {
  const { year, month, day, yearOfWeek, weekOfYear } = wallClock(at, zone);
  if (per === "week") return `${yearOfWeek} ${weekOfYear}`;
  return per === "month" ? `${year}-${month}` : `${year}-${month}-${day}`;
}

/** The end of a wait: minutes and hours exactly, anything longer by the calendar on the wall. */
export function laterBy(text: string, at: Instant, zone: string): Instant {
  const [, count, unit] = /^(\d+)(min|h|d|w|mo)$/.exec(text) ?? [];
  const n = Number(count);
  if (unit === "min" || unit === "h") return at + rolling(text);
  const length = unit === "d" ? { days: n } : unit === "w" ? { weeks: n } : { months: n };
  return wallClock(at, zone).add(length).epochMilliseconds;
}

export function journeyOf(set: DefinitionSet, name: string, version: number): Journey | undefined {
  return set.journeys.find((one) => one.journey.name === name && one.version === version)?.journey;
}

/** Every step of a journey with an id, however deep. */
export function stepsOf(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...listsIn(step).flatMap(stepsOf)]);
}

/** The lists of steps that lie inside a step; told here anew, as the oracles ask no rule of the code. */
export function listsIn(step: Step): readonly (readonly Step[])[] {
  switch (step.do) {
    case "waitFor":
      return [step.then ?? [], step.else ?? []];
    case "branch":
      return [...step.cases.map((way) => way.steps), step.else ?? []];
    case "split":
      return step.arms.map((arm) => arm.steps);
    case "repeat":
      return [step.steps];
    case "send":
    case "wait":
    case "update":
    case "emit":
    case "task":
    case "offer":
    case "exit":
      return [];
  }
}

/** The step at a path of ids: the last id names it, since ids are unique in a journey. */
export function stepAt(journey: Journey | undefined, path: string): Step | undefined {
  return stepIn(journey?.steps ?? [], path);
}

export function stepIn(steps: readonly Step[], path: string): Step | undefined {
  const id = path.slice(path.lastIndexOf("/") + 1);
  return stepsOf(steps).find((step) => step.id === id);
}

interface PlainRule {
  readonly event: string;
  readonly where?: Where | undefined;
  readonly anyKey?: boolean | undefined;
}

/** What a journey is entered on, as an event that can be told. */
export function entryOf({
  name,
  entry,
}: Journey): PlainRule & { readonly key?: string | undefined } {
  if ("segment" in entry) return { event: entry.on, where: { segment: entry.segment } };
  if ("attribute" in entry) return { event: entry.on, where: { journey: name } };
  if ("days" in entry) return { event: entry.on, where: { journey: name }, key: "days" };
  return { event: entry.on, where: entry.where, key: entry.key };
}

/** What ends a journey, as events that can be told. */
export function exitsOf(journey: Journey | undefined): PlainRule[] {
  return (journey?.exitWhen ?? []).map((rule) => {
    if ("event" in rule) return rule;
    const segment =
      journey !== undefined && "segment" in journey.entry ? journey.entry.segment : "";
    return { event: "segment.left", where: { segment } };
  });
}
