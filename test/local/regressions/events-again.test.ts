import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { crashBefore, createStage, type Strike } from "./stage.ts";

const task: Step = { do: "task", id: "call", team: "service", note: "call", due: "2d" };

test("an event that nothing recorded starts nothing twice when it is redriven days later", async () => {
  const stage = createStage({ steps: [task], reentry: "always" });
  // Each delivery takes the event in or knows it, and breaks off before its record is written.
  for (let receive = 1; receive <= 5; receive++)
    stage.strike("intake", "events.record", crashBefore);
  await stage.tell("customer.registered");
  await stage.pass(15 * HOUR);
  expect(stage.runtime.queues.intake.deadLetters).toHaveLength(1);
  // The first sweep of a day looks even though no run is under way.
  await stage.runtime.sweep();
  await stage.pass(HOUR);
  expect(stage.told()).toBe("completed");
  // Three days later another one has driven it out of the item, and the enrollment too.
  await stage.pass(4 * DAY);
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  stage.runtime.queues.intake.redrive();
  await stage.pass(HOUR);
  await stage.runtime.sweep();
  await stage.pass(HOUR);
  const { enrollments, events } = stage.runtime.timeline.kept;
  expect([...enrollments.values()].map(({ state }) => state)).toEqual(["completed", "completed"]);
  expect(events.size).toBe(2);
  const [customer] = stage.runtime.customers.all();
  expect(Object.values(customer?.enrollments ?? {}).map(({ state }) => state)).toEqual(["ended"]);
});

const lostAnswer: Strike = async (go) => {
  await go();
  // The store has it, its client's second try is told that the revision has moved on.
  return false;
};
const goal = { event: "order.placed", within: "14d", value: "total" } as const;
const wait: Step = { do: "wait", id: "rest", for: "3d" };

test.each([
  ["breaks off before the record of it is written", "events.record", crashBefore],
  ["is not told that its commit was taken", "customers.commit", lostAnswer],
] as const)("a goal is recorded with its value though intake %s", async (_what, call, how) => {
  const stage = createStage({ steps: [wait], goal });
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  const accepted = stage.runtime.agenda.clock.now();
  stage.strike("intake", call, how);
  await stage.tell("order.placed", { total: 80 });
  const [customer] = stage.runtime.customers.all();
  expect(customer?.goals).toEqual([]);
  await stage.pass(2 * MINUTE);
  const enrollment = stage.enrollment()?.id;
  expect([...stage.runtime.timeline.kept.events.values()].at(-1)).toMatchObject({
    type: "order.placed",
    accepted,
    consequences: [{ journey: "welcome", kind: "goal-met", enrollment, value: 80 }],
  });
});

test.each([
  ["held out", { holdout: "100%" }, { kind: "held-out" }],
  ["not let in", { from: "2027-01-01" }, { kind: "not-entered", reason: "opens 2027-01-01" }],
] as const)("who is %s is recorded so though intake breaks off", async (_what, change, said) => {
  const stage = createStage({ steps: [wait], ...change });
  const accepted = stage.runtime.agenda.clock.now();
  stage.strike("intake", "events.record", crashBefore);
  await stage.tell("customer.registered");
  expect(stage.runtime.timeline.kept.events.size).toBe(0);
  await stage.pass(2 * MINUTE);
  const [record] = stage.runtime.timeline.kept.events.values();
  expect(record).toMatchObject({ accepted, consequences: [said] });
});
