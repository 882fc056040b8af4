import { describe, expect, it } from "vitest";
import type { Nested } from "../../src/core/events/nested.ts";
import type { Ports } from "../../src/core/ports.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { messagesContract } from "./messages-contract.ts";
import { enrollmentRecord, eventRecord, idOf, key, keyOf, now, turnRecord } from "./records.ts";

export type Timeline = Pick<Ports, "events" | "turns" | "enrollments" | "messages">;

/** What every timeline keeps to. @param create a new and empty one, whose clock stands at `now` */
export function timelineContract(create: () => Promise<Timeline>): void {
  eventsContract(create);
  turnsContract(create);
  enrollmentsContract(create);
  messagesContract(create);
}

function eventsContract(create: () => Promise<Timeline>): void {
  describe("events", () => {
    it("are found by customer and id, whole", async () => {
      const { events } = await create();
      await events.record(key, eventRecord());
      expect(await events.find(key, "order-1")).toEqual(eventRecord());
    });

    it("are unknown to other customers and under other ids", async () => {
      const { events } = await create();
      await events.record(key, eventRecord());
      expect(await events.find(keyOf("bob"), "order-1")).toBeUndefined();
      expect(await events.find(key, "order-2")).toBeUndefined();
    });

    it("are listed by customer, whole, and nothing else of the customer is", async () => {
      const { events, turns } = await create();
      expect(await events.list(key)).toEqual([]);
      const records = Array.from({ length: 30 }, (_, nth) =>
        eventRecord({ id: `订单#${nth}`, accepted: now + nth, properties: {} }),
      );
      for (const record of records) await events.record(key, record);
      await events.record(keyOf("bob"), eventRecord());
      await turns.record(turnRecord());
      const listed = await events.list(key);
      expect(listed.toSorted((a, b) => a.accepted - b.accepted)).toEqual(records);
    });

    it("have nested properties beside their record, the first that are kept", async () => {
      const { events } = await create();
      const items: Nested[string] = [{ name: "茶", price: 12.5 }, { tags: ["a", null] }];
      const nested = { items };
      await events.keepNested(key, "order-1", nested, now);
      await events.keepNested(key, "order-1", { items: [] }, now + DAY);
      expect(await events.findNested(key, "order-1")).toEqual(nested);
      expect(await events.findNested(key, "order-2")).toBeUndefined();
      expect(await events.findNested(keyOf("bob"), "order-1")).toBeUndefined();
      await events.record(key, eventRecord({ id: "订单#2" }));
      await events.keepNested(key, "订单#2", { gifts: ["card"] }, now);
      await events.record(key, eventRecord());
      const listed = await events.listNested(key);
      expect(Object.fromEntries(listed)).toEqual({
        "order-1": nested,
        "订单#2": { gifts: ["card"] },
      });
      expect(await events.listNested(keyOf("bob"))).toEqual(new Map());
    });

    it("are listed without what is nested in them", async () => {
      const { events } = await create();
      await events.keepNested(key, "order-1", { items: [{ name: "Pot" }] }, now);
      await events.record(key, eventRecord());
      expect(await events.list(key)).toEqual([eventRecord()]);
    });

    it("are recorded once: the first stays", async () => {
      const { events } = await create();
      await events.record(key, eventRecord());
      await events.record(key, eventRecord({ accepted: now + DAY, consequences: [] }));
      expect(await events.find(key, "order-1")).toEqual(eventRecord());
    });

    it("of one id that arrive at once leave one record", async () => {
      const { events } = await create();
      const accepted = Array.from({ length: 20 }, (_, nth) => now + nth);
      await Promise.all(accepted.map((at) => events.record(key, eventRecord({ accepted: at }))));
      const first = await events.find(key, "order-1");
      await events.record(key, eventRecord({ accepted: now + DAY }));
      expect(accepted).toContain(first?.accepted);
      expect(await events.find(key, "order-1")).toEqual(first);
    });

    it("may have nothing to say and have done nothing", async () => {
      const { events } = await create();
      const silent = eventRecord({ properties: {}, consequences: [] });
      await events.record(key, silent);
      expect(await events.find(key, silent.id)).toEqual(silent);
    });

    it("may have any id and any text in them", async () => {
      const { events } = await create();
      const ids = ["订单 1#2", "event#order-1", "👍", "a".repeat(256)];
      for (const id of ids) {
        const strange = eventRecord({ id, properties: { 备注: "", "a.b": "💌", list: [""] } });
        await events.record(key, strange);
        expect(await events.find(key, id)).toEqual(strange);
      }
    });
  });
}

function turnsContract(create: () => Promise<Timeline>): void {
  describe("turns", () => {
    it("are found by enrollment and attempt, whole", async () => {
      const { turns } = await create();
      const turn = turnRecord();
      await turns.record(turn);
      expect(await turns.find(turn.enrollment, turn.ref)).toEqual(turn);
      expect(await turns.find(turn.enrollment, "1-other")).toBeUndefined();
      expect(await turns.find(idOf("other"), turn.ref)).toBeUndefined();
    });

    it("keep attempts at the same turn apart", async () => {
      const { turns } = await create();
      const first = turnRecord({ ref: "1-first", token: "one", effects: [] });
      const second = turnRecord({ ref: "1-second", token: "two", decisions: [] });
      await turns.record(first);
      await turns.record(second);
      expect(await turns.find(first.enrollment, "1-first")).toEqual(first);
      expect(await turns.find(first.enrollment, "1-second")).toEqual(second);
    });

    it("never change an attempt that is recorded: its commit may have named it", async () => {
      const { turns } = await create();
      await turns.record(turnRecord());
      await turns.record(turnRecord({ at: now + 5, effects: [] }));
      expect(await turns.find(idOf("winback"), "1-abcdefgh")).toEqual(turnRecord());
    });

    it("take the token of a later attempt in place of a dead one, and nothing else", async () => {
      const { turns } = await create();
      const other = turnRecord({ ref: "2-abcdefgh", turn: 2, token: "token-2" });
      await turns.record(turnRecord({ began: now }));
      await turns.record(other);
      await turns.renewToken(idOf("winback"), "1-abcdefgh", "token-new", now + 1);
      const renewed = turnRecord({ token: "token-new", began: now + 1 });
      expect(await turns.find(idOf("winback"), "1-abcdefgh")).toEqual(renewed);
      expect(await turns.find(idOf("winback"), "2-abcdefgh")).toEqual(other);
    });

    it("refuse the token of an attempt that began earlier: it is dead", async () => {
      const { turns } = await create();
      const turn = turnRecord({ began: now });
      await turns.record(turn);
      await turns.renewToken(turn.enrollment, turn.ref, "token-slow", now - 1);
      expect(await turns.find(turn.enrollment, turn.ref)).toEqual(turn);
    });

    it("that were never recorded are not made by a new token", async () => {
      const { turns } = await create();
      await turns.renewToken(idOf("winback"), "9-abcdefgh", "token", now);
      expect(await turns.find(idOf("winback"), "9-abcdefgh")).toBeUndefined();
    });

    it("may end the journey instead of waiting", async () => {
      const { turns } = await create();
      const last = turnRecord({ next: { kind: "ended", reason: "completed" } });
      await turns.record(last);
      expect(await turns.find(last.enrollment, last.ref)).toEqual(last);
    });
  });
}

function enrollmentsContract(create: () => Promise<Timeline>): void {
  describe("enrollments", () => {
    it("are found as they were opened", async () => {
      const { enrollments } = await create();
      expect(await enrollments.find(idOf("winback"))).toBeUndefined();
      await enrollments.open(enrollmentRecord({ key: "order 1/二" }));
      expect(await enrollments.find(idOf("winback"))).toEqual(
        enrollmentRecord({ key: "order 1/二" }),
      );
    });

    it.each(["completed", "exited"] as const)("that are %s are never reopened", async (state) => {
      const { enrollments } = await create();
      const ended = enrollmentRecord({ state, ended: now + 5, ending: "order.placed" });
      await enrollments.settle(ended);
      await enrollments.open(enrollmentRecord());
      expect(await enrollments.find(ended.id)).toEqual(ended);
    });

    it("are settled whether or not they were opened", async () => {
      const { enrollments } = await create();
      await enrollments.open(enrollmentRecord());
      const ended = enrollmentRecord({ state: "completed", ended: now + 5, ending: "completed" });
      await enrollments.settle(ended);
      expect(await enrollments.find(ended.id)).toEqual(ended);
    });

    it("that failed may be resumed, and then end", async () => {
      const { enrollments } = await create();
      const failed = enrollmentRecord({ state: "failed", ended: now + 5, ending: "FAILED: Bug" });
      await enrollments.open(enrollmentRecord());
      await enrollments.settle(failed);
      expect(await enrollments.find(failed.id)).toEqual(failed);
      await enrollments.settle(enrollmentRecord());
      expect(await enrollments.find(failed.id)).toEqual(enrollmentRecord());
      const ended = enrollmentRecord({ state: "completed", ended: now + 9, ending: "completed" });
      await enrollments.settle(ended);
      expect(await enrollments.find(failed.id)).toEqual(ended);
    });

    it("that ended may be settled the same way again", async () => {
      const { enrollments } = await create();
      const ended = enrollmentRecord({ state: "exited", ended: now + 5, ending: "order.placed" });
      await enrollments.settle(ended);
      await enrollments.settle(ended);
      expect(await enrollments.find(ended.id)).toEqual(ended);
    });
  });
}
