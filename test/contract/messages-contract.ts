import { describe, expect, it } from "vitest";
import { releaseOrder } from "../../src/core/definitions/gate.ts";
import type { MessageState, Report } from "../../src/core/messages/message.ts";
import type { Ports } from "../../src/core/ports.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { idOf, key, keyOf, messageOrder, now } from "./records.ts";

const allStates: readonly MessageState[] = [
  "queued",
  "held",
  "claimed",
  "sending",
  "sent",
  "failed",
  "suppressed",
  "dropped",
  "unknown",
];

/** What every store of messages keeps to. @param create a new and empty one */
export function messagesContract(create: () => Promise<Pick<Ports, "messages">>): void {
  const id = idOf("first");

  describe("messages", () => {
    it("are queued when they are created", async () => {
      const { messages } = await create();
      expect(await messages.find(id)).toBeUndefined();
      await messages.create(messageOrder());
      expect(await messages.find(id)).toEqual({ ...messageOrder(), state: "queued", at: now });
    });

    it("are created once: the first order stays, wherever it has got to", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      await messages.advance(id, ["queued"], { state: "sent", at: now + 5, providerId: "p-1" });
      await messages.create(messageOrder({ template: "other", created: now + 9 }));
      const sent = { ...messageOrder(), state: "sent", at: now + 5, providerId: "p-1" };
      expect(await messages.find(id)).toEqual(sent);
    });

    it("keep everything that the order says", async () => {
      const { messages } = await create();
      const offer = { offer: "coupon", code: "ABC", expires: now + 1, value: 20 };
      const full = messageOrder({ afterExit: "send", anyTime: true, offer, priority: -3 });
      await messages.create(full);
      expect(await messages.find(full.id)).toMatchObject(full);
    });

    it("wait at a gate, transactional ones first, then by priority, then by age", async () => {
      const { messages } = await create();
      const waiting = [
        { transactional: false, priority: 0, created: now + 2, name: "younger" },
        { transactional: false, priority: 0, created: now + 1, name: "older" },
        { transactional: false, priority: -100, created: now, name: "last" },
        { transactional: false, priority: 100, created: now + 3, name: "eager" },
        { transactional: true, priority: -100, created: now + 4, name: "receipt" },
      ];
      for (const [nth, one] of waiting.entries()) {
        const order = messageOrder({ id: idOf(one.name), priority: one.priority });
        await messages.create(order);
        const atGate = { gate: "email" as const, order: releaseOrder(one) };
        const held = { state: "held", at: now + nth, reason: "paused", atGate } as const;
        await messages.advance(order.id, ["queued"], held);
      }
      const inOrder = ["receipt", "eager", "older", "younger", "last"].map((name) => idOf(name));
      const all = await messages.atGate("email", 10);
      expect(all.map((each) => each.id)).toEqual(inOrder);
      expect(all[0]).toMatchObject({
        channel: "email",
        at: now + 4,
        expires: messageOrder().expires,
        reason: "paused",
      });
      expect((await messages.atGate("email", 2)).map((each) => each.id)).toEqual(
        inOrder.slice(0, 2),
      );
      expect(await messages.atGate("email/winback", 10)).toEqual([]);
      expect((await messages.find(idOf("receipt")))?.atGate).toEqual({
        gate: "email",
        order: releaseOrder({ transactional: true, priority: -100, created: now + 4 }),
      });
    });

    it("leave their gate with their state, unless they are held anew", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const atGate = { gate: "email/winback" as const, order: "1-100-00000000000001" };
      const hold = (at: number) => ({ state: "held", at, reason: "paused", atGate }) as const;
      await messages.advance(id, ["queued"], hold(now));
      await messages.advance(id, ["held"], hold(now + 1));
      const letGo = { state: "queued", at: now + 2 } as const;
      expect(await messages.advance(id, ["held"], letGo, now)).toBe(false);
      expect(await messages.atGate("email/winback", 10)).toHaveLength(1);
      expect(await messages.advance(id, ["held"], letGo, now + 1)).toBe(true);
      expect(await messages.atGate("email/winback", 10)).toEqual([]);
      expect(await messages.find(id)).toEqual({ ...messageOrder(), ...letGo });
    });

    it("move on only from the states that are named", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const others = allStates.filter((state) => state !== "queued");
      expect(await messages.advance(id, others, { state: "sent", at: now + 1 })).toBe(false);
      expect((await messages.find(id))?.state).toBe("queued");
      expect(
        await messages.advance(id, ["held", "queued"], { state: "claimed", at: now + 2 }),
      ).toBe(true);
      expect(await messages.advance(id, ["queued"], { state: "dropped", at: now + 3 })).toBe(false);
      expect(await messages.find(id)).toMatchObject({ state: "claimed", at: now + 2 });
    });

    it("that nobody created don't move, and are not made by the attempt", async () => {
      const { messages } = await create();
      expect(await messages.advance(id, allStates, { state: "sent", at: now })).toBe(false);
      expect(await messages.report(id, "opened", now)).toBe(false);
      expect(await messages.find(id)).toBeUndefined();
    });

    it("that several want to send are handed to exactly one", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const before = ["queued", "held", "claimed"] as const;
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, nth) =>
          messages.advance(id, before, {
            state: "sending",
            at: now + nth,
            sendingSince: now + nth,
          }),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await messages.find(id))?.sendingSince).toBe(now + won.indexOf(true));
    });

    it("keep where and when they were sent, and drop the reason of a state that is over", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const reason = "quiet hours";
      await messages.advance(id, ["queued"], {
        state: "held",
        at: now + 1,
        reason,
        until: now + 9,
      });
      expect(await messages.find(id)).toMatchObject({ state: "held", reason, until: now + 9 });
      const sending = { state: "sending", at: now + 9, to: "a@example.com", sendingSince: now + 9 };
      await messages.advance(id, ["held"], { ...sending, state: "sending" });
      await messages.advance(id, ["sending"], { state: "sent", at: now + 10, providerId: "p-1" });
      const sent = {
        ...messageOrder(),
        ...sending,
        state: "sent",
        at: now + 10,
        providerId: "p-1",
      };
      expect(await messages.find(id)).toEqual(sent);
    });

    it("take each report once, in any order, whatever their state", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const order: readonly Report[] = [
        "clicked",
        "delivered",
        "opened",
        "complained",
        "bounced",
        "delayed",
      ];
      for (const [nth, report] of order.entries()) {
        expect(await messages.report(id, report, now + nth)).toBe(true);
        expect(await messages.report(id, report, now + DAY)).toBe(false);
      }
      const reports = Object.fromEntries(order.map((report, nth) => [report, now + nth]));
      expect((await messages.find(id))?.reports).toEqual(reports);
      expect((await messages.find(id))?.state).toBe("queued");
    });

    it("keep the words of a report until the state changes", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      await messages.advance(id, ["queued"], { state: "sent", at: now });
      await messages.report(id, "bounced", now + 1, {
        reason: "Transient MailboxFull",
        bounce: { type: "Transient", subtype: "MailboxFull" },
      });
      await messages.report(id, "bounced", now + 2, { reason: "another time" });
      await messages.report(id, "delivered", now + 3);
      expect(await messages.find(id)).toMatchObject({
        state: "sent",
        at: now,
        reason: "Transient MailboxFull",
        bounce: { type: "Transient", subtype: "MailboxFull" },
        reports: { bounced: now + 1, delivered: now + 3 },
      });
      await messages.advance(id, ["sent"], { state: "failed", at: now + 4 });
      const failed = await messages.find(id);
      expect(failed).not.toHaveProperty("reason");
      expect(failed?.bounce?.subtype).toBe("MailboxFull");
    });

    it("keep whether their delivery is watched for", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      await messages.advance(id, ["queued"], { state: "sending", at: now, watched: true });
      await messages.advance(id, ["sending"], { state: "sent", at: now + 1 });
      expect(await messages.find(id)).toMatchObject({ state: "sent", watched: true });
    });

    it("are listed by customer, as each is found", async () => {
      const { messages } = await create();
      const other = idOf("other message");
      const others = idOf("message", keyOf("bob"));
      for (const one of [id, other, others]) await messages.create({ ...messageOrder(), id: one });
      await messages.report(other, "opened", now);
      const found = await messages.list(key);
      expect(found.map((message) => message.id).toSorted()).toEqual([id, other].toSorted());
      for (const message of found) expect(message).toEqual(await messages.find(message.id));
      expect(await messages.list(keyOf("nobody"))).toEqual([]);
    });

    it("take one of several equal reports that arrive at once", async () => {
      const { messages } = await create();
      await messages.create(messageOrder());
      const first = await Promise.all(
        Array.from({ length: 10 }, (_, nth) => messages.report(id, "opened", now + nth)),
      );
      expect(first.filter(Boolean)).toHaveLength(1);
      expect((await messages.find(id))?.reports).toEqual({ opened: now + first.indexOf(true) });
    });
  });
}
