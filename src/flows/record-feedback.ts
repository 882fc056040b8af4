import type { CustomerKey } from "../core/customers/customer.ts";
import { customerKeyOf } from "../core/customers/customer.ts";
import { consentsOf, mergeConsents } from "../core/customers/merge-consents.ts";
import { operationalError } from "../core/errors.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import { hashId } from "../core/hash.ts";
import { type Feedback, isAutoReply, isGeneral, isSoftBounce } from "../core/messages/feedback.ts";
import type { Message, Report } from "../core/messages/message.ts";
import type { Clock } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { whenOf } from "../core/time/when.ts";
import { addressName } from "./address-name.ts";
import { changeCustomer } from "./change-customer.ts";
import { countSoftBounce, type SoftBouncePorts } from "./count-soft-bounce.ts";
import { followJoins } from "./follow-joins.ts";
import { suppressAddress } from "./suppress-address.ts";

type Needs = SoftBouncePorts & {
  readonly clock: Clock;
  acceptEvents(key: CustomerKey, events: readonly CustomerEvent[]): Promise<void>;
};

/**
 * Takes in what channels report, in any order and more than once: suppresses bad addresses, settles
 * messages that were left in sending or unknown, and lets journeys wait for `message.opened` and the
 * like as for any other event. What speaks against an address comes first: it holds for everyone.
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
    const { at, kind, reason, bounce } = feedback;
    const withBounce = { ...(bounce && { bounce }), reports: { ...message.reports, bounced: at } };
    if (isAutoReply(feedback, message)) return noteDelivery({ ...message, ...withBounce }, ports);
    await judgeAddress(feedback, message, ports);
    await settle(feedback, message, ports);
    if (kind === "accepted" || kind === "failed") return;
    await ports.messages.report(message.id, kind, at, {
      ...(reason !== undefined && { reason }),
      ...(bounce !== undefined && { bounce }),
    });
    // The delivery may have been reported since the message was read.
    if (isGeneral(bounce)) await noteDelivery(await ports.messages.find(message.id), ports);
    await tellJourneys(feedback, kind, message, ports);
  };
}

async function judgeAddress(feedback: Feedback, message: Message, ports: Needs): Promise<void> {
  const { kind, mark, reason } = feedback;
  const { to } = message;
  // Never later than now: an operator's allowance lifts all that was said before it.
  const at = Math.min(feedback.at, ports.clock.now());
  if (to !== undefined && mark !== undefined) {
    await suppressAddress(message, to, { code: mark, at, words: reason }, ports);
  }
  if (kind === "complained") await refuseChannel(message, at, ports);
  // By its own time: told again, it is the same bounce.
  if (to !== undefined && isSoftBounce(feedback)) {
    await countSoftBounce(message, to, feedback.at, ports);
  }
  if (kind === "delivered") {
    const reports = { ...message.reports, delivered: feedback.at };
    await noteDelivery({ ...message, reports }, ports);
  }
}

/**
 * Notes on the address's row that a message was delivered, where that breaks a row of soft bounces:
 * the message was sent after one ({@link Message.watched}), or what looked like its bounce was an
 * auto-reply to it. Other messages cost nothing. Safe to repeat.
 */
async function noteDelivery(message: Message | undefined, ports: Needs): Promise<void> {
  if (message?.to === undefined) return;
  const { id, channel, to, reports: { delivered, bounced } = {}, bounce, watched } = message;
  const isReply = bounced !== undefined && isGeneral(bounce);
  const cameBack = bounced !== undefined && !isReply;
  if (delivered === undefined || cameBack || !(watched || isReply)) return;
  const customer = await followJoins(ports.customers).find(customerKeyOf(id));
  const name = addressName(channel, to, customer);
  // Auto-replies mostly come after the delivery's report, and nothing was counted.
  const wasCounted =
    isReply && (await ports.addresses.marksOf(name)).softBounces?.includes(bounced) === true;
  if (!watched && !wasCounted) return;
  const news = { deliveries: [delivered], ...(wasCounted && { autoReplies: [bounced] }) };
  await ports.addresses.note(name, news);
}

async function settle(feedback: Feedback, message: Message, { messages }: Needs): Promise<void> {
  const { at, kind, reason = kind, providerId } = feedback;
  const said = providerId === undefined ? {} : { providerId };
  if (kind === "failed" || (kind === "bounced" && feedback.mark !== undefined)) {
    const change = { state: "failed", at, reason, ...said } as const;
    await messages.advance(message.id, ["sending", "sent", "unknown"], change);
  } else if (message.state === "sending" || message.state === "unknown") {
    // Mostly deliver has settled it; a refused write would be billed all the same.
    const change = { state: "sent", at, ...said } as const;
    await messages.advance(message.id, ["sending", "unknown"], change);
  }
}

async function refuseChannel({ id, channel }: Message, at: Instant, ports: Needs): Promise<void> {
  const scope = `${channel}:*`;
  const followed = { ...ports, customers: followJoins(ports.customers) };
  await changeCustomer(followed, customerKeyOf(id), undefined, (customer) => {
    if (customer === undefined) return {};
    const now = ports.clock.now();
    const refusal = consentsOf({ [scope]: { given: false, source: "complaint" } }, whenOf(at, now));
    const consents = mergeConsents(customer.consents, refusal, now);
    return consents === customer.consents ? {} : { customer: { ...customer, consents } };
  });
}

async function tellJourneys(
  { at, bounce, link }: Feedback,
  kind: Report,
  message: Message,
  ports: Needs,
): Promise<void> {
  const key = customerKeyOf(message.id);
  const customer = await ports.customers.find(key);
  if (customer === undefined) return;
  const { id, journey, step, template, channel } = message;
  const about = { message: id, journey, step, template, channel };
  await ports.acceptEvents(key, [
    {
      id: hashId(id, kind, at),
      type: `message.${kind}`,
      customer: customer.id,
      at,
      properties: {
        ...about,
        ...(bounce !== undefined && { bounceType: bounce.type }),
        ...(bounce?.subtype !== undefined && { bounceSubtype: bounce.subtype }),
        ...(link !== undefined && { link }),
      },
    },
  ]);
}
