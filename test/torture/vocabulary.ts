import type { Where } from "../../src/core/definitions/condition.ts";

/** The small world that every story is told in: few words, so that everything meets everything. */

/** What the storefront says. Journeys start, exit, wait and count on all of them. */
export const shopEvents = [
  "order.placed",
  "cart.added",
  "login",
  "survey.answered",
  "coupon.used",
] as const;
/** What journeys themselves say. */
export const emittedEvents = ["ping", "pong"] as const;
/** What channels say. */
export const reportEvents = ["message.opened", "message.delivered"] as const;
export const eventTypes = [...shopEvents, ...emittedEvents] as const;
/** What Sojourn says of a customer itself. */
export const derivedEvents = [
  "segment.entered",
  "segment.left",
  "date.reached",
  "inactivity.reached",
] as const;

/** Filters on events: all of them are tracked from the first moment of a story on. */
export const filters: readonly (Where | undefined)[] = [
  undefined,
  { kind: "a" },
  { total: { atLeast: 250 } },
];

export const segmentNames = ["s0", "s1", "s2", "s3", "s4", "s5", "s6"] as const;
export const journeyNames = ["j0", "j1", "j2", "j3", "j4"] as const;
export const purposes = ["care", "winback", "news", "order-update"] as const;
export const transactionalPurpose = "order-update";
export const customerIds = ["c0", "c1", "c2", "c3", "c4"] as const;
/** Anonymous visitors, who may turn out to be one of the customers. */
export const visitorIds = ["v0", "v1", "v2", "v3", "v4"] as const;
export const entryKeys = ["r0", "r1", "r2"] as const;

/** With every kind of clock change: none, usual, half an hour, southern, at midnight, in Ramadan. */
export const zones = [
  "Asia/Shanghai",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Casablanca",
  "Asia/Kathmandu",
] as const;
export const countries = ["CN", "US", "DE"] as const;

/** Evenings before clocks change, and a month's end. */
export const starts = [
  "2026-01-30T10:00:00Z",
  "2026-03-06T20:00:00Z",
  "2026-03-27T20:00:00Z",
  "2026-04-03T12:00:00Z",
  "2026-10-23T20:00:00Z",
] as const;
