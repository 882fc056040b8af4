import { describe, expect, it } from "vitest";
import type { Channel } from "../../../src/core/channels/channels.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { type Instant, MINUTE } from "../../../src/core/time/instant.ts";
import { describeDecision } from "../../../src/core/turns/decision.ts";
import { takeTurn } from "../../../src/core/turns/take-turn.ts";
import {
  apply,
  at,
  customer,
  definitions,
  enterAndTurn,
  event,
  journey,
  only,
  turn,
} from "../given.ts";

const everyone: Partial<Customer> = {
  addresses: { email: [{ to: "a@b.c" }], sms: [{ to: "+861" }], push: [{ to: "token" }] },
  consents: {
    "email:*": { given: true, at: 0 },
    "sms:*": { given: true, at: 0 },
    "push:*": { given: true, at: 0 },
  },
};

function first(
  now: number,
  who: Partial<Customer>,
  change: { journey?: Partial<Journey>; settings?: Partial<Settings>; channels?: Channel[] } = {},
) {
  const steps: Journey["steps"] = [
    { do: "send", id: "mail", template: "t", channels: change.channels ?? ["email"] },
  ];
  const published = definitions(journey({ steps, ...change.journey }), change.settings);
  const outcome = enterAndTurn(published, now, customer(who));
  return { outcome, published, said: describeDecision(outcome.decisions[0] ?? never()) };
}
function never(): never {
  throw new RangeError("no decision");
}

function enterIn(published: Definitions, who: Customer) {
  return apply(who, published, event("customer.registered", at("01-30")));
}
function turnOf(published: Definitions, who: Customer) {
  const mine = Object.values(who.enrollments).find((one) => one.journey === "welcome") ?? never();
  const compiled = published.journey("welcome", 1) ?? never();
  return takeTurn(published, compiled, who, mine.id, at("01-30"));
}

describe("which channel", () => {
  it("is the first that is reachable and consented", () => {
    const channels: Channel[] = ["push", "sms", "email"];
    const noon = at("01-05 12:00");
    expect(first(noon, everyone, { channels }).said).toBe("message queued by push");
    const { push: _, ...others } = everyone.addresses ?? {};
    expect(first(noon, { ...everyone, addresses: others }, { channels }).said).toBe(
      "message queued by sms",
    );
    const refused = { ...everyone.consents, "push:care": { given: false, at: 1 } };
    expect(first(noon, { ...everyone, consents: refused }, { channels }).said).toBe(
      "message queued by sms",
    );
  });

  it("is none, with every reason, and the journey goes on", () => {
    const { outcome, said } = first(
      at("01-05"),
      { addresses: {}, consents: {} },
      { channels: ["sms", "email"] },
    );
    expect(said).toBe("not sent: no sms address; no email address");
    expect(outcome.next.kind).toBe("ended");
    expect(outcome.effects).toEqual([]);
  });

  it("never is one without consent, unless the purpose is transactional", () => {
    const silent = { consents: {} };
    expect(first(at("01-05"), silent).said).toBe("not sent: no consent to care by email");
    expect(first(at("01-05"), silent, { journey: { purpose: "order-update" } }).said).toBe(
      "message queued by email",
    );
  });

  it("is none whose address is suppressed", () => {
    const addresses = { email: [{ to: "a@b.c", suppressed: "bounced: no such user" }] };
    expect(first(at("01-05"), { addresses }).said).toBe("not sent: email: bounced: no such user");
  });
});

describe("when", () => {
  const calendars = {
    cn: {
      from: "2026-01-01",
      to: "2026-12-31",
      off: ["2026-02-15", "2026-02-16", "2026-02-17"],
      work: ["2026-02-14"],
    },
  };
  const sendWindow = {
    days: "workdays" as const,
    between: ["10:00-12:00", "19:00-21:00"],
    calendar: "cn",
  };
  const shanghai = { ...everyone, zone: "Asia/Shanghai" };
  const held = (now: string) =>
    first(at(now), shanghai, { journey: { sendWindow }, settings: { calendars } }).said;

  it("is inside the window of the customer's own zone, make-up workdays honoured", () => {
    expect(held("01-05 02:30")).toBe("message queued by email");
    expect(held("01-05 04:00")).toMatch(
      /^held until Mon 2026-01-05 19:0\d .*: outside the send window$/,
    );
    // Saturday 14 February is worked for the Spring Festival; the 15th to the 17th are off.
    expect(held("02-13 14:00")).toMatch(/^held until Sat 2026-02-14 10:0\d /);
    expect(held("02-14 13:30")).toMatch(/^held until Wed 2026-02-18 10:0\d /);
  });

  it("spreads openings over the first ten minutes, the same for one enrollment", () => {
    const { outcome, published } = first(at("01-05 04:00"), shanghai, {
      journey: { sendWindow },
      settings: { calendars },
    });
    const { wait, bid } = only(outcome.customer);
    const opens = at("01-05 11:00");
    expect((wait?.due ?? 0) - opens).toBeGreaterThanOrEqual(0);
    expect((wait?.due ?? 0) - opens).toBeLessThan(600_000);
    expect(bid).toEqual({ priority: 0, purpose: "care", channels: ["email"], earliest: wait?.due });
    const next = turn(outcome.customer, published, wait?.due ?? 0);
    expect(next.effects).toHaveLength(1);
  });

  it("is never inside quiet hours, which are on by default", () => {
    const us = { ...everyone, zone: "America/New_York", country: "US" };
    const night = first(at("01-06 03:00"), us, { channels: ["sms"] });
    expect(night.said).toMatch(
      /^held until Tue 2026-01-06 08:\d\d America\/New_York: quiet hours$/,
    );
    const order = { journey: { purpose: "order-update" }, channels: ["sms" as const] };
    expect(first(at("01-06 03:00"), us, order).said).toBe("message queued by sms");
  });

  it("waits for an unknown zone when settings say hold, and says so", () => {
    const hold = { settings: { unknownZone: "hold" as const } };
    expect(first(at("01-05 12:00"), everyone, hold).said).toMatch(/time zone unknown$/);
    expect(first(at("01-05 12:00"), everyone).said).toBe("message queued by email");
  });
});

describe("caps", () => {
  const caps = (overCap: "defer" | "drop"): Partial<Settings> => ({
    caps: [{ purpose: "care", atMost: 2, per: "30d", overCap }],
  });
  const claimed = (when: number, message = `m${when}`) => ({
    message,
    journey: "other",
    purpose: "care",
    channel: "email" as const,
    priority: 0,
    at: when,
  });
  const ledger = [claimed(at("01-01")), claimed(at("01-03"))];

  it("defer until the first claim has left the window, then drop after deferAtMost", () => {
    const { outcome, published, said } = first(
      at("01-30"),
      { ledger },
      { settings: caps("defer") },
    );
    expect(said).toBe(
      "held until Sat 2026-01-31 00:00 UTC: capped: at most 2 care per 30d (rolling)",
    );
    const next = turn(outcome.customer, published, at("01-31"));
    expect(next.effects).toHaveLength(1);
  });

  it("drop with the reason where that is stated", () => {
    const { outcome, said } = first(at("01-30"), { ledger }, { settings: caps("drop") });
    expect(said).toBe("dropped: capped: at most 2 care per 30d (rolling)");
    expect(outcome.next.kind).toBe("ended");
  });

  it("give up deferring after deferAtMost", () => {
    const { outcome, published, said } = first(
      at("01-05"),
      { ledger },
      { settings: caps("defer") },
    );
    expect(said).toMatch(/^held until Mon 2026-01-12 00:00/);
    const next = turn(outcome.customer, published, at("01-12"));
    expect(next.decisions[0]).toMatchObject({ kind: "dropped" });
  });

  it("take over a place that a lower priority reserved but has not claimed", () => {
    const reserved = { ...claimed(at("01-29"), "low"), priority: -5, reservedUntil: at("02-05") };
    const { outcome, said } = first(
      at("01-30"),
      { ledger: [claimed(at("01-03")), reserved] },
      {
        settings: caps("defer"),
      },
    );
    expect(said).toBe("message queued by email");
    expect(outcome.customer.ledger.map(({ message }) => message)).not.toContain("low");
  });

  function beside(earliest: Instant): string {
    const steps: Journey["steps"] = [
      { do: "send", id: "mail", template: "t", channels: ["email"] },
    ];
    const published = definitions(journey({ steps, yieldWindow: "1d" }), caps("defer"));
    const waiting = definitions(journey({ steps: [{ do: "wait", for: "1h" }] }));
    const higher = {
      ...only(enterAndTurn(waiting, at("01-30")).customer),
      id: "k234567890123456-higher",
      journey: "vip",
      bid: { priority: 9, purpose: "care", channels: ["email" as const], earliest },
    };
    const who = customer({ ledger: [claimed(at("01-29"))], enrollments: { [higher.id]: higher } });
    const { customer: entered } = enterIn(published, who);
    return describeDecision(turnOf(published, entered).decisions[0] ?? never());
  }

  it("leave the last place to a strictly higher bid that is due soon", () => {
    expect(beside(at("01-30 06:00"))).toBe(
      "held until Fri 2026-01-30 06:05 UTC: left the last place of at most 2 care per 30d (rolling) to vip",
    );
  });

  it("leave it to none that is overdue for a quarter of an hour: it is paused or broken", () => {
    const now = at("01-30");
    expect(beside(now - 15 * MINUTE)).toContain("left the last place");
    expect(beside(now - 15 * MINUTE - 1)).toBe("message queued by email");
  });
});
