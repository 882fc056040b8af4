import { afterEach, describe, expect, it, vi } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { sesEvent } from "./fixtures/ses-event.ts";
import { busEvent } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const ada = {
  id: "ada",
  addresses: { email: ["ada@example.com"], sms: ["+8613800000000"] },
  consents: { "email:*": true, "sms:*": true },
};

afterEach(() => vi.restoreAllMocks());

describe("the functions together, each called with what AWS hands it", () => {
  it("take a customer through messages and waits to the end of the journey", async () => {
    const definitions = published({
      goal: { event: "order.placed", within: "14d" },
      steps: [
        { do: "send", id: "hello", template: "hello", channels: ["email"] },
        { do: "wait", id: "rest", for: "3d" },
        { do: "send", id: "text", template: "hello", channels: ["sms"] },
        { do: "task", id: "call", team: "service", note: "Say hello.", due: "2d" },
      ],
    });
    const { agenda, queues, sent, kept } = createLocalStack({ start, definitions });
    queues.intake.send(busEvent("customer.registered", { id: "e1", customer: ada }), 0);
    await agenda.advanceTo(start + 10 * MINUTE);
    expect(sent).toMatchObject([{ channel: "email", to: "ada@example.com" }]);
    await agenda.advanceTo(start + 4 * DAY);
    expect(sent).toMatchObject([{ channel: "email" }, { channel: "sms", to: "+8613800000000" }]);
    expect([...kept.enrollments.values()]).toMatchObject([
      { state: "completed", ending: "completed" },
    ]);
    expect([...kept.messages.values()].map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect([...kept.tasks.values()]).toMatchObject([{ team: "service" }]);
    expect(Object.values(queues).map(({ deadLetters }) => deadLetters.length)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  it("let an opened email, as SES tells it, go on with the journey that waits for it", async () => {
    const definitions = published({
      steps: [
        { do: "send", id: "hello", template: "hello", channels: ["email"] },
        {
          do: "waitFor",
          id: "read",
          event: "message.opened",
          atMost: "3d",
          then: [{ do: "task", id: "call", team: "service", note: "She reads.", due: "2d" }],
          else: [],
        },
      ],
    });
    const { agenda, queues, kept } = createLocalStack({ start, definitions });
    queues.intake.send(busEvent("customer.registered", { id: "e1", customer: ada }), 0);
    await agenda.advanceTo(start + MINUTE);
    const [message = ""] = kept.messages.keys();
    for (const type of ["Send", "Delivery", "Open"] as const) {
      const about = type === "Open" ? { timestamp: "2026-01-05T12:05:00Z" } : {};
      queues.feedback.send(sesEvent(type, { message, about }), 5 * 60);
    }
    await agenda.advanceTo(start + HOUR);
    expect(kept.tasks.size).toBe(1);
    expect([...kept.messages.values()]).toMatchObject([
      { state: "sent", reports: { opened: start + 5 * MINUTE } },
    ]);
  });

  it("mark the enrollment of a run that broke, by Step Functions' own event", async () => {
    captureOutput();
    const definitions = published({ steps: [{ do: "wait", id: "rest", for: "1d" }] });
    const { agenda, queues, kept } = createLocalStack({
      start,
      definitions,
      wrap: (ports) => ({
        ...ports,
        turns: {
          ...ports.turns,
          async record() {
            throw new TypeError("a bug");
          },
        },
      }),
    });
    queues.intake.send(busEvent("customer.registered", { id: "e1", customer: ada }), 0);
    await agenda.advanceTo(start + HOUR);
    expect([...kept.enrollments.values()]).toMatchObject([
      { state: "failed", ending: expect.stringMatching(/^FAILED: TypeError/) },
    ]);
  });
});
