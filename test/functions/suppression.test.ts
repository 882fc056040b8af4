import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { operationalError } from "../../src/core/errors.ts";
import type { Message } from "../../src/core/messages/message.ts";
import type { Ports } from "../../src/core/ports.ts";
import { printReason } from "../../src/core/reasons/reason.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createMailboxStack, start } from "./mailbox-stack.ts";
import { captureOutput } from "./output.ts";

const mailbox = "house@example.com";
const mayWrite = { "email:*": true, "sms:*": true };
/** Another spelling of the same mailbox. */
const spelled = "House@EXAMPLE.com";
/** As a mail to it is addressed: a domain has no capitals. */
const reached = "House@example.com";

/** Ada and Bob read one mailbox; Bob has a phone of his own, too. */
async function household(change: Parameters<typeof createMailboxStack>[0] = {}) {
  const stack = createMailboxStack(change);
  await stack.knows("ada", { addresses: { email: [mailbox] }, consents: mayWrite });
  const bob = { email: [spelled], sms: ["+4915112345678"] };
  await stack.knows("bob", { addresses: bob, consents: mayWrite });
  return stack;
}

const outcome = (message: Message | undefined) =>
  message === undefined
    ? "no message"
    : [message.state, message.to, message.reason && printReason(message.reason)]
        .filter(Boolean)
        .join("; ");

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("a mailbox that bounced for good", () => {
  it("is used for nobody any more, however it is spelled", async () => {
    const { asks, says } = await household();
    const first = await asks("ada", "care");
    expect(outcome(first)).toBe(`sent; ${mailbox}`);
    await says("Bounce", first?.id ?? "");
    expect(outcome(await asks("bob", "care"))).toBe(
      "suppressed; the email address does not exist: a message to it came back for good",
    );
    expect(await asks("bob", "order-update")).toBeUndefined();
  });

  it("is noted on each customer who has it, so that the next message goes another way", async () => {
    const { asks, says, find } = await household();
    const first = await asks("ada", "care");
    await says("Bounce", first?.id ?? "");
    expect(outcome(await asks("bob", "winback"))).toMatch(/^suppressed; the email address/);
    expect((await find("bob"))?.addresses.email).toEqual([
      { to: spelled, suppressed: { code: "address-bounced", params: { channel: "email" } } },
    ]);
    expect(outcome(await asks("bob", "winback"))).toBe("sent; +4915112345678");
  });

  it("gives way to the customer's next address at once", async () => {
    const { asks, says, knows } = await household();
    const first = await asks("ada", "care");
    await says("Bounce", first?.id ?? "");
    await knows("cyd", {
      addresses: { email: [mailbox, "cyd@example.com"] },
      consents: mayWrite,
    });
    expect(outcome(await asks("cyd", "care"))).toBe("sent; cyd@example.com");
  });

  it("stays marked on an item of version 0.2.0, which knows no row", async () => {
    const { asks, find, ports } = await household();
    const ada = await find("ada");
    if (ada === undefined) throw new RangeError("no ada");
    const suppressed = "Permanent General: smtp; 550 5.1.1 user unknown";
    const addresses = { email: [{ to: mailbox, suppressed }] };
    await ports.customers.commit(ada, { ...ada, addresses });
    expect(await asks("ada", "care")).toBeUndefined();
    // What the item of one customer says is not known of others.
    expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
  });

  it("counts for another spelling of the mailbox on such an item", async () => {
    const { asks, find, ports } = await household();
    const ada = await find("ada");
    if (ada === undefined) throw new RangeError("no ada");
    const suppressed = "Permanent General: smtp; 550 5.1.1 user unknown";
    const addresses = { email: [{ to: mailbox.toUpperCase() }, { to: mailbox, suppressed }] };
    await ports.customers.commit(ada, { ...ada, addresses });
    expect(outcome(await asks("ada", "care"))).toBe(
      "suppressed; the provider takes no message for this email address any more",
    );
    expect(await asks("ada", "care")).toBeUndefined();
  });

  it("takes mail again once an operator allowed it, and rests at the next bounce", async () => {
    const { asks, says, agenda, ports, marksOf } = await household();
    const first = await asks("ada", "care");
    await says("Bounce", first?.id ?? "");
    const allowed = { at: agenda.clock.now(), reason: "the mailbox is back" };
    await ports.addresses.note({ channel: "email", normal: mailbox }, { allowed });
    const second = await asks("bob", "care");
    expect(outcome(second)).toBe(`sent; ${reached}`);
    // The bounce of before comes again: it changes nothing.
    await says("Bounce", first?.id ?? "", { timestamp: "2026-01-05T12:02:00Z" });
    expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
    await says("Bounce", second?.id ?? "");
    expect(outcome(await asks("bob", "care"))).toBe("no message");
    expect(await marksOf(mailbox)).toMatchObject({ allowed });
  });
});

describe("a complaint", () => {
  it("speaks for the mailbox; the consent is its customer's alone", async () => {
    const { asks, says, find } = await household();
    await says("Complaint", (await asks("ada", "care"))?.id ?? "");
    expect(outcome(await asks("bob", "care"))).toBe(
      "suppressed; the reader of this email address called a message spam",
    );
    expect((await find("ada"))?.consents["email:*"]?.given).toBe(false);
    expect((await find("bob"))?.consents["email:*"]?.given).toBe(true);
  });
});

describe("what SES held back by its own list", () => {
  it("failed and was never sent; the address rests for everyone, and no journey hears of a bounce", async () => {
    const { asks, says, kept } = await household();
    const first = await asks("ada", "care");
    await says("Send", first?.id ?? "");
    await says("Bounce", first?.id ?? "", { bounceSubType: "OnAccountSuppressionList" });
    const message = kept.messages.get(first?.id ?? "");
    expect(message?.state).toBe("failed");
    expect(message?.reports).toBeUndefined();
    expect([...kept.events.values()].map(({ type }) => type)).not.toContain("message.bounced");
    expect(outcome(await asks("bob", "care"))).toBe(
      "suppressed; the provider keeps this email address on its suppression list",
    );
  });
});

describe("a provider that calls an address dead", () => {
  it("marks it before the message has failed: a call that breaks off between does not lose it", async () => {
    let broken = 1;
    const wrap = (ports: Ports): Ports => ({
      ...ports,
      messages: {
        ...ports.messages,
        advance: async (id, from, change) => {
          if (change.state === "failed" && broken-- > 0) {
            throw operationalError("StoreUnavailable", "away");
          }
          return ports.messages.advance(id, from, change);
        },
      },
    });
    const answer = () => ({ kind: "refused", reason: "gone", suppress: true }) as const;
    const { asks, marksOf } = await household({ wrap, answer });
    await asks("ada", "care");
    expect(await marksOf(mailbox)).toMatchObject({ whole: { dead: expect.any(Number) } });
    expect(outcome(await asks("bob", "care"))).toMatch(
      /^suppressed; the provider takes no message/,
    );
  });
});

describe("an opt-out by its link", () => {
  it("lets the other customer of the mailbox rest as well, for that purpose only", async () => {
    const { asks, optsOut, find } = await household();
    const first = await asks("ada", "care");
    await optsOut("ada", first?.id ?? "", "care");
    expect(outcome(await asks("bob", "care"))).toBe(
      "suppressed; the reader of this email address opted out of care",
    );
    expect(outcome(await asks("bob", "winback"))).toBe(`sent; ${reached}`);
    expect(outcome(await asks("bob", "order-update"))).toBe(`sent; ${reached}`);
    expect((await find("bob"))?.consents).toMatchObject({
      "email:*": { given: true },
      "sms:*": { given: true },
    });
    expect((await find("bob"))?.consents).not.toHaveProperty("email:care");
  });

  it("does not change the item of the other: another customer's consent may lift it", async () => {
    const { asks, optsOut, find } = await household();
    await optsOut("ada", (await asks("ada", "care"))?.id ?? "", "care");
    await asks("bob", "care");
    expect((await find("bob"))?.addresses.email).toEqual([{ to: spelled }]);
  });

  it.each<[string, (which: string) => boolean]>([
    ["the mark", (which) => which === "note"],
    ["the customer's commit", (which) => which === "commit"],
  ])("is done whole where %s breaks off: the event comes again", async (_what, breaks) => {
    let broken = 0;
    const fail = (which: string) => {
      if (!breaks(which) || broken !== 1) return;
      broken += 1;
      throw operationalError("StoreUnavailable", "away");
    };
    const wrap = (ports: Ports): Ports => ({
      ...ports,
      addresses: {
        ...ports.addresses,
        note: async (address, news) => {
          fail("note");
          return ports.addresses.note(address, news);
        },
      },
      customers: {
        ...ports.customers,
        commit: async (before, after) => {
          fail("commit");
          return ports.customers.commit(before, after);
        },
      },
    });
    const { asks, optsOut, find, marksOf, agenda } = await household({ wrap });
    const first = await asks("ada", "care");
    const at = agenda.clock.now();
    broken = 1;
    await optsOut("ada", first?.id ?? "", "care", at);
    expect(broken).toBe(2);
    const isMarked = (await marksOf(mailbox)).optOuts !== undefined;
    // Never the item without the mark.
    expect((await find("ada"))?.consents["email:care"]).toBeUndefined();
    expect(isMarked).toBe(breaks("commit"));
    await optsOut("ada", first?.id ?? "", "care", at);
    expect((await find("ada"))?.consents["email:care"]?.given).toBe(false);
    expect((await marksOf(mailbox)).optOuts).toEqual({ care: expect.any(Number) });
  });

  it("marks all that the customer has where the message is no longer known", async () => {
    const { optsOut, marksOf } = await household();
    await optsOut("ada", "k234567890123456-abcdefghijklm", "care");
    expect((await marksOf(mailbox)).optOuts).toEqual({ care: expect.any(Number) });
  });

  it("marks what the message went to, not what the customer has now", async () => {
    const { asks, knows, optsOut, marksOf } = await household();
    const first = await asks("ada", "care");
    await knows("ada", { addresses: { email: ["new@example.com"] } });
    await optsOut("ada", first?.id ?? "", "care");
    expect((await marksOf(mailbox)).optOuts).toEqual({ care: expect.any(Number) });
    expect(await marksOf("new@example.com")).toEqual({});
  });
});

describe("a consent after an opt-out", () => {
  const proof = { given: true, source: "preference-center", text: "v3" };
  const confirmed = { given: true, source: "double-opt-in", text: "v3" };

  async function refused() {
    const stack = await household();
    const first = await stack.asks("ada", "care");
    await stack.optsOut("ada", first?.id ?? "", "care");
    return { ...stack, message: first?.id ?? "" };
  }

  it.each<[string, object, boolean]>([
    ["in a preference centre", { consents: { "email:care": proof } }, true],
    ["confirmed from the one address", { consents: { "email:care": confirmed } }, true],
    [
      "confirmed from this address, which the event names",
      { addresses: { email: [mailbox] }, consents: { "email:care": confirmed } },
      true,
    ],
    [
      "confirmed from another address",
      { addresses: { email: ["bob@example.com"] }, consents: { "email:care": confirmed } },
      false,
    ],
    ["of another purpose", { consents: { "email:winback": proof } }, false],
    ["of every purpose", { consents: { "email:*": proof } }, false],
    ["of another channel", { consents: { "sms:care": proof } }, false],
    [
      "that a checkout asked for",
      { consents: { "email:care": { ...proof, source: "checkout" } } },
      false,
    ],
    [
      "without its wording",
      { consents: { "email:care": { given: true, source: "preference-center" } } },
      false,
    ],
    ["that a profile sync repeats", { consents: { "email:care": true } }, false],
    [
      "of before the opt-out",
      { consents: { "email:care": { ...proof, at: "2026-01-05T12:00:30Z" } } },
      false,
    ],
  ])("%s", async (_what, profile, lifts) => {
    const { knows, marksOf } = await refused();
    await knows("bob", profile);
    const { optOuts, grants } = await marksOf(mailbox);
    expect(optOuts).toEqual({ care: expect.any(Number) });
    expect(Object.keys(grants ?? {})).toEqual(lifts ? ["care"] : []);
  });

  it("lifts the mark for both, but gives no consent to whom refused", async () => {
    const { knows, asks } = await refused();
    await knows("bob", { consents: { "email:care": proof } });
    expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
    expect(await asks("ada", "care")).toBeUndefined();
  });

  it("lifts it also where the opt-out comes in after the consent that followed it", async () => {
    const { asks, knows, optsOut, marksOf, agenda } = await household();
    const first = await asks("ada", "care");
    const clicked = agenda.clock.now();
    await agenda.advanceTo(clicked + HOUR);
    await knows("ada", { consents: { "email:care": proof } });
    await optsOut("ada", first?.id ?? "", "care", clicked);
    const { optOuts, grants } = await marksOf(mailbox);
    expect(grants?.care).toBeGreaterThan(optOuts?.care ?? Number.POSITIVE_INFINITY);
    expect(outcome(await asks("ada", "care"))).toBe(`sent; ${mailbox}`);
  });

  it("is outdone by the next opt-out", async () => {
    const { knows, asks, optsOut, message } = await refused();
    await knows("bob", { consents: { "email:care": proof } });
    await optsOut("ada", message, "care");
    expect(outcome(await asks("bob", "care"))).toMatch(/^suppressed; the reader/);
  });

  it("keeps nothing of consents that meet no opt-out", async () => {
    const { knows, marksOf } = await household();
    await knows("ada", { consents: { "email:care": proof } });
    expect(await marksOf(mailbox)).toEqual({});
  });

  it("lifts no bounce", async () => {
    const { asks, says, knows } = await household();
    await says("Bounce", (await asks("ada", "care"))?.id ?? "");
    await knows("bob", { consents: { "email:care": proof } });
    expect(outcome(await asks("bob", "care"))).toMatch(/^suppressed; the email address/);
  });

  it("is lifted by the event that comes again where lifting broke off", async () => {
    let broken = 0;
    const wrap = (ports: Ports): Ports => ({
      ...ports,
      addresses: {
        ...ports.addresses,
        note: async (address, news) => {
          if (news.grants !== undefined && broken++ === 0) {
            throw operationalError("StoreUnavailable", "away");
          }
          return ports.addresses.note(address, news);
        },
      },
    });
    const { asks, optsOut, handlers, marksOf, find } = await household({ wrap });
    await optsOut("ada", (await asks("ada", "care"))?.id ?? "", "care");
    const detail = { id: "again", at: "2026-01-05T12:10:00Z" };
    const customer = { id: "bob", consents: { "email:care": proof } };
    const event = busEvent("customer.updated", { ...detail, customer });
    const take = () => handlers.intake(queueBatch(event), context());
    expect(await take()).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
    expect((await find("bob"))?.consents["email:care"]?.given).toBe(true);
    expect((await marksOf(mailbox)).grants).toBeUndefined();
    expect(await take()).toEqual({ batchItemFailures: [] });
    expect((await marksOf(mailbox)).grants).toEqual({ care: expect.any(Number) });
  });
});

describe("soft bounces", () => {
  const full = { bounceType: "Transient", bounceSubType: "MailboxFull" };

  /** Mails to Ada, each a day after the other, and what became of each. */
  async function mails(
    outcomes: readonly ("full" | "delivered" | "too large")[],
    change: Parameters<typeof household>[0] = {},
    apart = DAY,
  ) {
    const stack = await household(change);
    for (const became of outcomes) {
      const message = await stack.asks("ada", "care");
      if (message === undefined) return stack;
      if (became === "delivered") await stack.says("Delivery", message.id);
      if (became === "full") await stack.says("Bounce", message.id, full);
      if (became === "too large") {
        await stack.says("Bounce", message.id, { ...full, bounceSubType: "MessageTooLarge" });
      }
      await stack.agenda.advanceTo(stack.agenda.clock.now() + apart);
    }
    return stack;
  }
  const softBounced = /came back too often without a delivery between$/;

  it("keep the message as sent, with the reason, and tell their type", async () => {
    const { kept } = await mails(["full"]);
    const [message] = kept.messages.values();
    expect(message).toMatchObject({
      state: "sent",
      reason: "Transient MailboxFull: smtp; 550 5.1.1 user unknown",
      reports: { bounced: expect.any(Number) },
    });
    expect([...kept.events.values()].find(({ type }) => type === "message.bounced")).toMatchObject({
      properties: { bounceType: "Transient", bounceSubtype: "MailboxFull" },
    });
  });

  it.each<[string, Parameters<typeof mails>[0], boolean]>([
    ["two", ["full", "full"], false],
    ["three", ["full", "full", "full"], true],
    ["three with a delivery between", ["full", "delivered", "full", "full"], false],
    ["three after a delivery", ["delivered", "full", "full", "full"], true],
    ["a fourth after such a delivery", ["full", "delivered", "full", "full", "full"], true],
    ["that speak about the message", ["too large", "too large", "too large"], false],
  ])("%s", async (_what, outcomes, suppressed) => {
    const { asks } = await mails(outcomes);
    const told = outcome(await asks("bob", "care"));
    expect(told).toMatch(suppressed ? softBounced : /^sent; House@example.com$/);
  });

  it("count within 30 days", async () => {
    const { asks } = await mails(["full", "full", "full"], {}, 16 * DAY);
    expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
  });

  it("count as settings.json says", async () => {
    const settings = { softBounces: { suppressAfter: 2, within: "2d" } };
    const { asks } = await mails(["full", "full"], { settings });
    expect(outcome(await asks("bob", "care"))).toMatch(softBounced);
    const slow = await mails(["full", "full"], { settings }, 3 * DAY);
    expect(outcome(await slow.asks("bob", "care"))).toBe(`sent; ${reached}`);
  });

  it("count once each, however often they are told", async () => {
    const stack = await household();
    const message = await stack.asks("ada", "care");
    const timestamp = "2026-01-05T12:05:00Z";
    for (let times = 0; times < 4; times++) {
      await stack.says("Bounce", message?.id ?? "", { ...full, timestamp });
    }
    expect((await stack.marksOf(mailbox)).softBounces).toHaveLength(1);
    expect(outcome(await stack.asks("bob", "care"))).toBe(`sent; ${reached}`);
  });

  it("an auto-reply to what was delivered is none", async () => {
    const stack = await household();
    const message = (await stack.asks("ada", "care"))?.id ?? "";
    await stack.says("Delivery", message);
    await stack.says("Bounce", message, { bounceType: "Transient", bounceSubType: "General" });
    expect(stack.kept.messages.get(message)?.reports).toEqual({ delivered: expect.any(Number) });
    expect(await stack.marksOf(mailbox)).toEqual({});
    const types = [...stack.kept.events.values()].map(({ type }) => type);
    expect(types).not.toContain("message.bounced");
  });

  describe("an auto-reply that SES reports before the delivery", () => {
    const general = { bounceType: "Transient", bounceSubType: "General" };

    it("is taken back when the delivery is reported", async () => {
      const stack = await household();
      for (let times = 0; times < 5; times++) {
        const message = await stack.asks("ada", "care");
        const sent = stack.agenda.clock.now();
        await stack.says("Bounce", message?.id ?? "", general);
        expect(await stack.marksOf(mailbox)).toMatchObject({
          softBounces: expect.arrayContaining([expect.any(Number)]),
        });
        // Delivered before the reply came, reported after it.
        await stack.says("Delivery", message?.id ?? "", {
          timestamp: new Date(sent - 1000).toISOString(),
        });
        await stack.agenda.advanceTo(stack.agenda.clock.now() + DAY);
      }
      const { whole, softBounces, autoReplies } = await stack.marksOf(mailbox);
      expect([whole, autoReplies]).toEqual([undefined, softBounces]);
      expect(outcome(await stack.asks("bob", "care"))).toBe(`sent; ${reached}`);
    });

    it("is taken back where its own report broke off half-way and comes again after that", async () => {
      let broken = 1;
      const wrap = (ports: Ports): Ports => ({
        ...ports,
        messages: {
          ...ports.messages,
          report: async (id, report, at, said) => {
            if (report === "bounced" && broken-- > 0) {
              throw operationalError("StoreUnavailable", "away");
            }
            return ports.messages.report(id, report, at, said);
          },
        },
      });
      const stack = await household({ wrap });
      const message = (await stack.asks("ada", "care"))?.id ?? "";
      const bounce = { ...general, timestamp: "2026-01-05T12:05:00Z" };
      await stack.says("Bounce", message, bounce);
      await stack.says("Delivery", message, { timestamp: "2026-01-05T12:04:00Z" });
      await stack.says("Bounce", message, bounce);
      const { softBounces, autoReplies } = await stack.marksOf(mailbox);
      expect(autoReplies).toEqual(softBounces);
    });

    it("of messages whose delivery was reported counts as one when the third comes", async () => {
      const stack = await household();
      for (const delivered of [true, false, false]) {
        const message = await stack.asks("ada", "care");
        const id = message?.id ?? "";
        if (delivered) {
          // Both were read before either was written: the row has not learned of the reply.
          const marks = vi.spyOn(stack.ports.addresses, "note");
          await stack.says("Bounce", id, general);
          marks.mockImplementation(async (address) => stack.ports.addresses.marksOf(address));
          await stack.says("Delivery", id);
          marks.mockRestore();
        } else await stack.says("Bounce", id, full);
        await stack.agenda.advanceTo(stack.agenda.clock.now() + DAY);
      }
      expect((await stack.marksOf(mailbox)).softBounces).toHaveLength(3);
      expect(await stack.marksOf(mailbox)).not.toHaveProperty("autoReplies");
      expect(outcome(await stack.asks("bob", "care"))).toBe(`sent; ${reached}`);
    });
  });

  describe("a delivery to another customer of the mailbox", () => {
    /** What became of mails, in order, to whom. */
    async function mixed(
      ...outcomes: readonly (readonly ["ada" | "bob", "full" | "delivered" | "both"])[]
    ) {
      const stack = await household();
      for (const [who, became] of outcomes) {
        const message = (await stack.asks(who, "care"))?.id ?? "";
        if (became !== "full") await stack.says("Delivery", message);
        if (became !== "delivered") await stack.says("Bounce", message, full);
        await stack.agenda.advanceTo(stack.agenda.clock.now() + DAY);
      }
      return stack;
    }

    it("breaks the row", async () => {
      const { asks } = await mixed(
        ["ada", "full"],
        ["ada", "full"],
        ["bob", "delivered"],
        ["ada", "full"],
      );
      expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
    });

    it("does not where the message came back after all", async () => {
      const { asks } = await mixed(["ada", "full"], ["bob", "both"], ["ada", "full"]);
      expect(outcome(await asks("bob", "care"))).toMatch(softBounced);
    });

    it("is noted only while there are soft bounces, and costs other messages nothing", async () => {
      const stack = await household();
      const notes = vi.spyOn(stack.ports.addresses, "note");
      const reads = vi.spyOn(stack.ports.addresses, "marksOf");
      await stack.says("Delivery", (await stack.asks("bob", "care"))?.id ?? "");
      expect([notes.mock.calls.length, reads.mock.calls.length]).toEqual([0, 1]);
      await stack.says("Bounce", (await stack.asks("ada", "care"))?.id ?? "", full);
      await stack.says("Delivery", (await stack.asks("bob", "care"))?.id ?? "");
      expect((await stack.marksOf(mailbox)).deliveries).toHaveLength(1);
      await stack.says("Delivery", (await stack.asks("bob", "care"))?.id ?? "");
      expect((await stack.marksOf(mailbox)).deliveries).toHaveLength(1);
    });
  });

  it("a general one of what was not delivered is one", async () => {
    const stack = await household();
    const message = (await stack.asks("ada", "care"))?.id ?? "";
    await stack.says("Bounce", message, { bounceType: "Transient", bounceSubType: "General" });
    expect((await stack.marksOf(mailbox)).softBounces).toHaveLength(1);
  });
});

describe("a claim", () => {
  it("that read before the mark may go; none that reads after it does", async () => {
    let optOut: (() => Promise<void>) | undefined;
    const wrap = (ports: Ports): Ports => ({
      ...ports,
      customers: {
        ...ports.customers,
        commit: async (before, after) => {
          const mark = optOut;
          optOut = undefined;
          await mark?.();
          return ports.customers.commit(before, after);
        },
      },
    });
    const { asks, ports, sent, happens, agenda, marksOf } = await household({ wrap });
    const name = { channel: "email", normal: mailbox } as const;
    await happens("asked.care", "bob");
    expect(sent).toHaveLength(1);
    // Between the read of the row and the commit of the claim.
    const reads = ports.addresses.marksOf.bind(ports.addresses);
    let armed = true;
    vi.spyOn(ports.addresses, "marksOf").mockImplementation(async (address) => {
      const marks = await reads(address);
      if (armed) {
        optOut = async () => {
          await ports.addresses.note(name, { optOuts: { care: agenda.clock.now() } });
        };
      }
      armed = false;
      return marks;
    });
    expect(outcome(await asks("bob", "care"))).toBe(`sent; ${reached}`);
    expect((await marksOf(mailbox)).optOuts).toBeDefined();
    expect(outcome(await asks("bob", "care"))).toMatch(/^suppressed; the reader/);
    expect(agenda.clock.now()).toBeLessThan(start + 30 * MINUTE);
  });

  it("looks at one row, and at none where the item refuses already", async () => {
    const stack = await household();
    const reads = vi.spyOn(stack.ports.addresses, "marksOf");
    await stack.asks("ada", "care");
    expect(reads).toHaveBeenCalledTimes(1);
    await stack.knows("ada", { consents: { "email:*": { given: false } } });
    await stack.asks("ada", "care");
    expect(reads).toHaveBeenCalledTimes(1);
  });
});
