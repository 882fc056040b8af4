import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { crashAfter, createStage } from "./stage.ts";

const mail: Step = { do: "send", id: "mail", template: "plain", channels: ["email"] };
const email = { kind: "channel", channel: "email" } as const;

test("copies of a delivery come to one hold at a gate, and to one message after it", async () => {
  const stage = createStage({ steps: [mail] });
  const { pauses, queues, agenda, timeline } = stage.runtime;
  await pauses.pause(email, { since: agenda.clock.now() });
  // The first try holds it and dies: its retry holds it again.
  stage.strike("deliver", "messages.advance", crashAfter);
  await stage.tell("customer.registered");
  const [message = ""] = timeline.kept.messages.keys();
  for (let copy = 1; copy <= 5; copy++) queues.deliver.send({ message, channel: "email" }, 0);
  await stage.pass(HOUR);
  expect(stage.count("deliver")).toBe(7);
  await stage.pass(10 * HOUR);
  expect(stage.count("deliver")).toBe(7);
  await stage.runtime.liftPause(email);
  await stage.pass(20 * MINUTE);
  expect(timeline.kept.messages.get(message)?.state).toBe("sent");
  expect(stage.sent).toHaveLength(1);
});

test("a message that a lost attempt left in sending is looked at by the one that met it there", async () => {
  const stage = createStage({ steps: [mail] });
  const { agenda, timeline } = stage.runtime;
  // An attempt that its queue had given up calls the provider at this moment, and dies in the call.
  stage.strike("deliver", "messages.advance", async (go) => {
    const [message = ""] = timeline.kept.messages.keys();
    const at = agenda.clock.now();
    const sending = { state: "sending", at, to: "c1@example.com", sendingSince: at } as const;
    await timeline.messages.advance(message, ["queued"], sending);
    return go();
  });
  await stage.tell("customer.registered");
  await stage.pass(20 * MINUTE);
  const [message] = timeline.kept.messages.values();
  expect(message?.state).toBe("unknown");
  expect(stage.sent).toEqual([]);
});
