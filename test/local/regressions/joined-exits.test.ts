import { describe, expect, test } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { formatInstant, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { createStage, type Stage } from "./stage.ts";

const rest: Step = { do: "wait", id: "rest", for: "1h" };
const mail: Step = {
  do: "send",
  id: "mail",
  template: "plain",
  channels: ["email"],
  expires: "6d",
};
const email = { kind: "channel", channel: "email" } as const;
const exitWhen = [{ event: "order.placed" }];

/** An event of a customer of any id, such as of a browser; its own time so long ago. */
async function tellAs(stage: Stage, id: string, type: string, ago = 0): Promise<void> {
  const at = formatInstant(stage.runtime.agenda.clock.now() - ago);
  const addresses = { email: ["c1@example.com"] };
  const customer = { id, addresses, consents: { "email:*": { given: true } } };
  stage.runtime.offer(JSON.stringify({ id: `${id}-${type}-${at}`, type, at, customer }));
  await stage.pass(MINUTE);
}

/** What became of the only message, once its channel is free again. */
async function letGo(stage: Stage): Promise<string | undefined> {
  await stage.runtime.liftPause(email);
  await stage.pass(HOUR);
  return [...stage.runtime.timeline.kept.messages.values()].at(-1)?.state;
}

async function pausedStage(): Promise<Stage> {
  const stage = createStage({ exitWhen, steps: [rest, mail] });
  await stage.runtime.pauses.pause(email, { since: stage.runtime.agenda.clock.now() });
  return stage;
}

describe("a message that is held when its run has come to its own end", () => {
  // The run had ended at 11:00; the order of 10:30 counted for nobody whom the run could know.
  test.each([
    ["an hour", HOUR],
    ["two days", 48 * HOUR],
  ])("is stopped by an order of a browser that is joined %s later", async (_, later) => {
    const stage = await pausedStage();
    await stage.tell("customer.registered");
    await stage.pass(30 * MINUTE);
    await tellAs(stage, "v1", "order.placed");
    await stage.pass(HOUR);
    expect(stage.enrollment()?.state).toBe("ended");
    await stage.pass(later);
    await stage.tell("customer.identified", { anonymous: "v1" });
    expect(await letGo(stage)).toBe("suppressed");
  });

  test("is stopped by an order of that browser that was accepted before the trigger, and happened after it", async () => {
    const stage = await pausedStage();
    await tellAs(stage, "v1", "order.placed");
    await tellAs(stage, "c1", "customer.registered", 30 * MINUTE);
    await stage.pass(2 * HOUR);
    await stage.tell("customer.identified", { anonymous: "v1" });
    expect(await letGo(stage)).toBe("suppressed");
  });

  test("is sent where that order came before the trigger", async () => {
    const stage = await pausedStage();
    await tellAs(stage, "v1", "order.placed", HOUR);
    await stage.tell("customer.registered");
    await stage.pass(2 * HOUR);
    await stage.tell("customer.identified", { anonymous: "v1" });
    expect(await letGo(stage)).toBe("sent");
  });

  test("of the browser is stopped by an order of the customer that it turns out to be", async () => {
    const stage = await pausedStage();
    await stage.tell("profile.seen");
    await tellAs(stage, "v1", "customer.registered");
    await stage.pass(30 * MINUTE);
    await stage.tell("order.placed");
    await stage.pass(HOUR);
    await stage.tell("customer.identified", { anonymous: "v1" });
    expect(await letGo(stage)).toBe("suppressed");
  });
});
