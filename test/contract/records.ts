import { type Customer, newCustomer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { hashId } from "../../src/core/hash.ts";
import type { MessageOrder } from "../../src/core/messages/message.ts";
import { DAY, type Instant } from "../../src/core/time/instant.ts";
import type { EnrollmentRecord, EventRecord, TurnRecord } from "../../src/core/timeline/records.ts";
import type { Offer, Task } from "../../src/core/turns/effect.ts";

/** 2026-01-05T02:00Z, a Monday at 10:00 in Shanghai. */
export const now: Instant = Date.UTC(2026, 0, 5, 2);

/** A clock that a test sets. */
export function manualClock(at: Instant = now) {
  const clock = { at, now: () => clock.at };
  return clock;
}

/** A key as an HMAC would give: 16 characters of base32. */
export function keyOf(customer: string): string {
  return `${hashId("first half", customer)}${hashId("second half", customer)}`.slice(0, 16);
}

export const key = keyOf("ann");

/** An id as the core makes them: the customer's key and a hash. */
export function idOf(name: string, customer = key): string {
  return `${customer}-${hashId(name)}`;
}

export function customerOf(id: string, more: Partial<Customer> = {}): Customer {
  return { ...newCustomer(keyOf(id), id), ...more };
}

/** One with a value in every place. */
export function fullCustomer(id: string): Customer {
  return customerOf(id, {
    attributes: { city: "上海", age: 31, vip: true, likes: ["tea", 1, false] },
    profileAt: now,
    tags: ["vip", "沉睡"],
    addresses: { email: [{ to: "a@example.com" }], sms: [{ to: "+86139", suppressed: "bounced" }] },
    consents: { "email:*": { given: true, at: now, source: "checkout", text: "v2" } },
    profiling: "refused",
    profilingAt: now,
    zone: "Asia/Shanghai",
    locale: "zh-CN",
    country: "CN",
    seen: { from: now, days: { "20458": "abcdefghijklm" } },
    figures: {
      "order.placed#a1b2c3": {
        first: now - 5,
        last: now,
        count: 2,
        sum: 199.9,
        daily: "%MnG$5uG$5k",
        recent: [now - 5, 99.9, now, 100],
      },
      "order.placed#b1b2c3": {
        first: now - 5,
        last: now,
        count: 2,
        sum: 199.9,
        least: 99.9,
        greatest: 100,
        lows: "%MnG$5uG$5k",
        highs: "%MnG$5u",
        firstValue: "家居",
        lastValue: true,
        favourites: [
          ["母婴", 2, now],
          [7, 3, now - 5, 2],
        ],
        unlisted: 2,
      },
    },
    enrollments: {
      [idOf("winback")]: {
        id: idOf("winback"),
        journey: "winback",
        version: 3,
        key: "",
        state: "running",
        since: now,
        entered: now,
        triggered: now - 1,
        trigger: "order-1",
        generation: 1,
        generationBegan: now,
        turn: 2,
        record: "2-abcdefgh",
        at: "first",
        wait: { reason: "for", began: now, due: now + 1000, timer: 1 },
        bid: { priority: 1, purpose: "winback", channels: ["email", "sms"], earliest: now },
        visits: { loop: 2 },
        sinceEntry: {
          "order.placed": [1, 99.9, now],
          "order.placed#b1b2c3": [2, 199.9, now, 99.9, 100],
        },
      },
    },
    entries: { winback: { "": [1, now], abcdefgh: [2, now] } },
    goals: [
      {
        journey: "winback",
        version: 3,
        id: idOf("winback"),
        since: now,
        until: now + 1000,
        heldOut: true,
      },
    ],
    said: [
      {
        event: "order-1",
        accepted: now,
        consequences: [
          { journey: "winback", kind: "goal-met", enrollment: idOf("winback"), value: 99.9 },
          { journey: "winback", kind: "not-entered", reason: "already under way" },
        ],
      },
    ],
    ledger: [
      {
        message: "abcdefghijklm",
        journey: "winback",
        purpose: "winback",
        channel: "sms",
        priority: 0,
        at: now,
      },
    ],
  });
}

export function eventRecord(more: Partial<EventRecord> = {}): EventRecord {
  return {
    id: "order-1",
    type: "order.placed",
    at: now,
    accepted: now + 500,
    properties: { total: 199.5, sku: ["a", "b"], gift: false },
    consequences: [{ journey: "winback", kind: "entered", enrollment: idOf("winback") }],
    ...more,
  };
}

export function turnRecord(more: Partial<TurnRecord> = {}): TurnRecord {
  return {
    enrollment: idOf("winback"),
    ref: "1-abcdefgh",
    turn: 1,
    at: now,
    decisions: [{ step: "first", kind: "queued", channel: "email", message: idOf("first") }],
    effects: [{ kind: "send", message: messageOrder() }],
    next: { kind: "wait", due: now + DAY },
    token: "token-1",
    began: now - 20,
    ...more,
  };
}

export function enrollmentRecord(more: Partial<EnrollmentRecord> = {}): EnrollmentRecord {
  return {
    id: idOf("winback"),
    journey: "winback",
    version: 3,
    key: "",
    trigger: "order-1",
    entered: now,
    state: "running",
    ...more,
  };
}

export function messageOrder(more: Partial<MessageOrder> = {}): MessageOrder {
  return {
    id: idOf("first"),
    enrollment: idOf("winback"),
    journey: "winback",
    version: 3,
    step: "first",
    template: "winback-offer",
    channel: "email",
    purpose: "winback",
    priority: 0,
    created: now,
    expires: now + DAY,
    trigger: "order-1",
    ...more,
  };
}

export function taskOf(more: Partial<Task> = {}): Task {
  return {
    id: idOf("call"),
    enrollment: idOf("winback"),
    journey: "winback",
    step: "call",
    customer: "ann",
    team: "service",
    note: "需人工跟进",
    opened: now,
    due: now + 2 * DAY,
    ...more,
  };
}

export function offerOf(more: Partial<Offer> = {}): Offer {
  return {
    id: idOf("coupon"),
    enrollment: idOf("winback"),
    journey: "winback",
    step: "coupon",
    customer: "ann",
    offer: "150-off-20",
    code: "ABCDEFGHIJ",
    value: 20,
    issued: now,
    expires: now + 7 * DAY,
    ...more,
  };
}

export function journeyOf(name: string, more: Partial<Journey> = {}): Journey {
  return {
    name,
    owner: "crm@example.com",
    purpose: "winback",
    status: "live",
    entry: { on: "customer.dormant" },
    reentry: "never",
    exitWhen: [{ event: "order.placed" }],
    steps: [{ do: "send", id: "first", template: "winback-offer", channels: ["email"] }],
    ...more,
  };
}

export function definitionSet(rev: number, more: Partial<DefinitionSet> = {}): DefinitionSet {
  return {
    rev,
    settings: { zone: "Asia/Shanghai", unknownZone: "use-default", purposes: { winback: {} } },
    journeys: [{ journey: journeyOf("winback"), version: 1, live: true }],
    segments: [{ name: "regulars", when: { event: "order.placed", count: { atLeast: 3 } } }],
    templates: [
      { name: "winback-offer", header: {}, parts: { "subject.txt": "想你了 💌", "sms.txt": "" } },
    ],
    ...more,
  };
}
