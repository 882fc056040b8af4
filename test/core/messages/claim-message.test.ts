import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { claimMessage, ledgerName } from "../../../src/core/messages/claim-message.ts";
import type { Message } from "../../../src/core/messages/message.ts";
import { reason } from "../../../src/core/reasons/reason.ts";
import { HOUR, MINUTE } from "../../../src/core/time/instant.ts";
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
    const claim = claimMessage(known, message, published, false, now, false, marked);
    expect(claim).toMatchObject({ kind: "claimed", to: "three@example.com" });
    expect("customer" in claim && claim.customer.addresses.email).toEqual([
      { to: "one@example.com", suppressed: bounced },
      { to: "two@example.com" },
      { to: "three@example.com" },
    ]);
    marked.set("three@example.com", optedOut);
    const none = claimMessage(known, message, published, false, now, false, marked);
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
      reason: "capped: at most 1 messages per 1d",
      until: now + 24 * HOUR,
    });
  });

  it("waits while it is paused, a claim that was never called too", () => {
    const { published, who, message } = given();
    const claim = claimMessage(who, message, published, false, now);
    const claimed = "customer" in claim ? claim.customer : customer();
    for (const before of [who, claimed]) {
      expect(claimMessage(before, message, published, false, now + 1, true)).toEqual({
        kind: "held",
        customer: before,
        reason: "paused",
        until: now + 1 + 15 * MINUTE,
      });
    }
  });

  it("waits while it is paused whatever its purpose is", () => {
    const { published, who, message } = given({ purpose: "order-update" });
    expect(claimMessage(who, message, published, false, now, true).kind).toBe("held");
    expect(claimMessage(who, message, published, false, now).kind).toBe("claimed");
  });

  it("is refused or dropped during a pause as at any time", () => {
    const { published, who, message } = given();
    const withdrawn = { ...who, consents: {} };
    const late = message.expires + 1;
    expect(claimMessage(exit(who), message, published, false, now, true).kind).toBe("suppressed");
    expect(claimMessage(withdrawn, message, published, false, now, true).kind).toBe("suppressed");
    expect(claimMessage(who, message, published, false, late, true)).toMatchObject({
      kind: "dropped",
      reason: "expired",
    });
  });
});
