import { expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { crashAfter, createStage } from "./stage.ts";

const mail: Step = { do: "send", id: "mail", template: "plain", channels: ["email"] };
const email = { kind: "channel", channel: "email" } as const;

test("copies of a delivery do not outlive the first hold, however long that lasts", async () => {
  const stage = createStage({ steps: [mail] });
  const { pauses, queues, agenda, timeline } = stage.runtime;
  await pauses.pause(email, { since: agenda.clock.now() });
  // The first try plans its delivery and fails: its retry plans another.
  stage.strike("deliver", "deliveries.send", crashAfter);
  await stage.tell("customer.registered");
  const [message = ""] = timeline.kept.messages.keys();
  for (let copy = 1; copy <= 5; copy++) queues.deliver.send({ message, channel: "email" }, 0);
  await stage.pass(HOUR);
  const before = stage.count("deliver");
  await stage.pass(10 * HOUR);
  // Every 15 minutes one, and no more.
  expect(stage.count("deliver") - before).toBe(40);
  await pauses.unpause(email);
  await stage.pass(20 * MINUTE);
  expect(timeline.kept.messages.get(message)?.state).toBe("sent");
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
