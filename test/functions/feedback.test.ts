import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mayWrite } from "../../src/core/customers/consent.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports, ProviderAnswer } from "../../src/core/ports.ts";
import { formatInstant, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { type SesEventChange, type SesEventType, sesEvent } from "./fixtures/ses-event.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const none = { batchItemFailures: [] };

/** An email that SES has taken. */
async function sent(
  wrap?: (ports: Ports) => Ports,
  answer: () => ProviderAnswer | undefined = () => undefined,
) {
  const stack = createLocalStack({
    start,
    definitions: published({}),
    answer,
    ...(wrap === undefined ? {} : { wrap }),
  });
  const ada = {
    id: "ada",
    addresses: { email: ["ada@example.com"] },
    consents: { "email:*": true },
  };
  await stack.handlers.intake(
    queueBatch(busEvent("customer.registered", { id: "e1", customer: ada })),
    context(),
  );
  await stack.agenda.advanceTo(start + MINUTE);
  const [message = ""] = stack.kept.messages.keys();
  const take = (...bodies: string[]) => stack.handlers.feedback(queueBatch(...bodies), context());
  const says = (type: SesEventType, change: SesEventChange = {}) =>
    sesEvent(type, { message, ...change });
  const outcome = async () => {
    const customer = await stack.ports.customers.find(await stack.ports.keys.keyOf("ada"));
    return {
      message: stack.kept.messages.get(message),
      addresses: customer?.addresses,
      consents: customer?.consents,
      told: [...stack.kept.events.values()]
        .map(({ id, type, at }) => `${type} ${id} ${at}`)
        .toSorted(),
    };
  };
  return { ...stack, message, take, says, outcome };
}

let output: Output;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("feedback", () => {
  it("notes what became of a message and tells its journeys", async () => {
    const { take, says, outcome } = await sent();
    expect(await take(says("Send"), says("Delivery"), says("Open"), says("Click"))).toEqual(none);
    const { message, told } = await outcome();
    expect(message?.state).toBe("sent");
    expect(Object.keys(message?.reports ?? {})).toEqual(["delivered", "opened", "clicked"]);
    expect(told.map((line) => line.split(" ")[0])).toEqual([
      "customer.registered",
      "message.clicked",
      "message.delivered",
      "message.opened",
    ]);
  });

  it("uses no address again that bounced for good, and says why", async () => {
    const { take, says, outcome } = await sent();
    await take(says("Bounce"));
    const reason = "Permanent General: smtp; 550 5.1.1 user unknown";
    expect(await outcome()).toMatchObject({
      message: { state: "failed", reason },
      addresses: { email: [{ to: "ada@example.com", suppressed: reason }] },
    });
  });

  it("keeps an address whose mailbox was full", async () => {
    const { take, says, outcome } = await sent();
    await take(
      says("Bounce", { about: { bounceType: "Transient", bounceSubType: "MailboxFull" } }),
    );
    expect(await outcome()).toMatchObject({
      message: { state: "sent", reports: { bounced: expect.any(Number) } },
      addresses: { email: [{ to: "ada@example.com" }] },
    });
    expect((await outcome()).addresses?.email?.[0]).not.toHaveProperty("suppressed");
  });

  it("takes a complaint for the end of every consent to email", async () => {
    const { take, says, outcome } = await sent();
    await take(says("Complaint"));
    expect(await outcome()).toMatchObject({
      addresses: { email: [{ suppressed: "complaint: abuse" }] },
      consents: { "email:*": { given: false, source: "complaint" } },
    });
  });

  it("takes a complaint as of its time, also where email was refused and one purpose given again", async () => {
    const { take, says, ports, handlers } = await sent();
    const say = (id: string, minutes: number, consents: object) => {
      const detail = { id, customer: { id: "ada", consents } };
      const time = formatInstant(start - minutes * MINUTE);
      return handlers.intake(queueBatch(busEvent("customer.updated", detail, time)), context());
    };
    await say("e2", 9, { "email:*": { given: false, source: "form" } });
    await say("e3", 8, { "email:care": { given: true, source: "form" } });
    const ada = async () => {
      const found = await ports.customers.find(await ports.keys.keyOf("ada"));
      return found !== undefined && mayWrite(found, "email", "care");
    };
    expect(await ada()).toBe(true);
    await take(says("Complaint"));
    expect(await ada()).toBe(false);
  });

  it.each([
    ["Reject", "rejected: Bad content"],
    [
      "Rendering Failure",
      "rendering failed: Attribute 'name' is not present in the rendering data.",
    ],
  ] as const)("notes a %s as failed", async (type, reason) => {
    const { take, says, outcome } = await sent();
    await take(says(type));
    expect((await outcome()).message).toMatchObject({ state: "failed", reason });
  });

  it.each([
    ["Send", "sent"],
    ["Delivery", "sent"],
    ["Bounce", "failed"],
  ] as const)("settles by a %s what broke off while it was sent: %s", async (type, state) => {
    const unclear = () => ({ kind: "unclear", reason: "timeout" }) as const;
    const { take, says, outcome } = await sent(undefined, unclear);
    expect((await outcome()).message?.state).toBe("sending");
    await take(says(type));
    expect((await outcome()).message?.state).toBe(state);
  });

  it("does not count the opens of machines", async () => {
    const { take, says, outcome } = await sent();
    expect(await take(says("Open", { about: { isBotEvent: "Likely" } }))).toEqual(none);
    expect((await outcome()).message?.reports).toBeUndefined();
  });

  it.each<[string, readonly SesEventType[]]>([
    ["read and reported as spam", ["Send", "Delivery", "Open", "Click", "Complaint"]],
    ["delayed, then bounced for good", ["Send", "DeliveryDelay", "Bounce"]],
    ["rejected", ["Send", "Reject"]],
  ])("ends the same for mail %s, in any order and twice", async (_what, types) => {
    const expected = await (async () => {
      const { take, says, outcome } = await sent();
      await take(...types.map((type) => says(type)));
      return outcome();
    })();
    const twice = [...types, ...types];
    const anyOrder = fc.shuffledSubarray(twice, { minLength: twice.length });
    await fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const { take, says, outcome } = await sent();
        expect(await take(...order.map((type) => says(type)))).toEqual(none);
        expect(await outcome()).toEqual(expected);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it("acknowledges and counts what is not ours", async () => {
    const { take, says, outcome } = await sent();
    const before = await outcome();
    expect(await take(sesEvent("Send"), sesEvent("Bounce"), says("Subscription"))).toEqual(none);
    expect(await outcome()).toEqual(before);
    expect(output.log()).toMatchObject([{ message: "events of mail that is not ours", count: 2 }]);
  });

  it("acknowledges what SES says of a message that is gone, and logs its id", async () => {
    const { take } = await sent();
    const message = "k234567890123456-abcdefghijklm";
    expect(await take(sesEvent("Open", { message }))).toEqual(none);
    expect(output.log()).toMatchObject([{ messageId: message, kind: "opened" }]);
  });

  it("leaves to its queue what could not be stored, puts aside what can't be read, and takes in the rest", async () => {
    const { take, says, message, outcome, queues } = await sent((ports) => ({
      ...ports,
      messages: {
        ...ports.messages,
        async report(id, report, when) {
          if (report === "opened") throw operationalError("StoreUnavailable", "throttled");
          return ports.messages.report(id, report, when);
        },
      },
    }));
    expect(await take("{oops", says("Open"), says("Delivery"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "r2" }],
    });
    expect(queues.feedback.deadLetters).toMatchObject([
      { body: "{oops", error: { message: expect.stringMatching(/^no SES event: /) } },
    ]);
    expect((await outcome()).message?.reports).toEqual({ delivered: expect.any(Number) });
    expect(output.log()).toMatchObject([
      { level: "WARN", message: "a report of SES was put aside with its reason", record: "r1" },
      { level: "WARN", record: "r2", messageId: message, error: "StoreUnavailable" },
    ]);
  });

  it("puts a report aside at once that its customer can't take in, and takes in the others", async () => {
    const { take, says, outcome, queues } = await sent((ports) => ({
      ...ports,
      messages: {
        ...ports.messages,
        async report(id, report, when) {
          if (report === "opened") throw operationalError("ItemTooLarge", "the item is full");
          return ports.messages.report(id, report, when);
        },
      },
    }));
    expect(await take(says("Open"), says("Delivery"))).toEqual(none);
    expect(queues.feedback.deadLetters).toMatchObject([
      { body: says("Open"), error: { message: "ItemTooLarge: the item is full" } },
    ]);
    expect((await outcome()).message?.reports).toEqual({ delivered: expect.any(Number) });
  });
});
