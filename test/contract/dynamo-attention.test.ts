import { describe, expect, it } from "vitest";
import { countAttention, listAttention } from "../../bin/stage/attention-list.ts";
import { markDone } from "../../bin/stage/mark-done.ts";
import { tellAttention } from "../../bin/stage/tell-attention.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createSetAsides } from "../../src/aws/timeline/set-asides.ts";
import { createTasks } from "../../src/aws/timeline/tasks.ts";
import { printReason, type Reason, reason } from "../../src/core/reasons/reason.ts";
import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { enrollmentRecord, idOf, key, manualClock, messageOrder, now, taskOf } from "./records.ts";

describe.skipIf(isWithoutDynamo())("the attention list of a stage", () => {
  const dynamo = useDynamo();

  async function open() {
    const config = { ...(await dynamo.timeline()), clock: manualClock() };
    const messages = createMessages(config);
    const give = async (name: string, state: "failed" | "unknown" | "held", at = now) => {
      const id = idOf(name);
      await messages.create(messageOrder({ id }));
      const until = state === "held" ? { until: at + 2 * DAY } : {};
      await messages.advance(id, ["queued"], { state, at, reason: "why", ...until });
      return id;
    };
    return {
      config,
      messages,
      give,
      events: createEvents(config),
      tasks: createTasks(config),
      enrollments: createEnrollments(config),
      ids: async (kind: Parameters<typeof listAttention>[1], most = 50) =>
        (await listAttention(config, kind, most)).items.map(({ id }) => id),
    };
  }

  it("has the oldest first, over all shards, and tells that there are more", async () => {
    const { config, give, ids } = await open();
    const given: string[] = [];
    for (let n = 0; n < 30; n++) given.push(await give(`m${n}`, "failed", now + n));
    expect(await ids("failed-message")).toEqual(given);
    expect(await ids("failed-message", 7)).toEqual(given.slice(0, 7));
    const list = await listAttention(config, "failed-message", 7);
    expect(list.more).toBe(true);
    expect(list.items[0]).toMatchObject({ at: now, record: { state: "failed", reason: "why" } });
    expect((await listAttention(config, "failed-message", 30)).more).toBe(false);
    expect(await countAttention(config, "failed-message")).toEqual({ count: 30, more: false });
    expect(await countAttention(config, "open-task")).toEqual({ count: 0, more: false });
  });

  it("has customers whom passes set aside, each once, until they are taken in or seen to", async () => {
    const { config, ids } = await open();
    const setAsides = createSetAsides(config);
    const aside = {
      pass: "import",
      customer: key,
      at: now,
      error: "ItemTooLarge",
      reason: "UpdateItem: the item would have more than DynamoDB's 400 KB",
      upload: "customers-abc",
      part: 2,
      lines: [7, 9],
    } as const;
    await setAsides.put(aside);
    await setAsides.put({ ...aside, at: now + 1 });
    const { upload: _, part: _part, lines: _lines, ...who } = aside;
    await setAsides.put({ ...who, pass: "sweep" });
    const import1 = `${key}-import-customers-abc-2`;
    expect((await ids("set-aside")).toSorted()).toEqual([import1, `${key}-sweep`]);
    const found = await listAttention(config, "set-aside", 50);
    const listed = found.items.find(({ id }) => id === import1);
    expect(listed?.record).toMatchObject({
      key,
      at: now + 1,
      upload: "customers-abc",
      lines: [7, 9],
    });
    const lines = tellAttention("set-aside", found, { now, stage: "--stage prod" });
    expect(lines.join("\n")).toContain("import · ItemTooLarge");
    expect(lines.join("\n")).toContain("lines 7, 9");
    // An older one under its name takes off nothing.
    await setAsides.remove(aside);
    expect(await ids("set-aside")).toHaveLength(2);
    await setAsides.remove({ ...aside, at: now + 1 });
    expect(await ids("set-aside")).toEqual([`${key}-sweep`]);
    expect(await markDone(config, `${key}-sweep`)).toBe("done");
    expect(await ids("set-aside")).toEqual([]);
  });

  it("loses a task that is done, which expires then", async () => {
    const { config, tasks, ids } = await open();
    await tasks.open(taskOf());
    const [id = ""] = await ids("open-task");
    expect(id).toBe(idOf("call"));
    expect(await markDone(config, id)).toBe("done");
    expect(await ids("open-task")).toEqual([]);
    expect(await markDone(config, id)).toBe("not-listed");
  });

  it("loses a message that somebody has seen to, and the message stays as it is", async () => {
    const { config, messages, give, ids } = await open();
    const id = await give("first", "unknown");
    expect(await markDone(config, id)).toBe("done");
    expect(await ids("unknown-message")).toEqual([]);
    expect(await messages.find(id)).toMatchObject({ state: "unknown", reason: "why" });
  });

  it("has events that started no journey for their depth, and no others, until somebody saw to them", async () => {
    const { config, events, ids } = await open();
    const circle = reason("too-deep", { most: 16 });
    const left = (name: string, why: Reason | string) => ({
      id: idOf(name),
      type: "segment.left",
      at: now,
      accepted: now,
      properties: { segment: "hot" },
      consequences: [{ journey: "heat", kind: "not-entered", reason: why }] as const,
    });
    const stopped = left("stopped", circle);
    await events.record(key, stopped);
    await events.record(key, left("once", "already under way"));
    const kind = "stopped-circle";
    expect(await ids(kind)).toEqual([stopped.id]);
    expect(await events.find(key, stopped.id)).toEqual(stopped);
    const listed = await listAttention(config, kind, 50);
    expect(tellAttention(kind, listed, { now: now + 3 * HOUR, stage: "--stage prod" })).toEqual([
      "Events that started no journey, since journeys have caused each other in a circle (1)",
      `  ${stopped.id}  segment.left · heat: ${printReason(circle)} · 3 h ago`,
      "  → break the circle with a wait or a condition, publish, then: sojourn attention --done <id> --stage prod",
      "",
    ]);
    expect(await markDone(config, stopped.id)).toBe("done");
    expect(await ids(kind)).toEqual([]);
    // A redelivery records it once more.
    await events.record(key, stopped);
    expect(await ids(kind)).toEqual([]);
    expect(await events.find(key, stopped.id)).toEqual(stopped);
  });

  it("keeps what is held, and a failed run until it is resumed", async () => {
    const { config, give, enrollments, ids } = await open();
    const held = await give("first", "held");
    const failed = enrollmentRecord({ state: "failed", ended: now, ending: "Bug" });
    await enrollments.settle(failed);
    expect(await markDone(config, held)).toBe("not-listed");
    expect(await markDone(config, failed.id)).toBe("failed-run");
    expect(await ids("held-message")).toEqual([held]);
    expect(await ids("failed-enrollment")).toEqual([failed.id]);
  });
});
