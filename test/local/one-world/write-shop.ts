import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { type Journey, journey } from "../../../src/core/definitions/journey.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { DAY, formatInstant, type Instant, MINUTE } from "../../../src/core/time/instant.ts";
import { at, settings } from "../../core/given.ts";
import type { Random } from "../../torture/random.ts";

/** When the play of every shop begins, and how long it lasts. */
export const start = at("03-20 00:00");
export const days = 40;

const zones = ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"] as const;
const customers = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"] as const;
const types = ["order.placed", "cart.added", "login"] as const;

const segments: readonly Segment[] = [
  {
    name: "sleepy",
    when: { all: [{ event: "login" }, { not: { event: "login", within: "5d" } }] },
    onEnter: { addTags: ["sleepy"] },
    onLeave: { removeTags: ["sleepy"] },
  },
  { name: "buyers", when: { event: "order.placed", within: "10d", count: { atLeast: 2 } } },
];

/** Journeys of every way in; what they do is random. Nothing is counted in hours, and nothing capped. */
export function writeShop(random: Random): DefinitionSet {
  const birthday = { on: "date.reached", attribute: "birthday", yearly: true };
  const ways = [
    { on: "order.placed" },
    { on: "cart.added" },
    { on: "ping" },
    { on: "segment.entered", segment: random.pick(["sleepy", "buyers"]) },
    { on: "segment.left", segment: "sleepy" },
    { ...birthday, at: random.pick(["09:00", "14:30"]) },
    { on: "inactivity.reached", event: "login", days: [3, 7] },
  ];
  // Where one of these is, every hour may change somebody.
  const byTheHour = [
    { ...birthday, offset: "-3h" },
    { on: "segment.entered", segment: "buyers", members: true, if: { event: "login" } },
  ];
  const entries = [...random.some(ways, 3), ...(random.chance(0.3) ? byTheHour : [])];
  return {
    rev: 1,
    settings: settings({
      zone: random.pick(zones),
      sweep: random.pick([undefined, { every: "6h" }, { every: "1d", at: "04:30" }]),
    }),
    journeys: entries.map((entry, n) => ({
      journey: writeJourney(random, `j${n}`, entry),
      version: 1,
      live: true,
    })),
    segments,
    templates: [],
  };
}

function writeJourney(random: Random, name: string, entry: object): Journey {
  return journey.parse({
    name,
    owner: "crm@example.com",
    purpose: "care",
    status: "live",
    entry,
    reentry: random.pick(["always", { after: "3d" }]),
    ...(random.chance(0.3) && { exitWhen: [{ event: "order.placed" }] }),
    ...(random.chance(0.3) && {
      sendWindow: { days: "every-day", between: [random.pick(["09:00-12:00", "18:00-21:30"])] },
    }),
    steps: [
      ...Array.from({ length: random.int(1, 4) }, (_, n) => writeStep(random, name, n)),
      send(`${name}-end`),
    ],
  });
}

function send(id: string): object {
  return { do: "send", id, template: "t", channels: ["email"] };
}

function writeStep(random: Random, name: string, n: number): object {
  const id = `s${n}`;
  const kind = random.weighted({
    send: 3,
    for: 3,
    until: 3,
    event: 2,
    branch: 2,
    emit: 1,
    repeat: 1,
  });
  switch (kind) {
    case "send":
      return send(`${name}-${id}`);
    case "for":
      return { do: "wait", id, for: random.pick(["10min", "2h", "1d", "3d"]) };
    case "until":
      return { do: "wait", id, until: random.pick(["09:00", "19:30", "send-window"]) };
    case "event": {
      const [then, other] = [[send(`${name}-${id}-then`)], [send(`${name}-${id}-else`)]];
      return {
        do: "waitFor",
        id,
        event: "login",
        atMost: random.pick(["2d", "5h"]),
        then,
        else: other,
      };
    }
    case "branch": {
      const when = random.pick([{ tag: "sleepy" }, { event: "login", within: "3d" }]);
      return { do: "branch", id, cases: [{ id: "yes", when, steps: [send(`${name}-${id}-yes`)] }] };
    }
    case "emit":
      return { do: "emit", id, event: name === "j0" ? "ping" : "pong" };
    case "repeat": {
      const steps = [{ do: "wait", id: "next", until: "09:00" }, send(`${name}-${id}-again`)];
      return { do: "repeat", id, times: 3, steps };
    }
  }
}

export interface ShopEvent {
  readonly at: Instant;
  readonly text: string;
}

/**
 * What the customers do, in order of time: 1 to 5 minutes after a quarter of an hour, so that they
 * rarely fall on the second at which a wait, a window or a day ends.
 */
export function writeEvents(random: Random): ShopEvent[] {
  const registered = customers.map((id, n) => {
    const customer = {
      id,
      addresses: { email: [`${id}@example.com`] },
      consents: { "email:*": true },
      attributes: { birthday: `1990-0${random.int(3, 4)}-${random.int(10, 28)}` },
      zone: random.pick(zones),
    };
    return write(start + n * MINUTE, `r${n}`, "customer.registered", customer);
  });
  const happened = Array.from({ length: 40 }, (_, n) => {
    const quarter = start + random.int(4, (days - 8) * 96) * 15 * MINUTE;
    const when = quarter + random.int(60, 300) * 1000;
    return writeEvent(random, when, `e${n}`);
  });
  return [...registered, ...happened].toSorted((a, b) => a.at - b.at);
}

/** Mostly of now; some are told days late, some move a birthday to about today. */
function writeEvent(random: Random, when: Instant, id: string): ShopEvent {
  const customer = random.pick(customers);
  const kind = random.weighted({ plain: 7, late: 2, moved: 1 });
  if (kind !== "moved") {
    const at = when - (kind === "late" ? random.int(1, 8) * DAY : 0);
    return { ...write(at, id, random.pick(types), customer), at: when };
  }
  const birthday = `1990-${formatInstant(when + random.int(-1, 1) * DAY).slice(5, 10)}`;
  return write(when, id, "customer.updated", { id: customer, attributes: { birthday } });
}

function write(at: Instant, id: string, type: string, customer: unknown): ShopEvent {
  return { at, text: JSON.stringify({ id, type, at: formatInstant(at), customer }) };
}

/** 13 minutes after an hour, at which nothing is about to happen. */
export const end = start + days * DAY + 13 * MINUTE;
