import { expect, it } from "vitest";
import { formatInstant } from "../../src/core/time/instant.ts";
import { createPlay } from "../../src/local/play.ts";
import { at, journey, settings } from "../core/given.ts";

/** Customers who logged in on 1 January; the journey misses them from the 8th on. */
async function playSilence(holdout?: string) {
  const winback = journey({
    name: "winback",
    entry: { on: "inactivity.reached", event: "login", days: [7] },
    goal: { event: "order.placed", within: "30d" },
    steps: [
      { do: "wait", id: "until-ten", until: "10:00" },
      { do: "send", id: "miss-you", template: "t", channels: ["email"] },
    ],
    ...(holdout !== undefined && { holdout }),
  });
  const play = createPlay({
    start: at("01-01 00:00"),
    definitions: {
      rev: 1,
      settings: settings({
        shop: { name: "Shop" },
        senders: { email: { from: "a@shop.example" } },
      }),
      journeys: [{ journey: winback, version: 1, live: true }],
      segments: [],
      templates: [
        { name: "t", header: {}, parts: { "subject.txt": "Hello", "email.txt": "Hello" } },
      ],
    },
  });
  const { agenda } = play.runtime;
  let told = 0;
  const tell = (customer: string, when: string) => {
    const who = { id: customer, addresses: { email: [`${customer}@example.com`] } };
    const id = `e${(told += 1)}`;
    const happened = formatInstant(at(when));
    play.offer(
      JSON.stringify({
        id,
        type: "login",
        at: happened,
        customer: { ...who, consents: { "email:*": true } },
      }),
    );
  };
  await agenda.advanceTo(at("01-01 12:00"));
  for (const customer of ["early", "late", "never"]) tell(customer, "01-01 12:00");
  // Two of them were in the shop's app on the 5th, which says so days later.
  await agenda.advanceTo(at("01-08 09:00"));
  tell("early", "01-05 12:00");
  await agenda.advanceTo(at("01-08 11:00"));
  tell("late", "01-05 12:00");
  await agenda.advanceTo(at("01-08 12:00"));
  return play.report().journeys[0];
}

it("a login that is told late takes the entry back unless a message has gone out", async () => {
  const report = await playSilence();
  expect(report).toMatchObject({
    entered: 3,
    undone: 1,
    exited: { "late-fact": 1 },
    inProgress: 0,
  });
  // Sent before the late fact came: that entry counts. "never" was sent one, too.
  expect(report?.completed).toEqual({ completed: 2 });
  expect(report?.goal?.among).toBe(2);
});

it("who was held out and had logged in is not measured against", async () => {
  const report = await playSilence("99%");
  expect(report?.heldOut).toBe(1);
});
