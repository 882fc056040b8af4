import type { Channel } from "../core/channels/channels.ts";
import { sendableAddress } from "../core/channels/normal-address.ts";
import { type Customer, type CustomerKey, customerKeyOf } from "../core/customers/customer.ts";
import { type GateKey, gateKey, probeEvery, releaseOrder } from "../core/definitions/gate.ts";
import { closedGate } from "../core/definitions/pause.ts";
import { operationalError } from "../core/errors.ts";
import { hashId } from "../core/hash.ts";
import { claimMessage, withoutPlace } from "../core/messages/claim-message.ts";
import { finalStates, type Message, type MessageState } from "../core/messages/message.ts";
import type { EventValues } from "../core/messages/message-values.ts";
import { renderMessage } from "../core/messages/render-message.ts";
import type { RenderedMessage } from "../core/messages/rendered.ts";
import type { Delivery, Ports } from "../core/ports.ts";
import { printReason, type Reason, reason, type Why } from "../core/reasons/reason.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../core/time/instant.ts";
import type { EventRecord } from "../core/timeline/records.ts";
import { askOpened, askRelease } from "./ask-release.ts";
import { changeCustomer } from "./change-customer.ts";
import { findEvent, findNested } from "./find-event.ts";
import { findMarked } from "./find-marked.ts";
import { followJoins } from "./follow-joins.ts";
import { knownJourney } from "./known-journey.ts";
import { suppressAddress } from "./suppress-address.ts";
import { wasExited } from "./was-exited.ts";

export type DeliverPorts = Pick<
  Ports,
  | "clock"
  | "backoff"
  | "customers"
  | "addresses"
  | "events"
  | "enrollments"
  | "messages"
  | "catalog"
  | "pauses"
  | "timers"
  | "providers"
  | "optOutLinks"
>;

/** So long a broken-off call waits for the provider's own event, then a person decides. */
const unclearFor = 15 * MINUTE;
/** A message that lacks a value is looked at again: the profile may have been completed. */
const incompletePause = 4 * HOUR;

/**
 * Delivers one message: render, claim, call (DESIGN §5, §6). Delivered again, it goes on where it
 * stands; one found in `sending` is never resent by itself.
 * @throws ProviderUnavailable when the provider certainly did not take it: the queue tries again
 */
export function createDeliverMessage(ports: DeliverPorts) {
  return async function deliverMessage(delivery: Delivery): Promise<void> {
    const message = await ports.messages.find(delivery.message);
    if (message === undefined) {
      throw operationalError("RecordMissing", `no message ${delivery.message}`);
    }
    if (finalStates.includes(message.state)) return;
    if (message.state === "sending") return awaitProvider(message, ports);
    if (isAhead(message, ports.clock.now())) return;
    const claim = await claimNow(message, delivery, ports);
    switch (claim.kind) {
      case "held":
        return hold(message, claim.reason, claim.until, ports);
      case "at-gate":
        await holdAtGate(message, before, claim, ports);
        return;
      case "suppressed":
      case "dropped": {
        const { kind: state, reason } = claim;
        const at = ports.clock.now();
        await ports.messages.advance(message.id, before, { state, at, reason });
        return;
      }
      case "claimed":
        return call(message, claim, delivery, ports);
    }
  };
}

/** Clocks of functions differ by less; who comes so shortly before a hold is over looks again. */
const aboutNow = MINUTE;

/**
 * Held, and looked at again by a delivery that is on its way: this one is a copy of an earlier one.
 * If each copy planned its own, a long hold would make ever more of them.
 */
function isAhead({ state, until = 0 }: Message, now: Instant): boolean {
  return state === "held" && until > now + aboutNow;
}

/** The states in which a message has not been handed to a provider. */
const before = ["queued", "held", "claimed"] as const;

type Claimed =
  | {
      readonly kind: "held";
      readonly customer?: Customer;
      readonly reason: Why;
      readonly until: Instant;
    }
  | (AtGate & { readonly kind: "at-gate"; readonly customer?: Customer })
  | {
      readonly kind: "suppressed" | "dropped";
      readonly customer?: Customer;
      readonly reason: Why;
    }
  | {
      readonly kind: "claimed";
      readonly customer?: Customer;
      readonly rendered: RenderedMessage;
      /** See {@link FoundMarks}. */
      readonly watched: boolean;
      readonly transactional: boolean;
    };

interface AtGate {
  readonly gate: GateKey;
  readonly reason: Why;
  readonly transactional: boolean;
}

async function claimNow(
  message: Message,
  { probe }: Delivery,
  ports: DeliverPorts,
): Promise<Claimed> {
  const key = customerKeyOf(message.id);
  const definitions = await ports.catalog.definitions();
  const journey = knownJourney(definitions, message);
  const template = definitions.templates.get(message.template);
  if (template === undefined) {
    throw operationalError(
      "DefinitionMissing",
      `no template ${message.template} for ${message.id}`,
    );
  }
  // By who the customer is now: consent, addresses, hours, caps and exits are of that one.
  const followed = { ...ports, customers: followJoins(ports.customers) };
  return changeCustomer<Claimed>(followed, key, undefined, async (customer) => {
    if (customer === undefined) {
      return { kind: "suppressed", reason: "the customer is no longer known" };
    }
    const now = ports.clock.now();
    const trigger = await findEvent(customer, message.trigger, ports, key);
    const exited = await wasExited(message, { customer, definitions, now, trigger }, ports);
    // Asked for after `now`: a claim of that instant is judged by flags at most 30 s older.
    const closed = closedGate(await ports.pauses.read(), message, probe);
    const { marked, watched } = await findMarked(customer, message, { definitions, now }, ports);
    const claim = claimMessage(customer, message, definitions, exited, now, closed, marked);
    const transactional = definitions.settings.isTransactional(message.purpose);
    if (claim.kind === "at-gate") return { ...claim, transactional };
    if (claim.kind !== "claimed" && claim.kind !== "already-claimed") return claim;
    const optOutUrl = transactional
      ? undefined
      : await ports.optOutLinks.linkFor(message.id, customer.id, message.channel, message.purpose);
    const rendered = renderMessage({
      template,
      message,
      customer,
      trigger: await valuesOf(customer, trigger, definitions.eventValues(journey), ports, key),
      settings: definitions.settings.definition,
      computed: (name) =>
        definitions.computed.get(name)?.value({
          customer,
          now,
          today: definitions.today(now),
          zone: definitions.settings.zone,
        }),
      optOutUrl,
      // A claim is for an address that its provider can take; a number was written in any form.
      address: sendableAddress(message.channel, claim.to, customer.country) ?? claim.to,
    });
    if (rendered.kind === "incomplete") {
      const { reason } = rendered;
      return { kind: "held", customer, reason, until: now + incompletePause };
    }
    if (rendered.kind === "unsendable") {
      const reason = explainMissing(rendered.reason, trigger);
      return { kind: "dropped", customer: withoutPlace(customer, message), reason };
    }
    const claimed = {
      kind: "claimed",
      rendered: rendered.message,
      watched,
      transactional,
    } as const;
    return claim.kind === "already-claimed" ? claimed : { ...claimed, customer: claim.customer };
  });
}

/** What templates see of the event that started the enrollment. */
async function valuesOf(
  customer: Customer,
  trigger: EventRecord | undefined,
  read: ReadonlySet<string>,
  ports: Pick<Ports, "events">,
  first: CustomerKey,
): Promise<EventValues> {
  if (trigger === undefined) return {};
  return { ...trigger.properties, ...(await findNested(customer, trigger, read, ports, first)) };
}

/** A nested value that the event did say, before anything read it, is told apart from one it lacks. */
function explainMissing(why: Reason, trigger: EventRecord | undefined): Reason {
  const { variable } = why.params;
  const [, name] = /^event\.([^.[]+)/.exec(String(variable ?? "")) ?? [];
  if (why.code !== "value-missing" || name === undefined) return why;
  return trigger?.unread?.includes(name) ? reason("value-not-kept", { variable: name }) : why;
}

async function hold(
  message: Message,
  reason: Why,
  until: Instant,
  ports: DeliverPorts,
): Promise<void> {
  const { clock, messages } = ports;
  const now = clock.now();
  const { id, expires } = message;
  if (now > expires) {
    await messages.advance(id, before, {
      state: "dropped",
      at: now,
      reason: `${printReason(reason)}; expired`,
    });
    return;
  }
  const due = Math.min(until, expires + MINUTE);
  // First the delivery, then the word that it is on its way.
  await deliverAt(message, due, ports);
  await messages.advance(id, before, { state: "held", at: now, reason, until: due });
}

/**
 * One schedule to its true time. Messages that a function sends to its own queue are a chain, and
 * Lambda's loop guard ends one after 16: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
async function deliverAt(
  { id, channel }: Message,
  due: Instant,
  { clock, timers }: DeliverPorts,
): Promise<void> {
  // A schedule takes up to a second to be made, and one that lies behind is refused or never fires.
  const at = Math.max(due, clock.now() + 2 * SECOND);
  // Named by when it fires: the one that has just fired may not be deleted yet.
  await timers.setDelivery(`${customerKeyOf(id)}-${hashId(id, at)}`, at, { message: id, channel });
}

/** Commits the message as held: it leaves the queue, and the release pass lets it go. @returns whether it was in one of the states */
function holdAtGate(
  message: Message,
  from: readonly MessageState[],
  { gate, reason, transactional }: AtGate,
  { clock, messages }: DeliverPorts,
): Promise<boolean> {
  const order = releaseOrder({ ...message, transactional });
  const held = { state: "held", at: clock.now(), reason, atGate: { gate, order } } as const;
  return messages.advance(message.id, from, held);
}

async function call(
  message: Message,
  { rendered, watched, transactional }: Extract<Claimed, { kind: "claimed" }>,
  { probe }: Delivery,
  ports: DeliverPorts,
): Promise<void> {
  const { messages, clock, providers } = ports;
  const { id, channel } = message;
  const at = clock.now();
  const to = { to: rendered.to, ...(watched && { watched: true as const }) };
  const sending = { state: "sending", at, ...to, sendingSince: at } as const;
  if (!(await messages.advance(id, before, sending))) {
    // An earlier attempt, given up by its queue, was at it still. Should it die now, nobody else looks.
    const other = await messages.find(id);
    return other?.state === "sending" ? awaitProvider(other, ports) : undefined;
  }
  const answer = await providers[channel].send(rendered);
  const now = clock.now();
  // The answer is on record before anything else that may fail: a message that is left in sending
  // becomes unknown.
  switch (answer.kind) {
    case "accepted": {
      const { providerId } = answer;
      await messages.advance(id, ["sending"], { state: "sent", at: now, providerId });
      return openAfter(probe, channel, ports);
    }
    case "refused": {
      const { reason } = answer;
      // The mark first: a message that has failed is not looked at again.
      if (answer.suppress) {
        const refusal = { code: "dead", at: now, words: reason } as const;
        await suppressAddress(message, rendered.to, refusal, ports);
      }
      await messages.advance(id, ["sending"], { state: "failed", at: now, reason });
      return openAfter(probe, channel, ports);
    }
    case "denied": {
      const { code } = answer;
      const gate = gateKey(channel);
      const refused = reason("provider-refuses-us", { channel, code });
      // Certainly not sent: where the gate can't be closed now, the queue tries all of it again.
      await messages.advance(id, ["sending"], { state: "claimed", at: now, reason: refused });
      // First the look at it a minute later, then the closing: a closed gate is always looked at.
      const until = await askRelease(gate, now + probeEvery, ports);
      await ports.pauses.closeGate(channel, { since: now, until, code });
      await holdAtGate(message, ["claimed"], { gate, reason: refused, transactional }, ports);
      return;
    }
    case "busy": {
      const { reason, code = "it gave no code" } = answer;
      await messages.advance(id, ["sending"], { state: "claimed", at: now, reason });
      await openAfter(probe, channel, ports);
      throw operationalError("ProviderUnavailable", `the ${channel} provider is busy: ${code}`);
    }
    case "unclear":
      await deliverAt(message, at + unclearFor, ports);
      return;
  }
}

/** After any answer about the probe itself: the provider works for the stage again. */
async function openAfter(
  probe: true | undefined,
  channel: Channel,
  ports: DeliverPorts,
): Promise<void> {
  if (!probe) return;
  const now = ports.clock.now();
  const flags = await ports.pauses.openGate(channel, now);
  await askOpened(flags, gateKey(channel), now, ports);
}

/** Found in sending: the provider's own event settles it, or at minute 15 a person has to. */
async function awaitProvider(message: Message, ports: DeliverPorts): Promise<void> {
  const { id, sendingSince = 0 } = message;
  const { clock, messages } = ports;
  const now = clock.now();
  const until = sendingSince + unclearFor;
  // By one name: however many look, one look follows.
  if (now < until) return deliverAt(message, until, ports);
  const reason = "the call to the provider broke off; it may have been sent";
  await messages.advance(id, ["sending"], { state: "unknown", at: now, reason });
}
