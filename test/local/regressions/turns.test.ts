import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { bug, crashAfter, crashBefore, createStage, stall } from "./stage.ts";

const mail = (id: string): Step => ({ do: "send", id, template: "plain", channels: ["email"] });
const task: Step = { do: "task", id: "call", team: "service", note: "call", due: "2d" };
const used = (atMost: string, id = "used"): Step => ({
  do: "waitFor",
  id,
  event: "coupon.used",
  atMost,
});

test("a slow attempt does not put its dead token over its retry's", async () => {
  const stage = createStage({ steps: [used("20min"), mail("late")] });
  // The first attempt stands still before its record; its retry comes after a minute and commits.
  stage.strike("turn", "turns.record", stall(90 * SECOND));
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  expect(stage.told()).toBe("completed");
  expect(stage.runtime.runs.underWay()).toBe(0);
});

test("an attempt of a run that broke takes no turn", async () => {
  const stage = createStage({ steps: [{ do: "wait", for: "20min" }, mail("late")] });
  stage.strike("turn", "customers.commit", stall(30 * SECOND));
  await stage.tell("customer.registered");
  const { id } = stage.enrollment() ?? { id: "" };
  expect(stage.runtime.runs.abort(`${id}-g1`)).toBe(true);
  await stage.pass(5 * MINUTE);
  expect(stage.enrollment()).toMatchObject({ state: "failed", turn: 0 });
  expect(await stage.resume()).toBe(true);
  await stage.pass(HOUR);
  expect(stage.told()).toBe("completed");
});

test("an event that ends a wait while its turn is still at its effects loses none of them", async () => {
  const stage = createStage({ steps: [mail("first"), task, used("3h")] });
  stage.strike("turn", "messages.create", async () => {
    await stage.tell("coupon.used");
    throw new TypeError("a bug, said the test");
  });
  await stage.tell("customer.registered");
  await stage.pass(MINUTE);
  const { messages, tasks } = stage.runtime.timeline.kept;
  expect([...messages.values()].map(({ state }) => state)).toEqual(["sent"]);
  expect(tasks.size).toBe(1);
  expect(stage.told()).toBe("completed");
});

test("an exit that comes while a retry puts its token in place leaves no run behind", async () => {
  const stage = createStage({ steps: [used("3d")], exitWhen: [{ event: "order.placed" }] });
  stage.strike("turn", "customers.commit", crashAfter);
  stage.strike("turn", "turns.renewToken", async (go) => {
    await stage.tell("order.placed");
    return go();
  });
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  expect(stage.told()).toBe("exited");
  expect(stage.runtime.runs.underWay()).toBe(0);
});

test("the run that parked a wait ends, though the next generation has overtaken its retry", async () => {
  const stage = createStage({ steps: [task, used("320d"), used("2h", "again")] });
  stage.strike("turn", "customers.commit", crashAfter);
  await stage.tell("customer.registered");
  await stage.tell("coupon.used");
  await stage.pass(3 * HOUR);
  expect(stage.told()).toBe("completed");
  expect(stage.runtime.timeline.kept.tasks.size).toBe(1);
  expect(stage.runtime.runs.underWay()).toBe(0);
});

test("what a journey emits again wakes nobody in a circle", async () => {
  const emit: Step = { do: "emit", id: "said", event: "ping" };
  const waits: Step = { do: "waitFor", id: "heard", event: "ping", atMost: "1d" };
  const stage = createStage({ steps: [emit, waits] });
  stage.strike("turn", "bus.emit", crashAfter);
  await stage.tell("customer.registered");
  await stage.pass(30 * SECOND);
  expect(stage.count("wake")).toBeLessThan(5);
  await stage.pass(HOUR);
  expect(stage.told()).toBe("completed");
});

test("a wait whose wake was lost is found by the sweep, with its effects", async () => {
  const stage = createStage({ steps: [mail("first"), { do: "wait", for: "10min" }, task] });
  stage.strike("turn", "wakes.send", async () => undefined);
  await stage.tell("customer.registered");
  await stage.pass(DAY);
  expect(stage.told()).toBe("running");
  await stage.runtime.sweep();
  await stage.pass(MINUTE);
  expect(stage.told()).toBe("completed");
  expect(stage.runtime.timeline.kept.messages.size).toBe(1);
});

test("a crash before or after any call of a turn changes nothing in the end", async () => {
  const calls = ["turns.record", "customers.commit", "messages.create", "deliveries.send"];
  const later = ["tasks.open", "bus.emit", "timers.setWake", "runs.end", "enrollments.settle"];
  for (const call of [...calls, ...later]) {
    for (const how of [crashBefore, crashAfter]) {
      const stage = createStage({ steps: [mail("first"), task, { do: "wait", for: "2d" }] });
      stage.strike("turn", call, how);
      await stage.tell("customer.registered");
      await stage.pass(4 * DAY);
      const { messages, tasks } = stage.runtime.timeline.kept;
      expect([call, [...messages.values()].map(({ state }) => state)]).toEqual([call, ["sent"]]);
      expect([call, tasks.size, stage.told()]).toEqual([call, 1, "completed"]);
    }
  }
});

test("a bug at the effects of the last turn is listed, and resuming completes them", async () => {
  const stage = createStage({ steps: [task, mail("last")] });
  stage.strike("turn", "messages.create", bug);
  await stage.tell("customer.registered");
  expect(stage.told()).toBe("failed");
  expect(await stage.resume()).toBe(true);
  await stage.pass(MINUTE);
  expect(stage.told()).toBe("completed");
  expect(stage.runtime.timeline.kept.messages.size).toBe(1);
});
