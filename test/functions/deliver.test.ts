import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onlyProvider } from "../../src/aws/handler/delivery-handler.ts";
import type { Channel } from "../../src/core/channels/channels.ts";
import type { ProviderAnswer } from "../../src/core/ports.ts";
import { MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const addresses = { email: ["ada@example.com"], sms: ["+8613800000000"], push: ["device-1"] };
const consents = { "email:*": true, "sms:*": true, "push:*": true };

/** A message on its way, not yet delivered. */
async function queued(channel: Channel, answer?: () => ProviderAnswer | undefined) {
  const definitions = published({
    steps: [{ do: "send", id: "hello", template: "hello", channels: [channel] }],
  });
  const stack = createLocalStack({
    start,
    definitions,
    ...(answer === undefined ? {} : { answer }),
    wrap: (ports) => ({
      ...ports,
      deliveries: { ...ports.deliveries, send: async () => undefined },
    }),
  });
  const ada = { id: "ada", addresses, consents };
  await stack.handlers.intake(
    queueBatch(busEvent("customer.registered", { id: "e1", customer: ada })),
    context(),
  );
  await stack.agenda.advanceTo(start + MINUTE);
  const [message = ""] = stack.kept.messages.keys();
  const deliver = (...bodies: object[]) =>
    stack.handlers[channel](queueBatch(...bodies.map((body) => JSON.stringify(body))), context());
  return { ...stack, message, deliver };
}

let output: Output;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("deliver", () => {
  it.each(["email", "sms", "push"] as const)(
    "hands a message by %s to its provider",
    async (channel) => {
      const { deliver, kept, sent, message } = await queued(channel);
      expect(await deliver({ message, channel })).toEqual({ batchItemFailures: [] });
      expect(sent).toMatchObject([{ channel, id: message }]);
      expect(kept.messages.get(message)).toMatchObject({ state: "sent" });
    },
  );

  it("sends once what is delivered twice in a batch", async () => {
    const { deliver, sent, message } = await queued("email");
    await deliver({ message, channel: "email" }, { message, channel: "email" });
    expect(sent).toHaveLength(1);
  });

  it("lets a probe through to a provider that refused, as its queue carries it", async () => {
    let answer: ProviderAnswer | undefined = { kind: "denied", code: "AccessDeniedException" };
    const { agenda, deliver, kept, queues, sent, message } = await queued("email", () => answer);
    await deliver({ message, channel: "email" });
    expect(kept.messages.get(message)).toMatchObject({ state: "held" });
    await deliver({ message, channel: "email" });
    expect(kept.messages.get(message)).toMatchObject({ state: "held" });
    answer = undefined;
    // By release and back, each body as a queue carries it.
    await agenda.advanceTo(agenda.clock.now() + 2 * MINUTE);
    expect(queues.release.deadLetters).toEqual([]);
    await deliver({ message, channel: "email", probe: true });
    expect(kept.messages.get(message)).toMatchObject({ state: "sent" });
    expect(sent).toHaveLength(1);
  });

  it("leaves a message to its queue while the provider is busy", async () => {
    const reason = "ThrottledException: too many to ada@example.com";
    const busy = () => ({ kind: "busy", code: "ThrottledException 400", reason }) as const;
    const { deliver, kept, message } = await queued("email", busy);
    expect(await deliver({ message, channel: "email" })).toEqual({
      batchItemFailures: [{ itemIdentifier: "r1" }],
    });
    expect(output.log()).toMatchObject([
      {
        level: "WARN",
        record: "r1",
        messageId: message,
        error: "ProviderUnavailable",
        reason: "the email provider is busy: ThrottledException 400",
      },
    ]);
    expect(kept.messages.get(message)).toMatchObject({ reason });
    expect(JSON.stringify(output.log())).not.toContain("ada@example.com");
  });

  it("delivers the rest of a batch beside what it can't read", async () => {
    const { deliver, sent, message } = await queued("email");
    const answer = await deliver({ message, channel: "sms" }, { message, channel: "email" });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
    expect(sent).toHaveLength(1);
  });

  it("has no provider but its own channel's", async () => {
    const { ports } = await queued("email");
    const providers = onlyProvider("sms", ports.providers.sms);
    const push = { channel: "push", id: "m", to: "d", title: "t", body: "b", data: {} } as const;
    await expect(providers.push.send(push)).rejects.toMatchObject({ name: "ConfigurationInvalid" });
    const text = { channel: "sms", id: "m", to: "d", text: "t", transactional: true } as const;
    await expect(providers.sms.send(text)).resolves.toMatchObject({ kind: "accepted" });
  });
});
