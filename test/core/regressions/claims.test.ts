import { describe, expect, it } from "vitest";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { claimMessage, ledgerName } from "../../../src/core/messages/claim-message.ts";
import { exitCame } from "../../../src/core/messages/exit-came.ts";
import type { Message } from "../../../src/core/messages/message.ts";
import { judgeHours } from "../../../src/core/messages/send-rules.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
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

const now = at("01-05 10:00");
const mail = { do: "send" as const, id: "mail", template: "t", channels: ["email" as const] };

/** A message just queued, by a journey whose only step it is. */
function queued(who: Customer, settings: Partial<Settings> = {}) {
  const exitWhen = [{ event: "order.placed" }];
  const published = definitions(journey({ steps: [mail], exitWhen }), settings);
  const outcome = enterAndTurn(published, now, who);
  const [effect] = outcome.effects;
  if (effect?.kind !== "send") throw new RangeError("nothing sent");
  const message: Message = { ...effect.message, state: "queued", at: now };
  return { published, who: outcome.customer, message };
}

function claimed(who: Customer, settings: Partial<Settings> = {}) {
  const before = queued(who, settings);
  const claim = claimMessage(before.who, before.message, before.published, false, now);
  if (claim.kind !== "claimed") throw new RangeError(claim.kind);
  return { ...before, who: claim.customer };
}

describe("a claim whose call broke off", () => {
  it("goes to the address that it found good, not to the first one known", () => {
    const email = [{ to: "dead@example.com", suppressed: "bounced" }, { to: "good@example.com" }];
    const { who, message, published } = claimed(customer({ addresses: { email } }));
    expect(claimMessage(who, message, published, false, now + MINUTE)).toEqual({
      kind: "already-claimed",
      to: "good@example.com",
    });
  });

  it("is judged anew after a quarter of an hour: the window may have closed", () => {
    const quietHours = [{ channel: "email" as const, between: "11:00-20:00" }];
    const { who, message, published } = claimed(customer(), { quietHours });
    const after = (delay: number) => claimMessage(who, message, published, false, now + delay);
    expect(after(15 * MINUTE).kind).toBe("already-claimed");
    expect(after(16 * MINUTE)).toMatchObject({ kind: "claimed" });
    expect(after(2 * HOUR)).toMatchObject({ kind: "held", reason: "quiet hours" });
  });

  it("moves its stamp when it is claimed again, so that a cap counts it once", () => {
    const caps = [{ atMost: 1, per: "1d", overCap: "drop" as const }];
    const { who, message, published } = claimed(customer(), { caps });
    const again = claimMessage(who, message, published, false, now + HOUR);
    if (again.kind !== "claimed") throw new RangeError(again.kind);
    const stamp = { message: ledgerName(message.id), at: now + HOUR };
    expect(again.customer.ledger).toMatchObject([stamp]);
  });

  it("is not called any more once consent was withdrawn or the journey left", () => {
    const { who, message, published } = claimed(customer());
    const refused = { ...who, consents: { "email:*": { given: false, at: now } } };
    expect(claimMessage(refused, message, published, false, now + 1).kind).toBe("suppressed");
    expect(claimMessage(who, message, published, true, now + 1).kind).toBe("suppressed");
  });
});

describe("an exit event after the journey's own last step", () => {
  const run = (message: { journey: string; version: number }, type = "customer.registered") => ({
    message,
    trigger: { id: "t", type, at: now, accepted: now, properties: {} },
    ended: now,
  });

  it("stops the message that is still to be claimed", () => {
    const { who, message, published } = queued(customer());
    expect(only(who).state).toBe("ended");
    expect(exitCame(who, run(message), published, now)).toBe(false);
    const order = event("order.placed", now + MINUTE);
    const { customer: after } = apply(who, published, order);
    expect(exitCame(after, run(message), published, now + MINUTE)).toBe(true);
    expect(only(after)).toMatchObject({ state: "ended", exitCame: order.id });
    expect(claimMessage(after, message, published, false, now + HOUR).kind).toBe("suppressed");
  });

  it("is none that happened before the trigger", () => {
    const { who, message, published } = queued(customer());
    const early = { ...event("order.placed", now - HOUR), accepted: now + MINUTE };
    const { customer: after } = apply(who, published, early);
    expect(exitCame(after, run(message), published, now + MINUTE)).toBe(false);
    expect(only(after).exitCame).toBeUndefined();
  });

  it("is not the trigger itself, where a journey starts and exits on the same event", () => {
    const published = definitions(
      journey({
        entry: { on: "order.placed" },
        exitWhen: [{ event: "order.placed" }],
        steps: [mail],
      }),
    );
    const { customer: who } = enterAndTurn(published, now);
    const own = run({ journey: "welcome", version: 1 }, "order.placed");
    expect(exitCame(who, own, published, now)).toBe(false);
    const { customer: after } = apply(who, published, event("order.placed", now + 1));
    expect(exitCame(after, own, published, now + 1)).toBe(true);
  });

  // Torture seed 25: the run itself emitted the event, in its first and last turn.
  it("counts at the very instant at which its trigger was accepted", () => {
    const { who, message, published } = queued(customer());
    const { customer: after } = apply(who, published, event("order.placed", now));
    expect(exitCame(after, run(message), published, now)).toBe(true);
  });

  it("is looked for in the history, where the list of matches does not reach back so far", () => {
    const { who, message, published } = queued(customer());
    const order = event("order.placed", now + MINUTE);
    const { matches: _, ...kept } = apply(who, published, order).customer;
    const later = { ...kept, rev: 2, enrollments: {} };
    expect(exitCame(later, run(message), published, now + DAY)).toBe("ask-history");
    const history = [{ ...order, accepted: order.at }];
    expect(exitCame(later, run(message), published, now + DAY, history)).toBe(true);
    expect(exitCame(later, run(message), published, now + DAY, [])).toBe(false);
  });
});

describe("caps and bids", () => {
  it("count no transactional message against anybody", () => {
    const caps = [{ channel: "email" as const, atMost: 1, per: "1d", overCap: "drop" as const }];
    const entry = { message: "m1", journey: "orders", channel: "email" as const, priority: 0 };
    const ledger = [{ ...entry, purpose: "order-update", at: now - HOUR }];
    const published = definitions(journey({ steps: [mail] }), { caps });
    const { decisions } = enterAndTurn(published, now, customer({ ledger }));
    expect(decisions[0]).toMatchObject({ kind: "queued" });
  });

  it("leave the last place to a higher bid of the next day, not of next month, where nothing closes", () => {
    const published = definitions(journey({ steps: [mail] }));
    const hours = judgeHours(
      { channel: "email", purpose: "care", anyTime: false, window: undefined },
      newCustomer("k234567890123456", "c1"),
      "UTC",
      published,
      now,
    );
    expect(hours).toEqual({ kind: "open", closes: now + DAY });
  });

  it("do not drop a message for a bid that is weeks away", () => {
    const caps = [{ atMost: 1, per: "1d", overCap: "defer" as const }];
    const higher = journey({
      name: "vip",
      priority: 9,
      entry: { on: "vip.joined" },
      steps: [{ do: "wait", for: "30d" }, mail],
    });
    const published = definitions([journey({ steps: [mail] }), higher], { caps });
    const { customer: waiting } = apply(customer(), published, event("vip.joined", now));
    const { customer: bidding } = turn(waiting, published, now);
    const entered = apply(bidding, published, event("customer.registered", now + MINUTE));
    const both = Object.values(entered.customer.enrollments);
    const lower = both.find((one) => one.journey === "welcome");
    const alone = { ...entered.customer, enrollments: { ...entered.customer.enrollments } };
    expect(lower).toBeDefined();
    const bid = both.find((one) => one.journey === "vip")?.bid;
    expect(bid).toMatchObject({ priority: 9, earliest: now + 30 * DAY });
    expect(takeTurnOf(alone, published, lower?.id ?? "", now + MINUTE)).toMatchObject({
      kind: "queued",
    });
  });
});

function takeTurnOf(
  who: Customer,
  published: ReturnType<typeof definitions>,
  enrollment: string,
  when: number,
) {
  const compiled = published.journey("welcome", 1);
  if (compiled === undefined) throw new RangeError("no journey");
  return takeTurn(published, compiled, who, enrollment, when).decisions[0];
}
