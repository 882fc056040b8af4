import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { sesEvent } from "./fixtures/ses-event.ts";
import { busEvent } from "./given.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const ada = {
  id: "ada",
  addresses: { email: ["ada@example.com"] },
  consents: { "email:*": true },
};

/** A customer registers, gets a mail, opens it, and the journey that waited for that goes on. */
async function play(level: "DEBUG" | "WARN", customer: object = ada) {
  // The log takes its level from Lambda when it is loaded.
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", level);
  vi.resetModules();
  const { createLocalStack } = await import("./local-stack.ts");
  const definitions = published({
    steps: [
      { do: "send", id: "hello", template: "hello", channels: ["email"] },
      {
        do: "waitFor",
        id: "opened",
        event: "message.opened",
        atMost: "1d",
        then: [{ do: "exit" }],
        else: [{ do: "exit" }],
      },
    ],
  });
  const { agenda, queues, kept } = createLocalStack({ start, definitions });
  queues.intake.send(busEvent("customer.registered", { id: "reg-1", customer }), 0);
  await agenda.advanceTo(start + MINUTE);
  const [message = ""] = kept.messages.keys();
  const opened = sesEvent("Open", { message, about: { timestamp: "2026-01-05T12:05:00Z" } });
  queues.feedback.send(opened, 5 * 60);
  await agenda.advanceTo(start + HOUR);
  const [enrollment = ""] = kept.enrollments.keys();
  expect(kept.enrollments.get(enrollment)).toMatchObject({ state: "completed" });
  return { message, enrollment, customer: enrollment.slice(0, 16) };
}

let output: Output;
beforeEach(() => {
  vi.stubEnv("FUNCTION_NAME", "intake");
  output = captureOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("the log", () => {
  it("is silent while nothing fails: a journey without failures costs no line", async () => {
    await play("WARN");
    expect([...output.log(), ...output.figures()]).toEqual([]);
  });

  it("at DEBUG follows an event to its turn, its message, and what came back of it", async () => {
    const { message: messageId, enrollment, customer } = await play("DEBUG");
    const all = output.log();
    expect(all.map((line) => line.customer)).toEqual(all.map(() => customer));
    const journey = "welcome";
    expect(all).toMatchObject([
      { message: "an event", event: "reg-1", kind: "customer.registered" },
      { message: "a turn", enrollment, journey, turn: 1 },
      { message: "a delivery by email", messageId, enrollment, journey },
      { message: "feedback", messageId, enrollment, journey, kind: "opened" },
      { message: "a wake", enrollment, journey, turn: 1 },
      { message: "a turn", enrollment, journey, turn: 2 },
      // A turn that an event may have overtaken has its effects completed: the message goes out once.
      { message: "a delivery by email", messageId },
    ]);
  });

  it("names function, request and instant on every line", async () => {
    await play("DEBUG");
    expect(output.log().length).toBeGreaterThan(0);
    for (const line of output.log()) {
      expect(line).toMatchObject({
        level: "DEBUG",
        function: "intake",
        requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        timestamp: expect.stringMatching(/^20\d\d-.*Z$/),
      });
    }
  });

  it("never says who the customer is", async () => {
    await play("DEBUG", { ...ada, id: "mrs-lovelace", attributes: { name: "Ada" } });
    expect(JSON.stringify(output.log())).not.toMatch(/lovelace|example\.com|Ada/);
  });

  it("has the name and the place of a bug, never its words, whoever writes them", async () => {
    const { logFailure, withoutWords } = await import("../../src/aws/log.ts");
    const bug = new RangeError("no number: +8613800000000\n    at +8613800000000");
    logFailure("record failed", bug);
    const [line] = output.log();
    expect(line).toMatchObject({ error: "RangeError" });
    expect(JSON.stringify(line)).toContain("log.test.ts");
    const thrown = withoutWords(bug) as Error;
    expect(thrown).toMatchObject({
      name: "RangeError",
      stack: expect.stringContaining("log.test.ts"),
    });
    expect([JSON.stringify(line), thrown.message, thrown.stack].join()).not.toContain("+861");
  });

  it("keeps the words of our own failures for whoever matches them", async () => {
    const { withoutWords } = await import("../../src/aws/log.ts");
    const { operationalError } = await import("../../src/core/errors.ts");
    const known = operationalError("StoreUnavailable", "GetItem failed: TimeoutError");
    expect(withoutWords(known)).toBe(known);
  });
});
