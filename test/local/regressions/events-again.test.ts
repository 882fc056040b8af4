import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { crashBefore, createStage } from "./stage.ts";

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
