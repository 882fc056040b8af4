import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { operationalError, permanentErrors, retryableErrors } from "../../src/core/errors.ts";
import type { Ports } from "../../src/core/ports.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");

/** A customer whose enrollment has been started and not yet taken a turn. */
async function entered(wrap?: (ports: Ports) => Ports) {
  const definitions = published({ steps: [{ do: "wait", id: "rest", for: "1d" }] });
  const stack = createLocalStack({ start, definitions, ...(wrap === undefined ? {} : { wrap }) });
  const registered = busEvent("customer.registered", { id: "e1", customer: "ada" });
  await stack.handlers.intake(queueBatch(registered), context());
  const find = async () => {
    const customer = await stack.ports.customers.find(await stack.ports.keys.keyOf("ada"));
    return Object.values(customer?.enrollments ?? {})[0];
  };
  const enrollment = (await find())?.id ?? "";
  return { ...stack, find, input: { enrollment, generation: 1, turn: 1, token: "t1" } };
}

let output: Output;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("take-turn", () => {
  it("takes the turn that the state machine names, and keeps its token", async () => {
    const { handlers, find, input, ports } = await entered();
    await handlers.takeTurn(input, context());
    const enrollment = await find();
    expect(enrollment).toMatchObject({ state: "running", turn: 1, wait: { reason: "for" } });
    const record = await ports.turns.find(input.enrollment, enrollment?.record ?? "");
    expect(record).toMatchObject({ turn: 1, token: "t1" });
  });

  it("takes a turn once, however often it is tried", async () => {
    const { handlers, find, input } = await entered();
    await handlers.takeTurn(input, context());
    await handlers.takeTurn({ ...input, token: "t2" }, context());
    expect(await find()).toMatchObject({ turn: 1 });
  });

  it.each([...retryableErrors, ...permanentErrors])(
    "lets %s through by its name, which the state machine matches",
    async (name) => {
      const { handlers, input } = await entered((ports) => ({
        ...ports,
        turns: {
          ...ports.turns,
          async record() {
            throw operationalError(name, "as told");
          },
        },
      }));
      await expect(handlers.takeTurn(input, context())).rejects.toMatchObject({ name });
    },
  );

  it("leaves its last moments to Lambda, whose timeout is retried by name", async () => {
    const { handlers, input } = await entered((ports) => ({
      ...ports,
      catalog: {
        ...ports.catalog,
        definitions: () =>
          new Promise((resolve) => setTimeout(() => resolve(ports.catalog.definitions()), 30)),
      },
    }));
    await expect(handlers.takeTurn(input, context(10))).resolves.toBeUndefined();
  });

  it.each([
    ["nothing", {}],
    ["no token", { enrollment: "k", generation: 1, turn: 1 }],
    ["a turn that is no number", { enrollment: "k", generation: 1, turn: "1", token: "t" }],
    ["more than ids", { enrollment: "k", generation: 1, turn: 1, token: "t", email: "a@b.c" }],
  ])("refuses %s for good", async (_what, input) => {
    const { handlers } = await entered();
    const taken = handlers.takeTurn(input as Parameters<typeof handlers.takeTurn>[0], context());
    await expect(taken).rejects.toMatchObject({ name: "EventRefused" });
    await expect(taken).rejects.not.toThrow(/a@b\.c/);
  });

  it("logs which turn failed", async () => {
    const { handlers, input } = await entered((ports) => ({
      ...ports,
      turns: {
        ...ports.turns,
        async record() {
          throw operationalError("StoreUnavailable", "throttled");
        },
      },
    }));
    await expect(handlers.takeTurn(input, context())).rejects.toThrow("throttled");
    const { enrollment, generation, turn } = input;
    expect(output.log()).toMatchObject([
      {
        level: "WARN",
        message: "a turn failed",
        requestId: context().awsRequestId,
        customer: enrollment.slice(0, 16),
        journey: "welcome",
        enrollment,
        generation,
        turn,
        error: "StoreUnavailable",
        reason: "throttled",
      },
    ]);
  });
});
