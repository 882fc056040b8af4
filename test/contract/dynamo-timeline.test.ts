import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { fromItem } from "../../src/aws/item.ts";
import { attentionShards } from "../../src/aws/timeline/attention.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createOffers } from "../../src/aws/timeline/offers.ts";
import { createTasks } from "../../src/aws/timeline/tasks.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import { DAY, HOUR, SECOND } from "../../src/core/time/instant.ts";
import { attentionIndex } from "../../src/names.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import {
  enrollmentRecord,
  eventRecord,
  idOf,
  key,
  manualClock,
  messageOrder,
  now,
  offerOf,
  taskOf,
  turnRecord,
} from "./records.ts";

const winback = idOf("winback");
const message = idOf("first");

describe.skipIf(isWithoutDynamo())("the timeline table", () => {
  const dynamo = useDynamo();

  async function open() {
    const clock = manualClock();
    const { client, table } = await dynamo.timeline();
    const config = { client, table, clock };
    return {
      clock,
      events: createEvents(config),
      turns: createTurns(config),
      enrollments: createEnrollments(config),
      messages: createMessages(config),
      tasks: createTasks(config),
      offers: createOffers(config),
      /** An item as it lies in the table. */
      stored: async (sk: string): Promise<Record<string, unknown> | undefined> => {
        const command = new GetItemCommand({
          TableName: table,
          Key: { key: { S: key }, sk: { S: sk } },
        });
        const { Item } = await client.send(command);
        return Item === undefined ? undefined : fromItem(Item);
      },
      /** The sort keys of what a person must see of one kind, in order of the index. */
      attention: async (kind: string): Promise<unknown[]> => {
        const found: Record<string, unknown>[] = [];
        for (let shard = 0; shard < attentionShards; shard++) {
          const command = new QueryCommand({
            TableName: table,
            IndexName: attentionIndex,
            KeyConditionExpression: "attention = :which",
            ExpressionAttributeValues: { ":which": { S: `${kind}#${shard}` } },
          });
          const { Items } = await client.send(command);
          found.push(...(Items ?? []).map(fromItem));
        }
        return found
          .toSorted((a, b) => Number(a.attentionAt) - Number(b.attentionAt))
          .map(({ sk, attentionAt }) => [sk, attentionAt]);
      },
    };
  }

  describe("keeps", () => {
    const after400Days = (from: number) => (from + 400 * DAY) / SECOND;

    it("an event for 400 days from when it was accepted", async () => {
      const { events, stored } = await open();
      const record = eventRecord({ at: now - 30 * DAY, accepted: now });
      await events.record(key, record);
      expect(await stored("event#order-1")).toMatchObject({ ttl: after400Days(now) });
    });

    it("a message for 400 days from its expiry", async () => {
      const { messages, stored } = await open();
      await messages.create(messageOrder());
      expect(await stored(`message#${message}`)).toMatchObject({ ttl: after400Days(now + DAY) });
    });

    it("a turn for 400 days from the due of its wait, which may be years away", async () => {
      const { turns, stored } = await open();
      const due = now + 1000 * DAY;
      await turns.record(turnRecord({ next: { kind: "wait", due } }));
      await turns.record(turnRecord({ ref: "2-x", next: { kind: "ended", reason: "completed" } }));
      const prefix = `turn#${winback.slice(17)}`;
      expect(await stored(`${prefix}#1-abcdefgh`)).toMatchObject({ ttl: after400Days(due) });
      expect(await stored(`${prefix}#2-x`)).toMatchObject({ ttl: after400Days(now) });
    });

    it("an enrollment for 400 days from its end, and for ever until then", async () => {
      const { enrollments, stored } = await open();
      const sk = `enrollment#${winback}`;
      await enrollments.open(enrollmentRecord());
      expect(await stored(sk)).not.toHaveProperty("ttl");
      await enrollments.settle(enrollmentRecord({ state: "failed", ended: now, ending: "Bug" }));
      expect(await stored(sk)).not.toHaveProperty("ttl");
      const ended = now + 9 * SECOND;
      await enrollments.settle(
        enrollmentRecord({ state: "exited", ended, ending: "order.placed" }),
      );
      expect(await stored(sk)).toMatchObject({ ttl: after400Days(ended) });
    });

    it("an open task for ever, an offer for 400 days from its expiry", async () => {
      const { tasks, offers, stored } = await open();
      await tasks.open(taskOf());
      await offers.issue(offerOf());
      expect(await stored(`task#${idOf("call")}`)).not.toHaveProperty("ttl");
      const kept = { ttl: after400Days(now + 7 * DAY) };
      expect(await stored(`offer#${idOf("coupon")}`)).toMatchObject(kept);
    });

    it("the first task and the first offer under an id, whole", async () => {
      const { tasks, offers, stored } = await open();
      await tasks.open(taskOf());
      await tasks.open(taskOf({ note: "again" }));
      await offers.issue(offerOf());
      await offers.issue(offerOf({ code: "OTHER" }));
      const { id: task, ...openTask } = taskOf();
      const { id: offer, ...issued } = offerOf();
      expect(await stored(`task#${task}`)).toMatchObject({ ...openTask, state: "open" });
      expect(await stored(`offer#${offer}`)).toMatchObject(issued);
    });

    it("the first end of an enrollment, whatever is told later", async () => {
      const { enrollments } = await open();
      const ended = enrollmentRecord({ state: "completed", ended: now, ending: "completed" });
      await enrollments.settle(ended);
      await enrollments.settle(
        enrollmentRecord({ state: "failed", ended: now + 5, ending: "Bug" }),
      );
      await enrollments.settle(enrollmentRecord());
      expect(await enrollments.find(winback)).toEqual(ended);
    });
  });

  it("forgets what has expired, though it still lies there", async () => {
    const { clock, events, turns, enrollments, messages, stored } = await open();
    await events.record(key, eventRecord({ accepted: now }));
    await turns.record(turnRecord());
    await enrollments.settle(enrollmentRecord({ state: "completed", ended: now }));
    await messages.create(messageOrder());
    clock.at = now + 400 * DAY - 1;
    expect(await events.find(key, "order-1")).toBeDefined();
    expect(await enrollments.find(winback)).toBeDefined();
    clock.at = now + 400 * DAY;
    expect(await events.find(key, "order-1")).toBeUndefined();
    expect(await enrollments.find(winback)).toBeUndefined();
    expect(await messages.find(message)).toBeDefined();
    clock.at = now + 401 * DAY;
    expect(await messages.find(message)).toBeUndefined();
    expect(await turns.find(winback, "1-abcdefgh")).toBeUndefined();
    expect(await stored("event#order-1")).toBeDefined();
  });

  describe("lists for a person", () => {
    it("messages that failed or may have been sent, and only those", async () => {
      const { messages, attention } = await open();
      const states = ["queued", "claimed", "sending", "sent", "suppressed", "dropped"] as const;
      for (const state of [...states, "failed", "unknown"] as const) {
        const id = idOf(state);
        await messages.create(messageOrder({ id }));
        await messages.advance(id, ["queued"], { state, at: now + 7, reason: "why" });
      }
      expect(await attention("failed-message")).toEqual([[`message#${idOf("failed")}`, now + 7]]);
      expect(await attention("unknown-message")).toEqual([[`message#${idOf("unknown")}`, now + 7]]);
      expect(await attention("held-message")).toEqual([]);
    });

    it("holds beyond a day or without an end, until they are over", async () => {
      const { messages, attention } = await open();
      const holds = [
        ["short", now + 24 * HOUR],
        ["long", now + 24 * HOUR + 1],
        ["endless", undefined],
      ] as const;
      for (const [nth, [name, until]] of holds.entries()) {
        const id = idOf(name);
        await messages.create(messageOrder({ id }));
        await messages.advance(id, ["queued"], { state: "held", at: now, reason: name, until });
        expect(await attention("held-message")).toHaveLength(nth);
      }
      await messages.advance(idOf("long"), ["held"], { state: "sending", at: now + 1 });
      await messages.advance(idOf("endless"), ["held"], { state: "failed", at: now + 2 });
      expect(await attention("held-message")).toEqual([]);
      expect(await attention("failed-message")).toEqual([[`message#${idOf("endless")}`, now + 2]]);
    });

    it("open tasks, the most urgent first", async () => {
      const { tasks, attention } = await open();
      for (const days of [3, 1, 2]) {
        await tasks.open(taskOf({ id: idOf(`task-${days}`), due: now + days * DAY }));
      }
      const urgent = [1, 2, 3].map((days) => [`task#${idOf(`task-${days}`)}`, now + days * DAY]);
      expect(await attention("open-task")).toEqual(urgent);
    });

    it("enrollments that failed, until they are resumed", async () => {
      const { enrollments, attention } = await open();
      await enrollments.open(enrollmentRecord());
      expect(await attention("failed-enrollment")).toEqual([]);
      await enrollments.settle(
        enrollmentRecord({ state: "failed", ended: now + 3, ending: "Bug" }),
      );
      expect(await attention("failed-enrollment")).toEqual([[`enrollment#${winback}`, now + 3]]);
      expect(await enrollments.find(winback)).not.toHaveProperty("attention");
      await enrollments.settle(enrollmentRecord());
      expect(await attention("failed-enrollment")).toEqual([]);
    });
  });
});
