import type { Channel } from "../channels/channels.ts";
import type { Customer } from "../customers/customer.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import type { SendStep } from "../definitions/step.ts";
import { printReason, reason, type Why } from "../reasons/reason.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { type Hours, judgeChannel, judgeHours, zoneOf } from "./send-rules.ts";

export type ChannelChoice =
  | {
      readonly kind: "chosen";
      readonly channel: Channel;
      readonly hours: Exclude<Hours, { kind: "never" }>;
      /** Zone in which the send window is counted. */
      readonly zone: string;
    }
  /** The customer has no zone, and settings say hold. */
  | { readonly kind: "zone-unknown" }
  | { readonly kind: "none"; readonly why: Why };

/** What is sent, as far as the channel hangs on it. */
interface Send {
  readonly step: Pick<SendStep, "channels" | "anyTime">;
  readonly purpose: string;
}

/** To whom, of which journey, and when. */
interface Sending {
  readonly customer: Customer;
  readonly journey: Pick<CompiledJourney, "sendWindow">;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** It would come too late then. Absent: never. */
  readonly before?: Instant;
}

/**
 * The first channel of a send that has a good address and a consent, and that its quiet hours leave
 * a time of the send window: one that can't be used in the whole window is passed over, as one
 * without an address is; so is one whose hours open too late.
 */
export function chooseChannel(sending: Sending, { step, purpose }: Send): ChannelChoice {
  const { customer, journey, definitions, now, before = Number.POSITIVE_INFINITY } = sending;
  const transactional = definitions.settings.isTransactional(purpose);
  const zone =
    zoneOf(customer, definitions) ?? (transactional ? definitions.settings.zone : undefined);
  const window = journey.sendWindow;
  const anyTime = step.anyTime ?? false;
  const reasons: Why[] = [];
  for (const channel of step.channels) {
    const judged = judgeChannel(customer, channel, purpose, definitions);
    if (judged.kind === "unusable") {
      reasons.push(judged.reason);
      continue;
    }
    if (zone === undefined) return { kind: "zone-unknown" };
    const message = { channel, purpose, anyTime, window, to: judged.address.to };
    const hours = judgeHours(message, customer, zone, definitions, now);
    if (hours.kind === "closed" && hours.opens >= before) {
      reasons.push(
        reason("channel-opens-too-late", { channel, opens: formatInstant(hours.opens) }),
      );
      continue;
    }
    if (hours.kind !== "never") return { kind: "chosen", channel, hours, zone };
    reasons.push(
      hours.because === "send-window"
        ? "the send window never opens"
        : reason("channel-quiet-in-window", { channel }),
    );
  }
  const [first = "", ...others] = reasons;
  const why = others.length === 0 ? first : [...new Set(reasons.map(printReason))].join("; ");
  return { kind: "none", why };
}
