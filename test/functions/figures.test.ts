import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Step } from "../../src/core/definitions/step.ts";
import { operationalError, permanentErrors, retryableErrors } from "../../src/core/errors.ts";
import type { Ports, ProviderAnswer } from "../../src/core/ports.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { metricNames, metricNamespace } from "../../src/names.ts";
import { at } from "../core/given.ts";
import { expectFigure } from "./expect-figure.ts";
import { busEvent, context, queueBatch, statusChange } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";
import { runSweep } from "./run-sweep.ts";

const start = at("01-05 12:00");
const ada = {
  id: "ada",
  addresses: { email: ["ada@example.com"] },
  consents: { "email:*": true },
};
const steps: Step[] = [
  { do: "send", id: "hello", template: "hello", channels: ["email"] },
  { do: "wait", id: "rest", for: "1d" },
];

interface Scene {
  readonly answer?: () => ProviderAnswer;
  readonly wrap?: (ports: Ports) => Ports;
}

/** A customer who gets a mail and waits for a day; AWS's part is played for `forMs`. */
async function play(forMs: number, scene: Scene = {}) {
  const definitions = published({ steps });
  const stack = createLocalStack({ start, definitions, ...scene });
  const registered = busEvent("customer.registered", { id: "e1", customer: ada });
  await stack.handlers.intake(queueBatch(registered), context());
  await stack.agenda.advanceTo(start + forMs);
  const [enrollment = ""] = stack.kept.enrollments.keys();
  return { ...stack, enrollment };
}

/** The turns table refuses to record, as long as `fails` says so. */
const turnsRefuse = (fails: () => Error | undefined) => (ports: Ports) => ({
  ...ports,
  turns: {
    ...ports.turns,
    async record(turn: Parameters<Ports["turns"]["record"]>[0]) {
      const error = fails();
      if (error !== undefined) throw error;
      return ports.turns.record(turn);
    },
  },
});

let output: Output;
beforeEach(() => {
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", "WARN");
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "sojourn");
  vi.stubEnv("STAGE", "test");
  vi.stubEnv("FUNCTION_NAME", "intake");
  output = captureOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What happened for each figure, as it would by AWS's hand. */
const causes: Readonly<Record<(typeof metricNames)[number], () => Promise<unknown>>> = {
  async EventsRefused() {
    const { handlers } = await play(0);
    await handlers.intake(queueBatch("{oops"), context());
  },
  async EventPartsLeftOut() {
    const { handlers } = await play(0);
    const customer = { id: "ada", country: "Italy" };
    await handlers.intake(queueBatch(busEvent("order.placed", { id: "o", customer })), context());
  },
  async RecordsFailed() {
    const { handlers } = await play(0);
    await handlers.wake(queueBatch('{"turn":1}'), context());
  },
  async TurnsFailed() {
    let failures = 1;
    const wrap = turnsRefuse(() =>
      failures-- > 0 ? operationalError("StoreUnavailable", "throttled") : undefined,
    );
    await play(HOUR, { wrap });
  },
  async RunsFailed() {
    const { handlers, enrollment } = await play(MINUTE);
    const change = { name: `${enrollment}-g1`, status: "FAILED", error: "DefinitionMissing" };
    await handlers.settle(queueBatch(statusChange(change)), context());
  },
  async MessagesFailed() {
    await play(HOUR, { answer: () => ({ kind: "refused", reason: "sandbox" }) });
  },
  async ChannelsRefused() {
    // Before a minute is over: from then on one message a minute asks again, and is counted.
    await play(MINUTE / 2, { answer: () => ({ kind: "denied", code: "AccessDeniedException" }) });
  },
  async MessagesUnknown() {
    await play(HOUR, { answer: () => ({ kind: "unclear", reason: "timed out" }) });
  },
  async FilesRefused() {
    const { createHandler } = await import("../../functions/publish.ts");
    const { ports } = await play(0);
    const kept = { key: "journeys/hello.json", sequencer: "01" };
    const files = { read: async () => '{"name":"hello"', write: async () => undefined };
    const saved = { source: "aws.s3", "detail-type": "Object Created", detail: { object: kept } };
    const handler = createHandler({ ...ports, files, stage: { defaultZone: "UTC" } });
    await handler(queueBatch(JSON.stringify(saved)), context());
  },
  async ItemsSetAside() {
    const wrap = (ports: Ports) => ({
      ...ports,
      timers: { ...ports.timers, setWake: async () => undefined },
      wakes: {
        send: async () => {
          throw operationalError("ItemTooLarge", "said the test");
        },
      },
    });
    const { agenda, handlers } = await play(2 * DAY, { wrap });
    await agenda.advanceTo(start + 2 * DAY);
    await runSweep(handlers.sweep, "by-hand", "overdue");
  },
  async OverdueFound() {
    const wrap = (ports: Ports) => ({
      ...ports,
      timers: { ...ports.timers, setWake: async () => undefined },
    });
    const { agenda, handlers } = await play(2 * DAY, { wrap });
    await agenda.advanceTo(start + 2 * DAY);
    await runSweep(handlers.sweep, "by-hand", "overdue");
  },
};

describe("a figure", () => {
  it.each(metricNames)(
    "%s is written through the handler, as CloudWatch wants it",
    async (name) => {
      await causes[name]();
      const figures = output.figures();
      expect(figures.map(({ _aws: _, ...figure }) => figure)).toMatchObject([{ [name]: 1 }]);
      for (const figure of figures) expectFigure(figure);
    },
  );

  it("is never of another name or dimension, nor of a reason that is not in the catalogue", async () => {
    for (const cause of Object.values(causes)) await cause();
    const names = new Set<string>();
    const dimensions = new Set<string>();
    const values = new Set<unknown>();
    for (const figure of output.figures()) {
      const { namespace, metrics, sets } = expectFigure(figure);
      expect(namespace).toBe(metricNamespace);
      for (const metric of metrics) names.add(metric);
      for (const dimension of sets.flat()) dimensions.add(dimension);
      values.add(figure.reason);
    }
    expect([...names].toSorted()).toEqual([...metricNames].toSorted());
    expect([...dimensions].toSorted()).toEqual(["function", "reason", "service", "stage"]);
    const closed = [undefined, "Bug", ...retryableErrors, ...permanentErrors];
    expect(
      [...values].filter((value) => !closed.includes(value as (typeof closed)[number])),
    ).toEqual([]);
  });

  it("of a failure by a bug says no more than that", async () => {
    await play(0, { wrap: turnsRefuse(() => new TypeError("ada@example.com is no turn")) });
    expect(output.figures()).toMatchObject([{ TurnsFailed: 1, reason: "Bug" }, { RunsFailed: 1 }]);
    expect(JSON.stringify(output.figures())).not.toContain("example.com");
  });

  it.each([
    ["EventsRefused", ["service", "stage", "function"]],
    ["TurnsFailed", ["service", "stage", "function", "reason"]],
  ] as const)("%s stands for the stage, and for %j", async (name, dimensions) => {
    await causes[name]();
    const [figure] = output.figures();
    expect(expectFigure(figure ?? {}).sets).toEqual([["service", "stage"], dimensions]);
  });

  it("bears the names that the stack gave the function", async () => {
    await causes.TurnsFailed();
    expect(output.figures()).toMatchObject([
      {
        service: "sojourn",
        stage: "test",
        function: "intake",
        reason: "StoreUnavailable",
      },
    ]);
  });

  it("tells in its line which message it was, and of which enrollment and journey", async () => {
    const { enrollment, kept } = await play(HOUR, {
      answer: () => ({ kind: "refused", reason: "sandbox" }),
    });
    const [messageId = ""] = kept.messages.keys();
    expect(output.figures()).toMatchObject([
      { messageId, enrollment, journey: "welcome", customer: enrollment.slice(0, 16) },
    ]);
  });

  it("passes Lambda's filter of lines below WARN", async () => {
    await causes.EventsRefused();
    const [figure] = output.figures();
    expect(figure).toMatchObject({ level: "WARN" });
    expect(Date.parse(String(figure?.timestamp))).toBeGreaterThan(0);
  });
});
