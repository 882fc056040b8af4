import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createHandler as createDeliverEmail } from "../../functions/deliver-email.ts";
import { createHandler as createDeliverSms } from "../../functions/deliver-sms.ts";
import { createHandler as createFeedback } from "../../functions/feedback.ts";
import { createHandler as createIntake } from "../../functions/intake.ts";
import { createHandler as createSettle } from "../../functions/settle.ts";
import { createHandler as createTakeTurn } from "../../functions/take-turn.ts";
import { createHandler as createWake } from "../../functions/wake.ts";
import { fromItem } from "../../src/aws/item.ts";
import { parseEvent } from "../../src/core/events/parse-event.ts";
import type { Ports, RunTurn } from "../../src/core/ports.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { sesEvent } from "../functions/fixtures/ses-event.ts";
import { context, queueBatch, statusChange } from "../functions/given.ts";
import { captureOutput } from "../functions/output.ts";
import { currentEngine } from "./engine.ts";
import { fillTables, readItems, readQueues, takeOver } from "./load-world.ts";
import { secretClient } from "./seal-tokens.ts";
import { recorded } from "./world-events.ts";
import { type Version, versions } from "./world-files.ts";

type QueueHandler = ReturnType<typeof createWake>;

describe.skipIf(isWithoutDynamo()).each(versions)("queues of %s", (version) => {
  const dynamo = useDynamo();
  const queues = readQueues(version);
  let ports: Ports;
  beforeAll(async () => {
    ({ ports } = takeOver(version, await fillTables(version, dynamo)));
  });

  afterEach(() => vi.restoreAllMocks());

  /** @returns the bodies that the function did not take */
  async function failed(handler: QueueHandler, ...bodies: readonly string[]): Promise<string[]> {
    const left: string[] = [];
    for (const body of bodies) {
      const { batchItemFailures } = await handler(queueBatch(body), context());
      if (batchItemFailures.length > 0) left.push(body);
    }
    return left;
  }

  it("hand wakes and deliveries to today's functions, from a queue or a schedule", async () => {
    const bodies = [
      ...queues.pending.filter(({ queue }) => queue !== "intake").map(({ body }) => body),
      ...queues.queued.map(({ MessageBody }) => MessageBody),
      ...queues.schedules.map(({ Target }) => Target.Input),
    ];
    expect(bodies.length).toBeGreaterThan(10);
    const of = (wanted?: string) =>
      bodies.filter((body) => (JSON.parse(body) as { channel?: string }).channel === wanted);
    expect(await failed(createWake(ports), ...of())).toEqual([]);
    expect(await failed(createDeliverEmail(ports), ...of("email"))).toEqual([]);
    expect(await failed(createDeliverSms(ports), ...of("sms"))).toEqual([]);
  });

  it("hand events to today's intake, as the bus has them and as a journey emitted them", async () => {
    const envelopes = queues.pending.filter(({ queue }) => queue === "intake");
    expect(envelopes.length).toBeGreaterThan(1);
    const bodies = envelopes.map(({ body }) => body);
    expect(await failed(createIntake(ports), ...bodies)).toEqual([]);
    for (const { Detail } of queues.bus.flatMap(({ Entries }) => Entries)) {
      const envelope = JSON.stringify({ "detail-type": "x.y", detail: JSON.parse(Detail) });
      expect(parseEvent(envelope, recorded)).toMatchObject({ kind: "event" });
    }
  });

  it("hand the input and the output of a run to today's take-turn", async () => {
    const inputs = [
      ...queues.executions.map(({ input }) => input),
      ...queues.wentOn.map(({ output }) => output),
    ];
    expect(inputs.length).toBeGreaterThan(1);
    for (const input of inputs) {
      const request = { ...(JSON.parse(input) as RunTurn), token: "a new token" };
      await expect(createTakeTurn(ports)(request, context())).resolves.toBeUndefined();
    }
  });

  it("hand the end of a broken run and the word of a provider to today's functions", async () => {
    captureOutput();
    const end = statusChange({ name: `${enrollmentIn(version)}-g1` });
    expect(await failed(createSettle(ports), end)).toEqual([]);
    const feedback = createFeedback(ports);
    const said = sesEvent("Delivery", { message: messageIn(version) });
    expect(await failed(feedback, said)).toEqual([]);
  });

  it("keep dead letters that are judged as they were", () => {
    expect(queues.deadLetters.length).toBeGreaterThan(0);
    for (const { body, reason } of queues.deadLetters) {
      expect(parseEvent(body, recorded)).toEqual({ kind: "refused", reason });
    }
  });

  it("left opt-out links in people's mailboxes that still say what they said", async () => {
    const links = currentEngine.createOptOutLinks({
      client: secretClient(),
      secretId: "opt-out",
      url: () => "https://opt-out.example/",
      clock: ports.clock,
    });
    expect(queues.optOut).toHaveLength(2);
    for (const { url, says } of queues.optOut) {
      expect(await links.open(new URL(url).searchParams.get("t") ?? "")).toEqual(says);
    }
  });
});

function enrollmentIn(version: Version): string {
  const ids = readItems(version, "timeline")
    .map(fromItem)
    .map(({ sk }) => String(sk));
  return ids.find((sk) => sk.startsWith("enrollment#"))?.slice("enrollment#".length) ?? "";
}

function messageIn(version: Version): string {
  const sent = readItems(version, "timeline")
    .map(fromItem)
    .find(({ state }) => state === "sent");
  return String(sent?.sk).slice("message#".length);
}
