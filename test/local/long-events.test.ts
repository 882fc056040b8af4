import { describe, expect, it } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { createStage, type Stage } from "./regressions/stage.ts";

const mail: Step = { do: "send", id: "mail", template: "plain", channels: ["email"] };
const thanks: Partial<Journey> = {
  entry: { on: "order.placed", key: "orderId" },
  exitWhen: [{ event: "order.returned" }],
  reentry: "always",
  steps: [mail],
};
/** Longer than a record with what stands before it. */
const note = { greeting: "a".repeat(600), note: "b".repeat(405) };

function recorded({ runtime }: Stage, type: string) {
  return [...runtime.timeline.kept.events.values()].filter((event) => event.type === type);
}

describe("an order with a long note before its key", () => {
  it.each([
    ["ends its message after its run", "A", 0],
    ["lets the message of another order go", "B", 1],
  ])("once it is returned %s", async (_, returned, sent) => {
    const stage = createStage(thanks);
    const { pauses, agenda } = stage.runtime;
    const mails = { kind: "channel", channel: "email" } as const;
    await pauses.pause(mails, { since: agenda.clock.now(), by: "ann" });
    await stage.tell("order.placed", { ...note, orderId: "A" });
    await stage.pass(2 * DAY);
    await stage.tell("order.returned", { ...note, orderId: returned });
    await stage.runtime.liftPause(mails);
    await stage.pass(DAY);
    expect(stage.sent).toHaveLength(sent);
  });

  it("is recorded with its key, and names what was left out", async () => {
    const stage = createStage(thanks);
    await stage.tell("order.placed", { ...note, orderId: "A" });
    expect(recorded(stage, "order.placed")).toMatchObject([
      { properties: { greeting: note.greeting, orderId: "A" }, cut: ["note"] },
    ]);
  });

  it("is recorded with the nested values that its rules read", async () => {
    const exitWhen = [{ event: "order.returned", where: { "items.sku": "A-1" } }];
    const stage = createStage({ ...thanks, exitWhen });
    await stage.tell("order.returned", { items: [{ sku: "A-1", qty: 2 }], orderId: "A" });
    const [record] = recorded(stage, "order.returned");
    expect(record?.properties).toEqual({ "items.sku": "A-1", orderId: "A" });
  });
});
