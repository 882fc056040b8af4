import { type Settings, settings, withZone } from "../../src/core/definitions/settings.ts";
import type { Random } from "./random.ts";
import { journeyNames, zones } from "./vocabulary.ts";

const windows = [
  { days: "workdays", between: ["10:00-12:00", "19:00-21:00"], calendar: "cn" },
  { days: "every-day", between: ["08:00-20:00"] },
  { days: "every-day", between: ["22:00-03:00"] },
  { days: ["mon", "wed", "sat"], between: ["01:30-03:30"] },
  { days: "rest-days", between: ["00:00-24:00"], calendar: "cn" },
] as const;

export function writeWindow(random: Random) {
  return random.pick(windows);
}

/** One period per kind of cap: a longer one published later would ask for a past that is gone. */
const caps = [
  { purpose: "winback", per: "7d" },
  { channel: "push", per: "24h" },
  { channel: "email", per: "3d" },
  { journey: journeyNames[0], per: "30d" },
  { per: "24h" },
  { channel: "sms", per: "day" },
  { purpose: "care", per: "week" },
  { purpose: "news", per: "month" },
] as const;

/** Which caps there are stays over a story: a new one would ask for a past that nobody kept. */
export function writeCapKinds(random: Random): CapKinds {
  return random.some(caps, 0);
}

export type CapKinds = readonly (typeof caps)[number][];

function writeCaps(random: Random, kinds: CapKinds): Settings["caps"] {
  return kinds.map((cap) => ({
    ...cap,
    atMost: Number(random.weighted({ "0": 1, "1": 6, "2": 5, "3": 3 })),
    overCap: random.pick(["defer", "drop"] as const),
  }));
}

const calendar = {
  from: "2026-01-01",
  to: "2026-12-31",
  off: ["2026-02-01", "2026-03-09", "2026-03-30", "2026-10-26"],
  work: ["2026-01-31", "2026-03-07", "2026-03-28", "2026-10-24"],
};

/** How dates are read, whatever the rule says that reads them. */
function writeReadings(random: Random): Settings["attributes"] {
  const kind = () => random.pick(["day", "instant"] as const);
  return {
    ...(random.chance(0.6) && { birthday: kind() }),
    ...(random.chance(0.6) && { renewal: kind() }),
  };
}

export function writeSettings(random: Random, zone: string, kinds: CapKinds): Settings {
  const file = settings.parse({
    unknownZone: random.pick(["use-default", "hold"]),
    shop: { name: "Shop" },
    purposes: { care: {}, winback: {}, news: {}, "order-update": { transactional: true } },
    calendars: { cn: calendar },
    ...(random.chance(0.2) && { sendWindow: writeWindow(random) }),
    ...(random.chance(0.4) && {
      quietHours: [
        { channel: "email", between: random.pick(["23:00-06:00", "12:00-13:00"]) },
        ...(random.chance(0.5) ? [{ channel: "sms", country: "DE", between: "20:00-09:00" }] : []),
      ],
    }),
    caps: writeCaps(random, kinds),
    ...random.pick([{ addresses: "replace" }, { addresses: "replace" }, { addresses: "add" }, {}]),
    ...(random.chance(0.3) && { attributes: writeReadings(random) }),
    ...(random.chance(0.2) && { holdout: `${random.int(5, 40)}%` }),
    senders: { email: { from: "shop@example.com" }, sms: { optOut: "Reply R to stop" } },
    locale: "en",
    sweep: { every: random.pick(["2h", "6h", "8h", "1d"]), slices: random.int(1, 3) },
  });
  return withZone(file, zone);
}

export function writeShopZone(random: Random): string {
  return random.pick([...zones, "UTC"]);
}
