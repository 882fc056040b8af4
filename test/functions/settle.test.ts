import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch, statusChange } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");

async function waiting() {
  const definitions = published({ steps: [{ do: "wait", id: "rest", for: "1d" }] });
  const stack = createLocalStack({ start, definitions });
  const registered = busEvent("customer.registered", { id: "e1", customer: "ada" });
  await stack.handlers.intake(queueBatch(registered), context());
  await stack.agenda.advanceTo(start + MINUTE);
  const [enrollment = ""] = stack.kept.enrollments.keys();
  const settle = (...changes: object[]) =>
    stack.handlers.settle(queueBatch(...changes.map(statusChange)), context());
  return { ...stack, enrollment, settle };
}

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("settle", () => {
  it.each([
    [{ status: "FAILED", error: "DefinitionMissing" }, "FAILED: DefinitionMissing"],
    [{ status: "TIMED_OUT", error: "States.Timeout" }, "TIMED_OUT: States.Timeout"],
    [{ status: "ABORTED", error: null, cause: null }, "ABORTED"],
    [{ status: "ABORTED", error: undefined }, "ABORTED"],
  ])("marks the enrollment of a run that ended as %o", async (change, ending) => {
    const { settle, kept, enrollment } = await waiting();
    expect(await settle({ name: `${enrollment}-g1`, ...change })).toEqual({
      batchItemFailures: [],
    });
    expect(kept.enrollments.get(enrollment)).toMatchObject({ state: "failed", ending });
  });

  it("keeps out of the record what the cause may quote", async () => {
    const { settle, kept, enrollment } = await waiting();
    await settle({ name: `${enrollment}-g1`, cause: '{"errorMessage":"ada@example.com"}' });
    expect(JSON.stringify(kept.enrollments.get(enrollment))).not.toContain("ada@example.com");
  });

  it("leaves the enrollment of an earlier generation's run alone", async () => {
    const { settle, kept, enrollment } = await waiting();
    expect(await settle({ name: `${enrollment}-g0` })).toEqual({ batchItemFailures: [] });
    expect(kept.enrollments.get(enrollment)).toMatchObject({ state: "running" });
  });

  it("takes no notice of an execution that somebody started by hand", async () => {
    const { settle } = await waiting();
    const name = "5a7c1f6e-9a80-4f0e-8f3c-2b6f4d1e0c11";
    expect(await settle({ name })).toEqual({ batchItemFailures: [] });
  });

  it("leaves to the queue what is no end of a run, and settles the rest", async () => {
    const { settle, kept, enrollment } = await waiting();
    const answer = await settle({ status: "SUCCEEDED" }, { name: `${enrollment}-g1` });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
    expect(kept.enrollments.get(enrollment)).toMatchObject({ state: "failed" });
  });
});
