import type { Profile, Properties } from "../../src/core/events/event.ts";
import {
  DAY,
  formatInstant,
  HOUR,
  type Instant,
  MINUTE,
  SECOND,
} from "../../src/core/time/instant.ts";
import type { ToldEvent } from "./facts.ts";
import type { Random } from "./random.ts";
import { countries, customerIds, entryKeys, shopEvents, visitorIds, zones } from "./vocabulary.ts";
import { writeConsents } from "./write-consents.ts";

/** The event as a storefront writes it. */
export function eventText(event: ToldEvent): string {
  const { id, type, customer, at, properties, profile, consents } = event;
  const said = { ...profile, ...(consents !== undefined && { consents }) };
  const who = Object.keys(said).length === 0 ? customer : { id: customer, ...said };
  return JSON.stringify({ id, type, customer: who, at: formatInstant(at), properties });
}

/** When it says that it happened: mostly now, sometimes long ago, sometimes by a fast clock. */
function writeOwnTime(random: Random, now: Instant): Instant {
  const kind = random.weighted({ now: 8, second: 3, late: 3, ahead: 2 });
  switch (kind) {
    case "now":
      return now;
    case "second":
      // What several producers say of one second, in whole seconds or finer.
      return now - (now % MINUTE) + random.pick([0, 1, 400]);
    case "late":
      return now - random.pick([SECOND, MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY, 40 * DAY]);
    case "ahead":
      return now + random.pick([1, SECOND, 30 * SECOND, 4 * MINUTE, 9 * MINUTE]);
  }
}

export function writeProperties(random: Random): Properties {
  return {
    kind: random.pick(["a", "b"]),
    total: random.int(1, 500),
    ...(random.chance(0.9) && { ref: writeRef(random) }),
  };
}

/** Mostly one order; now and then its number, several, or none. */
function writeRef(random: Random): Properties[string] {
  const kind = random.weighted({ text: 12, list: 1, empty: 0.5 });
  switch (kind) {
    case "text":
      return random.pick(entryKeys);
    case "list":
      return random.some(entryKeys, 1);
    case "empty":
      return random.pick<Properties[string]>(["", []]);
  }
}

export function writeEvent(random: Random, id: string, now: Instant): ToldEvent {
  return {
    id,
    type: random.pick(shopEvents),
    customer: random.pick([...customerIds, ...visitorIds]),
    at: writeOwnTime(random, now),
    properties: writeProperties(random),
    ...(random.chance(0.15) && { profile: writeProfile(random, now) }),
    ...(random.chance(0.08) && writeConsents(random, now)),
  };
}

/**
 * Writes an event that mostly says who a visitor is; now and then of a customer, somebody joined
 * already, or nobody.
 */
export function writeIdentification(random: Random, id: string, now: Instant): ToldEvent {
  const kind = random.weighted({ visitor: 12, customer: 1, nobody: 0.5 });
  const anonymous = random.pick(kind === "visitor" ? visitorIds : customerIds);
  return {
    id,
    type: "customer.identified",
    customer: random.chance(0.9) ? random.pick(customerIds) : random.pick(visitorIds),
    at: writeOwnTime(random, now),
    properties: kind === "nobody" ? {} : { anonymous },
    ...(random.chance(0.2) && { profile: writeProfile(random, now) }),
    ...(random.chance(0.1) && writeConsents(random, now)),
  };
}

/** How a customer becomes known: mostly reachable and willing, now and then not. */
export function writeRegistration(random: Random, id: string, who: string, at: Instant): ToldEvent {
  const meant = ["email", "sms", "push"].map((channel) => {
    return { channel, purpose: "*", given: random.chance(0.85) };
  });
  const consents = Object.fromEntries(
    meant.map(({ channel, given }) => [`${channel}:*`, { given, source: "register" }]),
  );
  const addresses = {
    email: [`${who}@example.com`, `${who}@example.org`],
    ...(random.chance(0.8) && { sms: [`+861380000${who.slice(1)}`] }),
    ...(random.chance(0.8) && { push: [`device-${who}`] }),
  };
  return {
    id,
    type: "login",
    customer: who,
    at,
    properties: writeProperties(random),
    consents,
    meant,
    profile: {
      addresses,
      ...(random.chance(0.8) && { zone: random.pick(zones) }),
      ...(random.chance(0.6) && { country: random.pick(countries) }),
      attributes: {
        birthday: writeBirthday(random, at),
        ...(random.chance(0.5) && { renewal: writeRenewal(random, at) }),
        ...(random.chance(0.7) && { name: "Li" }),
        score: random.int(0, 9),
      },
    },
  };
}

/**
 * As shops write dates: plain, mostly, or with a clock: midnight with whatever offset, in UTC, with
 * another time of day, or without an offset.
 */
function writeClock(random: Random): string {
  const kind = random.weighted({ plain: 5, midnight: 2, utc: 1, clock: 2, local: 1.5 });
  switch (kind) {
    case "plain":
      return "";
    case "midnight":
      return random.pick(["T00:00:00+08:00", "T00:00-10:00"]);
    case "utc":
      return "T00:00:00Z";
    case "clock":
      return random.pick(["T15:30:00Z", "T23:30:00+08:00", "T02:15:00-05:00"]);
    case "local":
      return random.pick(["T00:00:00", "T02:30", "T18:45:00"]);
  }
}

function writeBirthday(random: Random, at: Instant): string {
  return writeDay(random, at) + writeClock(random);
}

/** One that comes soon, mostly; of a leap day now and then. */
function writeDay(random: Random, at: Instant): string {
  const kind = random.weighted({ soon: 6, some: 2, leap: 1 });
  switch (kind) {
    case "soon":
      return dateOf(at + random.int(-5, 20) * DAY).replace("2026", "1990");
    case "some":
      return `1990-0${random.int(1, 9)}-1${random.int(0, 9)}`;
    case "leap":
      return "1992-02-29";
  }
}

/** Around now; now and then beyond the life of a run. */
function writeRenewal(random: Random, at: Instant): string {
  return dateOf(at + (random.chance(0.1) ? 400 : random.int(-2, 20)) * DAY) + writeClock(random);
}

function dateOf(at: Instant): string {
  return formatInstant(at).slice(0, 10);
}

function writeProfile(random: Random, at: Instant): Profile {
  const kind = random.weighted({ zone: 3, address: 3, attributes: 3, date: 4 });
  switch (kind) {
    case "zone":
      return { zone: random.pick(zones), country: random.pick(countries) };
    case "address":
      return writeAddresses(random);
    case "attributes":
      return { attributes: { score: random.int(0, 9), name: random.chance(0.5) ? "Wang" : null } };
    case "date":
      return random.chance(0.5)
        ? { attributes: { birthday: random.chance(0.9) ? writeBirthday(random, at) : null } }
        : { attributes: { renewal: random.chance(0.9) ? writeRenewal(random, at) : null } };
  }
}

/** In capitals now and then: the same mailbox. */
function writeMailbox(random: Random): string {
  const name = `new${random.int(0, 3)}@example.com`;
  return random.chance(0.2) ? name.toUpperCase() : name;
}

/** A whole list, mostly; an empty one; one more or one less. */
function writeAddresses(random: Random): Profile {
  const kind = random.weighted({ list: 4, empty: 0.6, add: 2, remove: 2, both: 1, phones: 1 });
  const email = [writeMailbox(random)];
  const phone = `+861380000${random.int(0, 6)}`;
  switch (kind) {
    case "list":
      return {
        addresses: { email: random.chance(0.3) ? [...email, writeMailbox(random)] : email },
      };
    case "empty":
      return { addresses: random.pick([{ email: [] }, { sms: [] }, { push: [] }]) };
    case "add":
      return { addAddresses: { email } };
    case "remove":
      return { removeAddresses: { email } };
    case "both":
      return { addAddresses: { email }, removeAddresses: { email: [writeMailbox(random)] } };
    case "phones":
      return random.pick([
        { addresses: { sms: [phone], push: ["device-new"] } },
        { addAddresses: { sms: [phone] } },
        { removeAddresses: { sms: [phone], push: ["device-new"] } },
      ]);
  }
}

/** What no producer should send; all of it belongs among the dead letters, with a reason. */
export function writeMalformed(random: Random, id: string, now: Instant): string {
  const event = { id, type: "login", customer: "c0", at: formatInstant(now) };
  return random.pick([
    "{",
    "[]",
    JSON.stringify({ ...event, id: undefined }),
    JSON.stringify({ ...event, customer: {} }),
    JSON.stringify({ ...event, at: "9999-01-01T00:00:00Z" }),
    JSON.stringify({ ...event, at: "yesterday" }),
    JSON.stringify({ ...event, customer: ["c0"] }),
  ]);
}
