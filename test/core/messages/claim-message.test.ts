import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { LedgerEntry } from "../../../src/core/customers/ledger.ts";
import type { ClosedGate } from "../../../src/core/definitions/pause.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { claimMessage, ledgerName } from "../../../src/core/messages/claim-message.ts";
import type { Message } from "../../../src/core/messages/message.ts";
import { reason } from "../../../src/core/reasons/reason.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { at, customer, definitions, enterAndTurn, journey, only } from "../given.ts";

const now = at("01-05 10:00");

function given(
  change: { settings?: Partial<Settings>; purpose?: string; afterExit?: "send" } = {},
) {
  const step = { do: "send" as const, id: "mail", template: "t", channels: ["email" as const] };
  const afterExit = change.afterExit === undefined ? {} : { afterExit: change.afterExit };
  const published = definitions(
    journey({
      purpose: change.purpose ?? "care",
      steps: [
        { ...step, ...afterExit },
        { do: "wait", for: "9d" },
      ],
    }),
    change.settings,
  );
  const { customer: who, effects } = enterAndTurn(published, now);
  const [effect] = effects;
  if (effect?.kind !== "send") throw new RangeError("nothing sent");
  const message: Message = { ...effect.message, state: "queued", at: now };
  return { published, who, message };
}

function exit(who: Customer): Customer {
  const enrollment = { ...only(who), state: "closing" as const };
  return { ...who, enrollments: { [enrollment.id]: enrollment } };
}

describe("a claim", () => {
  it("stamps the ledger at its instant, in place of the reservation", () => {
    const { published, who, message } = given();
    expect(who.ledger).toMatchObject([{ reservedUntil: message.expires }]);
    const claim = claimMessage(who, message, published, false, now + HOUR);
    expect(claim).toMatchObject({ kind: "claimed", to: "c1@example.com" });
    const after = "customer" in claim ? claim.customer : customer();
    expect(after.ledger).toMatchObject([{ message: ledgerName(message.id), at: now + HOUR }]);
    expect(after.ledger[0]?.reservedUntil).toBeUndefined();
    expect(claimMessage(after, message, published, false, now + HOUR).kind).toBe("already-claimed");
  });

  it("is refused once the exit event was accepted, in the item or after it left it", () => {
    const { published, who, message } = given();
    const gone = { ...who, enrollments: {} };
    for (const claim of [
      claimMessage(exit(who), message, published, false, now),
      claimMessage(gone, message, published, true, now),
    ]) {
      expect(claim).toMatchObject({ kind: "suppressed", reason: "the journey was left" });
      expect("customer" in claim && claim.customer.ledger).toEqual([]);
    }
    expect(claimMessage(gone, message, published, false, now).kind).toBe("claimed");
  });

  it("goes through after the exit for declared order updates", () => {
    const { published, who, message } = given({ purpose: "order-update", afterExit: "send" });
    expect(claimMessage(exit(who), message, published, false, now).kind).toBe("claimed");
  });

  it("is refused when consent was withdrawn after the turn", () => {
    const { published, who, message } = given();
    const withdrawn = { ...who, consents: { "email:*": { given: false, at: now } } };
    expect(claimMessage(withdrawn, message, published, false, now)).toMatchObject({
      kind: "suppressed",
      reason: "no consent to care by email",
    });
  });

  it("goes to the first address that no mark bars, and notes what bars every message", () => {
    const { published, who, message } = given();
    const email = [
      { to: "one@example.com" },
      { to: "two@example.com" },
      { to: "three@example.com" },
    ];
    const known = { ...who, addresses: { email } };
    const bounced = reason("address-bounced", { channel: "email" });
    const optedOut = reason("address-opted-out", { channel: "email", purpose: "care" });
    const marked = new Map([
      ["one@example.com", bounced],
      ["two@example.com", optedOut],
    ]);
    const claim = claimMessage(known, message, published, false, now, undefined, marked);
    expect(claim).toMatchObject({ kind: "claimed", to: "three@example.com" });
    expect("customer" in claim && claim.customer.addresses.email).toEqual([
      { to: "one@example.com", suppressed: bounced },
      { to: "two@example.com" },
      { to: "three@example.com" },
    ]);
    marked.set("three@example.com", optedOut);
    const none = claimMessage(known, message, published, false, now, undefined, marked);
    expect(none).toMatchObject({ kind: "suppressed", reason: bounced });
    // The next turn sees on the item that one address is gone; two rest for this purpose alone.
    expect("customer" in none && none.customer.ledger).toEqual([]);
  });

  it("keeps the words in which an item of 0.2.0 says why an address rests", () => {
    const { published, who, message } = given();
    const addresses = { email: [{ to: "one@example.com", suppressed: "Permanent General" }] };
    expect(claimMessage({ ...who, addresses }, message, published, false, now)).toMatchObject({
      kind: "suppressed",
      reason: "email: Permanent General",
    });
  });

  it("is held until the window opens, and dropped past its expiry", () => {
    const sendWindow = { days: "every-day" as const, between: ["09:00-11:00"] };
    const { published, who, message } = given({ settings: { sendWindow } });
    expect(claimMessage(who, message, published, false, now + 2 * HOUR)).toMatchObject({
      kind: "held",
      until: at("01-06 09:00"),
      reason: "outside the send window",
    });
    expect(claimMessage(who, message, published, false, message.expires + 1).kind).toBe("dropped");
  });

  it("competes again when a higher priority took its place", () => {
    const caps = [{ atMost: 1, per: "1d", overCap: "defer" as const }];
    const { published, who, message } = given({ settings: { caps } });
    const [mine] = who.ledger;
    if (mine === undefined) throw new RangeError("no reservation");
    const { reservedUntil: _, ...claimed } = { ...mine, message: "higher", priority: 9 };
    const taken = { ...who, ledger: [claimed] };
    expect(claimMessage(taken, message, published, false, now + HOUR)).toMatchObject({
      kind: "held",
      reason: "capped: at most 1 messages per 1d (rolling)",
      until: now + 24 * HOUR,
    });
  });

  describe("under a cap of the customer's calendar", () => {
    const caps = (per: string, atMost = 1) => [{ atMost, per, overCap: "defer" as const }];
    /** When a message that asks at `when` may go, after one that was claimed before. */
    const ask = (
      per: string,
      claimed: { at: number; zone?: string },
      when: number,
      zone?: string,
    ) => {
      const { published, who, message } = given({ settings: { caps: caps(per) } });
      const earlier = { ...who.ledger[0], message: "earlier", ...claimed };
      const { reservedUntil: _, ...entry } = earlier as LedgerEntry;
      const asking = { ...who, ledger: [entry], ...(zone !== undefined && { zone }) };
      const late = { ...message, expires: when + 90 * DAY };
      const claim = claimMessage(asking, late, published, false, when);
      return claim.kind === "held" ? new Date(claim.until).toISOString().slice(5, 16) : claim.kind;
    };

    it.each([
      // 6 January is a Tuesday; weeks begin on Monday.
      ["day", "01-06 23:59", "01-06 00:01", undefined, "01-07T00:00"],
      ["day", "01-07 00:00", "01-06 23:59", undefined, "claimed"],
      ["week", "01-11 23:59", "01-05 00:00", undefined, "01-12T00:00"],
      ["week", "01-12 00:00", "01-11 23:59", undefined, "claimed"],
      ["month", "01-31 23:59", "01-01 00:00", undefined, "02-01T00:00"],
      ["month", "02-01 00:00", "01-31 23:59", undefined, "claimed"],
      ["day", "01-06 16:30", "01-06 15:30", "Asia/Shanghai", "claimed"],
      ["day", "01-06 15:30", "01-05 16:30", "Asia/Shanghai", "01-06T16:00"],
      // The day of the change has 23 hours in New York.
      ["day", "03-08 23:59", "03-08 05:00", "America/New_York", "03-09T04:00"],
    ])("a %s: at %s after one at %s in %s", (per, when, claimed, zone, expected) => {
      expect(ask(per, { at: at(claimed) }, at(when), zone)).toBe(expected);
    });

    it("counts a claim by the zone of then and of now, whichever day ends later", () => {
      const auckland = "Pacific/Auckland";
      // 12:00 and 13:30 UTC of the 6th: one day in Auckland since 11:00, one day in UTC.
      const claimed = { at: at("01-06 12:00"), zone: auckland };
      expect(ask("day", claimed, at("01-06 13:30"), "UTC")).toBe("01-07T11:00");
      expect(ask("day", claimed, at("01-07 10:59"), "UTC")).toBe("01-07T11:00");
      expect(ask("day", claimed, at("01-07 11:00"), "UTC")).toBe("claimed");
      // 10:30 UTC is the 6th in Auckland, which is over at 11:00; in UTC the day goes on.
      const before = { at: at("01-06 10:30"), zone: auckland };
      expect(ask("day", before, at("01-06 11:30"), auckland)).toBe("claimed");
      expect(ask("day", before, at("01-06 11:30"), "UTC")).toBe("01-07T00:00");
    });

    it("keeps the zone with the claim, and says what it counts in", () => {
      const { published, who, message } = given({ settings: { caps: caps("day") } });
      const claim = claimMessage({ ...who, zone: "Asia/Tokyo" }, message, published, false, now);
      expect(claim).toMatchObject({
        kind: "claimed",
        customer: { ledger: [{ at: now, zone: "Asia/Tokyo" }] },
      });
      expect(published.settings.caps.map(({ text }) => text)).toEqual([
        "at most 1 messages per calendar day",
      ]);
      const rolling = given({ settings: { caps: caps("24h") } });
      const plain = claimMessage(rolling.who, rolling.message, rolling.published, false, now);
      expect("customer" in plain && plain.customer.ledger[0]).not.toHaveProperty("zone");
    });

    it("keeps claims for as long as they may count", () => {
      const { published } = given({ settings: { caps: caps("month") } });
      expect(published.settings.ledgerSpan).toBe(32 * DAY);
      expect(given({ settings: { caps: caps("day") } }).published.settings.ledgerSpan).toBe(
        2 * DAY,
      );
    });
  });

  const paused: ClosedGate = { gate: "email", by: { kind: "paused" } };

  it("waits while it is paused, a claim that was never called too", () => {
    const { published, who, message } = given();
    const claim = claimMessage(who, message, published, false, now);
    const claimed = "customer" in claim ? claim.customer : customer();
    for (const before of [who, claimed]) {
      expect(claimMessage(before, message, published, false, now + 1, paused)).toEqual({
        kind: "at-gate",
        customer: before,
        reason: { code: "paused", params: {} },
        gate: "email",
      });
    }
  });

  it("waits while it is paused whatever its purpose is", () => {
    const { published, who, message } = given({ purpose: "order-update" });
    expect(claimMessage(who, message, published, false, now, paused).kind).toBe("at-gate");
    expect(claimMessage(who, message, published, false, now).kind).toBe("claimed");
  });

  it("is refused or dropped during a pause as at any time", () => {
    const { published, who, message } = given();
    const withdrawn = { ...who, consents: {} };
    const late = message.expires + 1;
    expect(claimMessage(exit(who), message, published, false, now, paused).kind).toBe("suppressed");
    expect(claimMessage(withdrawn, message, published, false, now, paused).kind).toBe("suppressed");
    expect(claimMessage(who, message, published, false, late, paused)).toMatchObject({
      kind: "dropped",
      reason: "expired",
    });
  });
});
