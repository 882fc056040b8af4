import { formatInstant, type Instant, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import type { Version } from "./world-files.ts";

/** A moment of January 2026 in UTC: `at("07 14:30")`. The 7th is a Wednesday. */
export function at(text: string): Instant {
  const [day, time = "00:00"] = text.split(" ");
  const instant = parseInstant(`2026-01-${day}T${time}:00Z`);
  if (instant === undefined) throw new RangeError(text);
  return instant;
}

/** When the world begins, and when its items are recorded. */
export const begins = at("05 08:00");
export const recorded = at("07 14:30");

/** An event as EventBridge puts it into the intake queue, and when it comes. */
export interface Arrival {
  readonly at: Instant;
  readonly text: string;
}

interface Said {
  readonly properties?: object;
  readonly profile?: object;
  /** @default made of the customer, the type and the time */
  readonly id?: string;
}

function arrival(time: string, customer: string, type: string, said: Said = {}): Arrival {
  const when = at(time);
  const { id = `${customer}-${type}-${time.replaceAll(/\D/g, "")}`, profile, properties } = said;
  const who = profile === undefined ? customer : { id: customer, ...profile };
  const own = formatInstant(when);
  const detail = { id, customer: who, at: own, ...(properties !== undefined && { properties }) };
  const text = JSON.stringify({
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": type,
    source: "shop",
    account: "111122223333",
    time: own,
    region: "eu-central-1",
    resources: [],
    detail,
  });
  return { at: when, text };
}

/** A customer who may be written to by email, in UTC unless said otherwise. */
function known(customer: string, change: object = {}): object {
  return {
    addresses: { email: [`${customer}@shop.example`] },
    consents: { "email:*": { given: true, at: "2026-01-05T07:00:00Z", source: "checkout" } },
    zone: "UTC",
    ...change,
  };
}

const start = (
  time: string,
  customer: string,
  journey: string,
  change?: object,
  properties?: object,
) =>
  arrival(time, customer, `${journey}.begins`, {
    profile: known(customer, change),
    ...(properties !== undefined && { properties }),
  });

const order = (time: string, customer: string, total = 50, id?: string) =>
  arrival(time, customer, "order.placed", {
    properties: { orderId: id ?? `${customer}-1`, total },
  });

const byPhone = {
  addresses: { sms: ["+4915112345678"] },
  consents: { "sms:*": { given: true, at: "2026-01-05T07:00:00Z" } },
  country: "DE",
};

const before: readonly Arrival[] = [
  start("06 10:00", "for", "wait-for"),
  start("06 11:00", "until-date", "wait-date", { attributes: { trip: "2026-01-12" } }),
  start("07 12:00", "until-time", "wait-time"),
  start("06 12:00", "event-comes", "wait-event"),
  start("06 12:00", "event-times-out", "wait-event"),
  start("06 12:00", "event-matched", "wait-event"),
  order("07 14:29", "event-matched"),
  start("07 12:00", "send-window", "window"),
  start("07 14:00", "quiet-hours", "quiet", byPhone),
  start("06 09:00", "capped", "winback-one"),
  start("06 12:00", "capped", "winback-two"),
  start("07 10:00", "yielded", "news-high"),
  start("07 11:00", "yielded", "news-low"),
  start("07 14:00", "unknown-zone", "plain", { zone: undefined }),
  start("06 13:00", "parked", "year"),
  start("07 14:27", "starting", "plain"),
  start("06 14:00", "closing", "leaves"),
  order("07 14:28", "closing"),
  start("06 14:00", "exits-later", "leaves"),
  start("07 10:00", "ended", "plain"),
  start("07 12:00", "failed", "breaks"),
  arrival("06 15:00", "keyed", "order.shipped", {
    profile: known("keyed"),
    properties: { orderId: "1001" },
  }),
  arrival("07 09:00", "keyed", "order.shipped", { properties: { orderId: "1002" } }),
  ...["goal-a", "goal-b", "goal-c", "goal-d"].map((id) => start("06 16:00", id, "goals")),
  start("07 09:00", "effects", "effects", {}, { total: 120.5, items: ["a", "b"] }),
  start("07 14:28", "queued", "plain"),
  start("07 14:28", "busy", "plain"),
  start("07 14:25", "unclear-now", "plain"),
  start("07 13:00", "unclear", "plain"),
  start("07 13:00", "refused", "plain"),
  start("07 13:00", "opted-out", "plain"),
  arrival("07 13:01", "opted-out", "consent.withdrawn", {
    profile: { consents: { "email:*": false } },
  }),
  start("07 14:00", "held", "incomplete"),
  start("07 13:00", "too-late", "incomplete-soon"),
  start("07 08:00", "delivered", "plain"),
  start("07 08:00", "bounced", "plain"),
  // Its own time is an hour ahead: it goes to the dead letters.
  { ...arrival("07 15:30", "from-the-future", "plain.begins"), at: at("07 14:20") },
];

const laterBefore: readonly Arrival[] = [
  start("07 13:00", "paused", "pausable"),
  start("07 14:10", "paused-at-start", "pausable"),
  arrival("05 10:00", "visitor", "login", { profile: known("visitor") }),
  start("06 17:00", "visitor", "wait-for"),
  arrival("06 18:00", "joined", "customer.identified", {
    profile: known("joined"),
    properties: { anonymous: "visitor" },
  }),
  arrival("06 10:00", "spender", "login", { profile: known("spender") }),
  order("06 10:30", "spender", 150),
  arrival("06 10:00", "text-number", "login", {
    profile: known("text-number", { attributes: { tier: "12" } }),
  }),
  ...Object.entries({
    "born-today": { birthday: "1990-01-07" },
    "born-at-midnight": { birthday: "1990-01-08T00:00:00Z", zone: "America/New_York" },
    "born-in-the-east": { birthday: "1990-01-07T00:00:00+08:00", zone: "Asia/Shanghai" },
    "born-on-friday": { birthday: "1990-01-09" },
  }).map(([id, { birthday, zone = "UTC" }]: [string, { birthday: string; zone?: string }]) =>
    arrival("05 09:00", id, "profile.saved", {
      profile: known(id, { zone, attributes: { birthday } }),
    }),
  ),
];

const after: readonly Arrival[] = [
  // It came before: nothing may come of it.
  start("06 10:00", "for", "wait-for"),
  order("07 16:00", "event-comes"),
  arrival("07 16:00", "unknown-zone", "profile.saved", { profile: { zone: "Europe/Berlin" } }),
  arrival("07 16:00", "held", "profile.saved", { profile: { attributes: { firstName: "Ada" } } }),
  order("07 17:00", "exits-later"),
  arrival("08 12:00", "keyed", "order.returned", { properties: { orderId: "1001" } }),
  ...["goal-a", "goal-b", "goal-c", "goal-d"].map((id) => order("08 12:00", id, 80)),
  order("08 13:00", "effects", 60),
].map((one) => ({ ...one, at: Math.max(one.at, recorded + MINUTE) }));

const laterAfter: readonly Arrival[] = [
  arrival("08 13:00", "spender", "profile.saved", { profile: { tags: ["seen"] } }),
];

/** What comes before the items are recorded, and what after. */
export function worldEvents(version: Version): {
  readonly before: readonly Arrival[];
  readonly after: readonly Arrival[];
} {
  if (version === "0.1.0") return { before, after };
  return { before: [...before, ...laterBefore], after: [...after, ...laterAfter] };
}
