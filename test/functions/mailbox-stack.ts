import type { Settings } from "../../src/core/definitions/settings.ts";
import { optedOut } from "../../src/core/events/words-for-addresses.ts";
import { formatInstant, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { type SesEventChange, type SesEventType, sesEvent } from "./fixtures/ses-event.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack, type LocalStackOptions } from "./local-stack.ts";
import { published } from "./published.ts";

export const start = at("01-05 12:00");

/** `care` by email alone, `winback` by email or else SMS, `order-update` by email; one message each. */
function definitions(settings: Partial<Settings>) {
  const send = { do: "send", id: "hello", template: "hello" } as const;
  const always = { entry: { on: "asked.care" }, reentry: "always" } as const;
  const set = published(
    { ...always, name: "care", steps: [{ ...send, channels: ["email"] }] },
    {
      ...always,
      name: "winback",
      purpose: "winback",
      entry: { on: "asked.winback" },
      steps: [{ ...send, channels: ["email", "sms"] }],
    },
    {
      ...always,
      name: "order-update",
      purpose: "order-update",
      entry: { on: "asked.order-update" },
      steps: [{ ...send, channels: ["email"] }],
    },
  );
  return { ...set, settings: { ...set.settings, ...settings } };
}

/** Customers whom journeys write to on demand, as the deployed functions do. */
export function createMailboxStack(
  change: Partial<LocalStackOptions> & { settings?: Partial<Settings> } = {},
) {
  const { settings = {}, ...options } = change;
  const stack = createLocalStack({ start, definitions: definitions(settings), ...options });
  const { agenda, handlers, kept, ports } = stack;
  let events = 0;

  /** Takes an event in, now, and lets a minute pass. @returns its id */
  async function happens(
    type: string,
    customer: string | object,
    properties: object = {},
    when: Instant = agenda.clock.now(),
  ): Promise<string> {
    events += 1;
    const id = `e${events}`;
    const detail = { id, customer, at: formatInstant(when), properties };
    await handlers.intake(queueBatch(busEvent(type, detail)), context());
    await agenda.advanceTo(agenda.clock.now() + MINUTE);
    return id;
  }

  const knows = (id: string, profile: object) => happens("customer.updated", { id, ...profile });

  /** Has a journey write to a customer. @returns the message as it stands a minute later */
  async function asks(customer: string, purpose: "care" | "winback" | "order-update") {
    const known = new Set(kept.messages.keys());
    await happens(`asked.${purpose}`, customer);
    return [...kept.messages.values()].find(({ id }) => !known.has(id));
  }

  /** What SES says of a message, now. */
  async function says(type: SesEventType, message: string, about: SesEventChange["about"] = {}) {
    const timestamp = formatInstant(agenda.clock.now());
    const body = sesEvent(type, { message, about: { timestamp, ...about } });
    const answer = await handlers.feedback(queueBatch(body), context());
    await agenda.advanceTo(agenda.clock.now() + MINUTE);
    return answer;
  }

  /** The reader of a message follows its opt-out link. */
  async function optsOut(customer: string, message: string, purpose: string, when?: Instant) {
    const scope = `email:${purpose}`;
    const profile = { consents: { [scope]: { given: false, source: "opt-out link" } } };
    const properties = { message, channel: "email", purpose };
    await happens(optedOut, { id: customer, ...profile }, properties, when);
  }

  const find = async (id: string) => ports.customers.find(await ports.keys.keyOf(id));
  const marksOf = (normal: string) => ports.addresses.marksOf({ channel: "email", normal });
  return { ...stack, happens, knows, asks, says, optsOut, find, marksOf };
}
