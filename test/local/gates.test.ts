import { describe, expect, it } from "vitest";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import type { PauseTarget } from "../../src/core/definitions/pause.ts";
import { settings, withZone } from "../../src/core/definitions/settings.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports, ProviderAnswer } from "../../src/core/ports.ts";
import { printReason } from "../../src/core/reasons/reason.ts";
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";

const start = parseInstant("2026-01-05T10:00:00Z") ?? 0;
const email: PauseTarget = { kind: "channel", channel: "email" };
const mail: Step = { do: "send", id: "mail", template: "plain", channels: ["email"] };

const definitions = (...journeys: Partial<Journey>[]) => ({
  rev: 1,
  settings: withZone(
    settings.parse({
      unknownZone: "use-default",
      purposes: { care: {}, receipt: { transactional: true } },
      senders: { email: { from: "shop@example.com" } },
    }),
    "UTC",
  ),
  journeys: journeys.map((change) => ({
    journey: journey.parse({
      name: "welcome",
      owner: "crm@example.com",
      purpose: "care",
      status: "live",
      entry: { on: "customer.registered" },
      reentry: "always",
      steps: [mail],
      ...change,
    }),
    version: 1,
    live: true,
  })),
  segments: [],
  templates: [
    { name: "plain", header: {}, parts: { "subject.txt": "Hello", "email.txt": "Hello" } },
  ],
});

/** A shop whose provider answers as told, and whose deliveries, schedules and sends are counted. */
function openShop(journeys: Partial<Journey>[] = [{}]) {
  const counts = { ownSends: 0, delivered: 0, timed: 0, deliveredAt: [] as number[] };
  const say: { answer: ProviderAnswer | undefined; busy: number } = { answer: undefined, busy: 0 };
  const sent: string[] = [];
  const asked: number[] = [];
  let delivering = false;
  const runtime = createLocalRuntime({
    start,
    definitions: definitions(...journeys),
    answer() {
      asked.push(runtime.agenda.clock.now());
      return say.answer;
    },
    sent: (message) => sent.push(message.to.split("@")[0] ?? ""),
    wrap: (ports): Ports => ({
      ...ports,
      deliveries: {
        async send(delivery, delay) {
          if (delivering) counts.ownSends += 1;
          return ports.deliveries.send(delivery, delay);
        },
        waiting: async (channel) => say.busy + (await ports.deliveries.waiting(channel)),
      },
      timers: {
        ...ports.timers,
        async setDelivery(name, due, delivery) {
          counts.timed += 1;
          return ports.timers.setDelivery(name, due, delivery);
        },
      },
    }),
    around: (flows) => ({
      ...flows,
      async deliver(delivery) {
        counts.delivered += 1;
        counts.deliveredAt.push(runtime.agenda.clock.now());
        delivering = true;
        try {
          await flows.deliver(delivery);
        } finally {
          delivering = false;
        }
      },
    }),
  });
  let events = 0;
  return {
    runtime,
    counts,
    say,
    sent,
    /** When the provider was called. */
    asked,
    pass: (ms: number) => runtime.agenda.advanceTo(runtime.agenda.clock.now() + ms),
    pause: (what: PauseTarget) =>
      runtime.pauses.pause(what, { since: runtime.agenda.clock.now(), by: "ann" }),
    async register(id: string, type = "customer.registered") {
      const customer = {
        id,
        addresses: { email: [`${id}@example.com`] },
        consents: { "email:*": { given: true } },
      };
      const at = formatInstant(runtime.agenda.clock.now());
      runtime.offer(JSON.stringify({ id: `e${events++}`, type, customer, at }));
      await runtime.agenda.advanceTo(runtime.agenda.clock.now() + 1_000);
    },
    messages: () => [...runtime.timeline.kept.messages.values()],
  };
}

const states = (shop: ReturnType<typeof openShop>) => shop.messages().map(({ state }) => state);

describe("a pause of a day", () => {
  it("takes each message off the queue once, and sends none to its own queue", async () => {
    const shop = openShop();
    await shop.pause(email);
    for (const id of ["a", "b", "c"]) await shop.register(id);
    await shop.pass(DAY);
    expect(states(shop)).toEqual(["held", "held", "held"]);
    expect(shop.counts).toMatchObject({ delivered: 3, ownSends: 0, timed: 0 });
    expect(shop.runtime.agenda.nextAt()).toBeUndefined();
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    expect(states(shop)).toEqual(["sent", "sent", "sent"]);
    expect(shop.sent.toSorted()).toEqual(["a", "b", "c"]);
    expect(shop.counts).toMatchObject({ delivered: 6, ownSends: 0, timed: 0 });
  });

  it("lets transactional messages go first, then higher priorities, then older ones", async () => {
    const shop = openShop([
      { name: "later", priority: -5, entry: { on: "later" } },
      { name: "plain", entry: { on: "plain" } },
      { name: "eager", priority: 5, entry: { on: "eager" } },
      { name: "receipt", purpose: "receipt", priority: -50, entry: { on: "receipt" } },
    ]);
    await shop.pause(email);
    for (const [id, type] of [
      ["d", "later"],
      ["c1", "plain"],
      ["c2", "plain"],
      ["b", "eager"],
      ["a", "receipt"],
    ] as const) {
      await shop.register(id, type);
    }
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    expect(shop.sent).toEqual(["a", "b", "c1", "c2", "d"]);
  });

  it("lets no more go than the queue works off in 10 minutes", async () => {
    const shop = openShop();
    // An email queue works off 13 a second: 7,800. So many are in it already but for two.
    shop.say.busy = 7_798;
    await shop.pause(email);
    for (const id of ["a", "b", "c", "d", "e"]) await shop.register(id);
    await shop.pass(HOUR);
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    expect(shop.sent).toEqual(["a", "b"]);
    await shop.pass(2 * MINUTE);
    expect(shop.sent).toHaveLength(4);
    await shop.pass(10 * MINUTE);
    expect(shop.sent).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("drops what has expired at the gate, and gives its place under the caps back", async () => {
    const shop = openShop([{ steps: [{ ...mail, expires: "2h" }] }]);
    await shop.register("a");
    await shop.pause(email);
    await shop.register("b");
    await shop.pass(DAY);
    const before = shop.counts.delivered;
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    expect(shop.messages()[1]).toMatchObject({ state: "dropped", reason: "paused; expired" });
    expect(shop.counts.delivered).toBe(before);
    const { customers } = await shop.runtime.ports.customers.page({ slice: 0, slices: 1 });
    const places = Object.fromEntries(customers.map(({ id, ledger }) => [id, ledger.length]));
    expect(places).toEqual({ a: 1, b: 0 });
  });

  it("of a journey leaves the others alone, and waits for its channel once it is lifted", async () => {
    const shop = openShop([
      { name: "one", entry: { on: "one" }, steps: [{ do: "wait", id: "w", for: "1h" }, mail] },
      { name: "two", entry: { on: "two" } },
    ]);
    const one: PauseTarget = { kind: "journey", journey: "one" };
    await shop.register("a", "one");
    // Its turn is over and its message is in the queue when the journey is paused.
    await shop.pass(HOUR - 2_000);
    await shop.pause(email);
    await shop.pass(5_000);
    await shop.pause(one);
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    // What waited for the channel now waits for the journey.
    expect(shop.messages()[0]).toMatchObject({ state: "held", atGate: { gate: "email/one" } });
    await shop.register("b", "two");
    expect(shop.sent).toEqual(["b"]);
    await shop.pause(email);
    await shop.runtime.liftPause(one);
    await shop.pass(HOUR);
    expect(shop.sent).toEqual(["b"]);
    await shop.runtime.liftPause(email);
    await shop.pass(MINUTE);
    expect(shop.sent).toEqual(["b", "a"]);
  });

  it("finds what a function held late, by flags that it had read before", async () => {
    const late = openShop();
    await late.pause(email);
    const old = await late.runtime.pauses.read();
    await late.runtime.liftPause(email);
    await late.pass(MINUTE);
    const { pauses } = late.runtime.ports;
    // The first pass has gone; a slow function still goes by what it read.
    const fresh = { ...pauses };
    Object.assign(pauses, { read: async () => old });
    await late.register("slow");
    Object.assign(pauses, fresh);
    expect(states(late)).toEqual(["held"]);
    await late.pass(3 * MINUTE);
    expect(late.sent).toEqual(["slow"]);
    expect(await late.runtime.pauses.read()).not.toHaveProperty("draining");
  });
});

describe("a provider that refuses the stage itself", () => {
  const denied: ProviderAnswer = { kind: "denied", code: "AccessDeniedException" };

  it("closes its channel: messages are held, and one a minute asks again", async () => {
    const shop = openShop();
    shop.say.answer = denied;
    for (const id of ["a", "b", "c", "d"]) await shop.register(id);
    await shop.pass(10 * MINUTE);
    expect(states(shop)).toEqual(["held", "held", "held", "held"]);
    expect(printReason(shop.messages()[1]?.reason ?? "")).toBe(
      "the email provider refuses the stage itself (AccessDeniedException): nobody gets a message until that is mended",
    );
    // Once, and then once in each minute.
    expect(shop.asked.length).toBeGreaterThanOrEqual(9);
    expect(shop.asked.length).toBeLessThanOrEqual(12);
    expect(shop.counts.ownSends).toBe(0);
    expect((await shop.runtime.pauses.read()).gates?.email).toMatchObject({
      since: start,
      code: "AccessDeniedException",
    });
  });

  it("opens by itself once it takes a message, and each goes out once", async () => {
    const shop = openShop();
    shop.say.answer = denied;
    for (const id of ["a", "b", "c", "d"]) await shop.register(id);
    await shop.pass(3 * HOUR);
    shop.say.answer = undefined;
    await shop.pass(5 * MINUTE);
    expect(shop.sent.toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(states(shop)).toEqual(["sent", "sent", "sent", "sent"]);
    const flags = await shop.runtime.pauses.read();
    expect(flags).not.toHaveProperty("gates");
    expect(flags).not.toHaveProperty("draining");
    await shop.pass(DAY);
    expect(shop.runtime.agenda.nextAt()).toBeUndefined();
  });

  it("opens by an answer about the message too, whatever that is", async () => {
    const shop = openShop();
    shop.say.answer = denied;
    for (const id of ["a", "b"]) await shop.register(id);
    await shop.pass(5 * MINUTE);
    shop.say.answer = { kind: "refused", reason: "no such mailbox" };
    await shop.pass(5 * MINUTE);
    expect(states(shop)).toEqual(["failed", "failed"]);
    expect(await shop.runtime.pauses.read()).not.toHaveProperty("gates");
  });

  it("opens where nobody waits any more", async () => {
    const shop = openShop([{ steps: [{ ...mail, expires: "5min" }] }]);
    shop.say.answer = denied;
    await shop.register("a");
    await shop.pass(HOUR);
    expect(states(shop)).toEqual(["dropped"]);
    expect(await shop.runtime.pauses.read()).not.toHaveProperty("gates");
    expect(shop.runtime.agenda.nextAt()).toBeUndefined();
  });

  it("leaves no message unknown where the gate can't be closed or opened at once", async () => {
    const shop = openShop();
    const { pauses } = shop.runtime.ports;
    const whole = { ...pauses };
    const busy = async () => {
      throw operationalError("CatalogUnavailable", "throttled, said the test");
    };
    shop.say.answer = denied;
    Object.assign(pauses, { closeGate: busy });
    await shop.register("a");
    expect(states(shop)).toEqual(["claimed"]);
    Object.assign(pauses, whole);
    await shop.pass(MINUTE);
    expect(states(shop)).toEqual(["held"]);
    shop.say.answer = undefined;
    Object.assign(pauses, { openGate: busy });
    await shop.pass(2 * MINUTE);
    // The provider has it, and that is what the record says.
    expect(states(shop)).toEqual(["sent"]);
    Object.assign(pauses, whole);
    await shop.pass(HOUR);
    expect(shop.sent).toEqual(["a"]);
    expect(await shop.runtime.pauses.read()).not.toHaveProperty("gates");
  });

  it("is asked by the next sweep where no look at it was left behind", async () => {
    // The look that follows was lost: nothing is on the agenda.
    const late = openShop();
    late.say.answer = denied;
    const { timers } = late.runtime.ports;
    const whole = { ...timers };
    Object.assign(timers, { setRelease: async () => undefined });
    await late.register("b");
    Object.assign(timers, whole);
    late.say.answer = undefined;
    await late.pass(HOUR);
    expect(states(late)).toEqual(["held"]);
    await late.runtime.sweep();
    await late.pass(5 * MINUTE);
    expect(late.sent).toEqual(["b"]);
  });

  it("asks nothing while a person has paused the channel, and is asked once that is lifted", async () => {
    const shop = openShop();
    shop.say.answer = denied;
    await shop.register("a");
    await shop.pause(email);
    await shop.pass(HOUR);
    expect(shop.asked.length).toBeLessThanOrEqual(2);
    shop.say.answer = undefined;
    await shop.runtime.liftPause(email);
    await shop.pass(5 * MINUTE);
    expect(shop.sent).toEqual(["a"]);
  });
});

describe("a hold of a message's own", () => {
  it("is one schedule to its true time, also of a few minutes", async () => {
    const shop = openShop([{ sendWindow: { days: "every-day", between: ["10:00-10:30"] } }]);
    await shop.pause(email);
    await shop.register("a");
    // Half an hour later the window is over; it opens the next morning.
    await shop.pass(40 * MINUTE);
    await shop.runtime.liftPause(email);
    await shop.pass(HOUR);
    expect(shop.messages()[0]).toMatchObject({ state: "held", until: start + DAY });
    expect(shop.counts).toMatchObject({ timed: 1, ownSends: 0 });
    await shop.pass(DAY);
    expect(shop.sent).toEqual(["a"]);
    expect(shop.counts).toMatchObject({ timed: 1, ownSends: 0 });
  });

  it("of a call that broke off is one, too", async () => {
    const shop = openShop();
    shop.say.answer = { kind: "unclear", reason: "broke off" };
    await shop.register("a");
    await shop.pass(HOUR);
    expect(states(shop)).toEqual(["unknown"]);
    expect(shop.counts).toMatchObject({ timed: 1, ownSends: 0, delivered: 2 });
  });
});
