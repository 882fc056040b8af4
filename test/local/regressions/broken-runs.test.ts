import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { bug, crashBefore, createStage, stall } from "./stage.ts";

const task: Step = { do: "task", id: "call", team: "service", note: "call", due: "2d" };
const mail: Step = { do: "send", id: "mail", template: "plain", channels: ["email"] };
const exitWhen = [{ event: "order.placed" }];

test("a settle that failed halfway lists the enrollment when it comes again", async () => {
  const stage = createStage({ steps: [task, { do: "wait", for: "1d" }] });
  stage.strike("turn", "tasks.open", bug);
  stage.strike("settle", "enrollments.settle", crashBefore);
  await stage.tell("customer.registered");
  expect([stage.enrollment()?.state, stage.told()]).toEqual(["failed", "running"]);
  await stage.pass(2 * MINUTE);
  expect(stage.told()).toBe("failed");
});

test("a run that breaks after its journey's end was told is not listed", async () => {
  const stage = createStage({ steps: [task] });
  stage.strike("turn", "runs.end", bug);
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  expect([stage.enrollment()?.state, stage.told()]).toEqual(["ended", "completed"]);
});

test("a run that breaks at its last effects is listed, and resuming it completes them", async () => {
  const stage = createStage({ steps: [task] });
  stage.strike("turn", "tasks.open", bug);
  await stage.tell("customer.registered");
  await stage.pass(3 * DAY);
  await stage.tell("order.placed");
  // The item has let go of it long since.
  expect([stage.enrollment(), stage.told()]).toEqual([undefined, "failed"]);
  expect(await stage.resume()).toBe(true);
  expect([stage.told(), stage.runtime.timeline.kept.tasks.size]).toEqual(["completed", 1]);
  expect(await stage.resume()).toBe(false);
});

test("a run that breaks at its last effects keeps nobody from entering again", async () => {
  const stage = createStage({ steps: [task], reentry: "always" });
  stage.strike("turn", "tasks.open", bug);
  await stage.tell("customer.registered");
  await stage.tell("customer.registered");
  expect([...stage.runtime.timeline.kept.enrollments.values()].map(({ state }) => state)).toEqual([
    "failed",
    "completed",
  ]);
});

test("an end that a slower attempt tells after its run broke leaves nothing to resume", async () => {
  const stage = createStage({ steps: [task] });
  // The first attempt stands still at its effects; its retry breaks, then the first goes on.
  stage.strike("turn", "tasks.open", stall(5 * MINUTE));
  stage.strike("turn", "turns.renewToken", bug);
  await stage.tell("customer.registered");
  await stage.pass(2 * MINUTE);
  expect(stage.told()).toBe("failed");
  await stage.pass(HOUR);
  expect([stage.enrollment()?.state, stage.told()]).toEqual(["ended", "completed"]);
  expect(await stage.resume()).toBe(false);
});

test("an end that a slower attempt tells while its run is settled leaves nothing to resume", async () => {
  const stage = createStage({ steps: [task] });
  stage.strike("turn", "tasks.open", stall(5 * MINUTE));
  stage.strike("turn", "turns.renewToken", bug);
  // Settle has read that nothing is told yet, and marks the enrollment only after the end is told.
  stage.strike("settle", "customers.find", stall(10 * MINUTE));
  await stage.tell("customer.registered");
  await stage.pass(HOUR);
  expect([stage.enrollment()?.state, stage.told()]).toEqual(["ended", "completed"]);
  expect(await stage.resume()).toBe(false);
});

test("a run that breaks while it parks its wait is listed", async () => {
  const stage = createStage({ steps: [{ do: "wait", id: "long", for: "320d" }, task] });
  stage.strike("turn", "timers.setWake", bug);
  await stage.tell("customer.registered");
  expect(stage.told()).toBe("failed");
  await stage.resume();
  await stage.pass(321 * DAY);
  expect(stage.told()).toBe("completed");
});

test("a resume that fails at the effects can be tried again", async () => {
  const stage = createStage({ steps: [task, { do: "wait", for: "1d" }] });
  stage.strike("turn", "tasks.open", bug);
  await stage.tell("customer.registered");
  stage.strike("resume", "tasks.open", crashBefore);
  await expect(stage.resume()).rejects.toMatchObject({ name: "StoreUnavailable" });
  expect(stage.enrollment()?.state).toBe("failed");
  expect(await stage.resume()).toBe(true);
  await stage.pass(2 * DAY);
  expect([stage.told(), stage.runtime.timeline.kept.tasks.size]).toEqual(["completed", 1]);
});

test("a slow resume does not reopen what an exit has ended meanwhile", async () => {
  const stage = createStage({ steps: [task, { do: "wait", for: "1d" }], exitWhen });
  stage.strike("turn", "tasks.open", bug);
  await stage.tell("customer.registered");
  stage.strike("resume", "enrollments.settle", stall(10 * SECOND));
  await expect(stage.resume()).rejects.toThrow("its answer got lost");
  await stage.tell("order.placed");
  await stage.pass(HOUR);
  expect(stage.told()).toBe("exited");
  expect(stage.runtime.runs.underWay()).toBe(0);
});

test("the exit of a failed enrollment completes its effects, even days later", async () => {
  const stage = createStage({ steps: [task, { do: "wait", for: "9d" }], exitWhen });
  stage.strike("turn", "tasks.open", bug);
  await stage.tell("customer.registered");
  await stage.pass(3 * DAY);
  await stage.tell("order.placed");
  expect([stage.told(), stage.runtime.timeline.kept.tasks.size]).toEqual(["exited", 1]);
});

test("an exit after the journey's own end stops the message that stands in the queue", async () => {
  const stage = createStage({ steps: [mail], exitWhen });
  stage.strike("deliver", "customers.find", crashBefore);
  await stage.tell("customer.registered");
  expect(stage.enrollment()?.state).toBe("ended");
  await stage.tell("order.placed");
  await stage.pass(5 * MINUTE);
  const [message] = stage.runtime.timeline.kept.messages.values();
  expect(message).toMatchObject({ state: "suppressed", reason: "the journey was left" });
});
