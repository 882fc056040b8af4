import type { CustomerKey } from "../core/customers/customer.ts";
import { customerKeyOf } from "../core/customers/customer.ts";
import { consentsOf, mergeConsents } from "../core/customers/merge-consents.ts";
import { operationalError } from "../core/errors.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import { hashId } from "../core/hash.ts";
import type { Feedback } from "../core/messages/feedback.ts";
import type { Message, Report } from "../core/messages/message.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { whenOf } from "../core/time/when.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";
import { suppressAddress } from "./suppress-address.ts";

type Needs = Pick<Ports, "customers" | "backoff" | "clock" | "messages"> & {
  acceptEvents(key: CustomerKey, events: readonly CustomerEvent[]): Promise<void>;
};

/**
 * Takes in what channels report, in any order and more than once: settles messages that were left
 * in sending or unknown, suppresses bad addresses, and lets journeys wait for `message.opened` and
 * the like as for any other event.
 * @throws EventRefused when it speaks of a message that we never made
 */
export function createRecordFeedback(ports: Needs) {
  return async function recordFeedback(feedback: Feedback): Promise<void> {
    const message = await ports.messages.find(feedback.message);
    if (message === undefined) {
      throw operationalError(
        "EventRefused",
        `feedback on a message unknown here: ${feedback.message}`,
      );
    }
    const { at, kind, reason = kind } = feedback;
    const said = feedback.providerId === undefined ? {} : { providerId: feedback.providerId };
    if (kind === "failed" || (kind === "bounced" && feedback.permanent)) {
      const change = { state: "failed", at, reason, ...said } as const;
      await ports.messages.advance(message.id, ["sending", "sent", "unknown"], change);
    } else if (message.state === "sending" || message.state === "unknown") {
      // Mostly deliver has settled it; a refused write would be billed all the same.
      const change = { state: "sent", at, ...said } as const;
      await ports.messages.advance(message.id, ["sending", "unknown"], change);
    }
    if (kind === "accepted" || kind === "failed") return;
    await ports.messages.report(message.id, kind, at);
    if (feedback.permanent) await refuseAddress(message, kind, reason, at, ports);
    await tellJourneys(message, kind, at, ports);
  };
}

async function refuseAddress(
  message: Message,
  kind: Report,
  reason: string,
  at: Instant,
  ports: Needs,
): Promise<void> {
  if (message.to !== undefined) await suppressAddress(message, message.to, reason, ports);
  if (kind !== "complained") return;
  const scope = `${message.channel}:*`;
  const followed = { ...ports, customers: followJoins(ports.customers) };
  await changeCustomer(followed, customerKeyOf(message.id), undefined, (customer) => {
    if (customer === undefined) return {};
    const now = ports.clock.now();
    const refusal = consentsOf({ [scope]: { given: false, source: "complaint" } }, whenOf(at, now));
    const consents = mergeConsents(customer.consents, refusal, now);
    return consents === customer.consents ? {} : { customer: { ...customer, consents } };
  });
}

async function tellJourneys(
  message: Message,
  kind: Report,
  at: Instant,
  ports: Needs,
): Promise<void> {
  const key = customerKeyOf(message.id);
  const customer = await ports.customers.find(key);
  if (customer === undefined) return;
  const { id, journey, step, template, channel } = message;
  await ports.acceptEvents(key, [
    {
      id: hashId(id, kind, at),
      type: `message.${kind}`,
      customer: customer.id,
      at,
      properties: { message: id, journey, step, template, channel },
    },
  ]);
}
