import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");

/** Customers who wait for a day from `start`. */
async function waiting(...customers: readonly string[]) {
  const definitions = published({
    steps: [
      { do: "wait", id: "rest", for: "1d" },
      { do: "task", id: "call", team: "service", note: "Say hello.", due: "2d" },
    ],
  });
  const stack = createLocalStack({ start, definitions });
  const events = customers.map((id) =>
    busEvent("customer.registered", { id: `reg-${id}`, customer: id }),
  );
  await stack.handlers.intake(queueBatch(...events), context());
  await stack.agenda.advanceTo(start + MINUTE);
  const enrollments = [...stack.kept.enrollments.keys()];
  return { ...stack, enrollments };
}

let output: Output;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("wake", () => {
  it("ends waits that are over, beside a body that is no wake", async () => {
    const { agenda, handlers, kept, runs, enrollments } = await waiting("ada", "bob");
    // The clock of the stack stands at the due, before the timers have fired.
    const due = start + DAY;
    await agenda.advanceTo(due - 1);
    agenda.plan(due, async () => {
      const bodies = enrollments.map((enrollment) => JSON.stringify({ enrollment, turn: 1 }));
      const [first = "", second = ""] = bodies;
      const answer = await handlers.wake(queueBatch(first, '{"turn":1}', second), context());
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r2" }] });
    });
    await agenda.advanceTo(due + MINUTE);
    expect(kept.tasks.size).toBe(2);
    expect(runs.underWay()).toBe(0);
    expect(output.log().filter(({ level }) => level === "ERROR")).toMatchObject([
      { record: "r2", error: "EventRefused" },
    ]);
  });

  it.each([
    ["long before it is due", (enrollment: string) => ({ enrollment, turn: 1 })],
    ["for a turn that is long past", (enrollment: string) => ({ enrollment, turn: 0 })],
    ["for an enrollment that nobody knows", () => ({ enrollment: "k-gone", turn: 1 })],
  ])("does nothing when it comes %s", async (_when, body) => {
    const { agenda, handlers, kept, enrollments } = await waiting("ada");
    const wake = JSON.stringify(body(enrollments[0] ?? ""));
    expect(await handlers.wake(queueBatch(wake), context())).toEqual({ batchItemFailures: [] });
    await agenda.advanceTo(start + HOUR);
    expect(kept.tasks.size).toBe(0);
  });

  it("leaves a wake to its queue while the turn's retry is still on its way", async () => {
    const { agenda, handlers, runs, kept, enrollments } = await waiting("ada");
    const [enrollment = ""] = enrollments;
    const [record] = kept.turns.get(enrollment) ?? [];
    await runs.end(record?.token ?? "");
    await agenda.advanceTo(start + DAY - 1);
    agenda.plan(start + DAY, async () => {
      const wake = JSON.stringify({ enrollment, turn: 1 });
      const answer = await handlers.wake(queueBatch(wake), context());
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
    });
    await agenda.advanceTo(start + DAY);
    expect(output.log()).toContainEqual(
      expect.objectContaining({ error: "WakeTooEarly", enrollment, turn: 1 }),
    );
  });
});
