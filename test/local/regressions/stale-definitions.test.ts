import { expect, test } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { createStage } from "./stage.ts";

/** Functions keep definitions for 30 s: for so long some of them know a version that others don't. */
const first: Partial<Journey> = {
  steps: [{ do: "send", id: "mail", template: "plain", channels: ["email"] }],
};

test("a turn that does not know the version yet is tried again, and no run fails", async () => {
  const stage = createStage(first);
  const before = await stage.publish({ ...first, title: "second" });
  stage.strike("turn", "catalog.definitions", async () => before);
  await stage.tell("customer.registered");
  expect(stage.enrollment()).toMatchObject({ version: 2, state: "starting" });
  await stage.pass(2 * MINUTE);
  expect(stage.told()).toBe("completed");
});

test("an exit is not overlooked by an intake that does not know the version yet", async () => {
  const stage = createStage(first);
  const exitWhen = [{ event: "order.placed" }];
  const before = await stage.publish({ steps: [{ do: "wait", for: "1d" }], exitWhen });
  await stage.tell("customer.registered");
  stage.strike("intake", "catalog.definitions", async () => ({ ...before, tracks: tracked }));
  await stage.tell("order.placed");
  expect(stage.enrollment()?.state).toBe("running");
  await stage.pass(2 * MINUTE);
  expect(stage.told()).toBe("exited");
});

/** The earlier definitions have to look at the event at all; else it is left alone anyway. */
const tracked = new Map([["order.placed", []]]);

test("nothing is claimed outside the window of a version that is not known yet", async () => {
  const stage = createStage(first);
  const before = await stage.publish({
    ...first,
    sendWindow: { days: "every-day", between: ["10:00-10:10"] },
  });
  // The turn falls into the window; the delivery comes when it has closed.
  stage.strike("turn", "deliveries.send", async (go) => {
    stage.runtime.agenda.plan(
      stage.runtime.agenda.clock.now() + HOUR,
      async () => void (await go()),
    );
  });
  stage.strike("deliver", "catalog.definitions", async () => before);
  await stage.tell("customer.registered");
  await stage.pass(2 * HOUR);
  const [message] = stage.runtime.timeline.kept.messages.values();
  expect(message).toMatchObject({ state: "held", reason: "outside the send window" });
});
