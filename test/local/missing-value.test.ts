import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/definitions/step.ts";
import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { createStage, type Stage } from "./regressions/stage.ts";

const mail = (template: string): Step => ({
  do: "send",
  id: "mail",
  template,
  channels: ["email"],
});

function messages({ runtime }: Stage) {
  return [...runtime.timeline.kept.messages.values()];
}

describe("a message that lacks a value", () => {
  it("is dropped at once when its event lacks it, since no event changes", async () => {
    const stage = createStage({ steps: [mail("of-event")] });
    await stage.tell("customer.registered");
    expect(messages(stage)).toMatchObject([
      {
        state: "dropped",
        reason: { code: "value-missing", params: { variable: "event.total" } },
      },
    ]);
  });

  it("gives back the place that it had reserved under a cap", async () => {
    const stage = createStage({ steps: [mail("of-event")] });
    await stage.tell("customer.registered");
    const [customer] = stage.runtime.customers.all();
    expect(customer?.ledger).toEqual([]);
  });

  it("is held when the profile lacks it, and goes out once it is known", async () => {
    const stage = createStage({ steps: [mail("of-customer")] });
    await stage.tell("customer.registered");
    expect(messages(stage)).toMatchObject([{ state: "held" }]);
    stage.runtime.offer(
      JSON.stringify({
        id: "name",
        type: "profile.updated",
        customer: { id: "c1", attributes: { firstName: "Ann" } },
      }),
    );
    await stage.pass(5 * HOUR);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("is dropped when the profile still lacks it as the message expires", async () => {
    const stage = createStage({ steps: [mail("of-customer")] });
    await stage.tell("customer.registered");
    await stage.pass(4 * DAY);
    expect(messages(stage)).toMatchObject([{ state: "dropped" }]);
  });
});
