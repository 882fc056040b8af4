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
