import type { Channel } from "../channels/channels.ts";
import {
  exceededCap,
  findPlace,
  type PlaceRequest,
  releasePlace,
  takePlace,
  zoneToKeep,
} from "../customers/caps.ts";
import type { Customer } from "../customers/customer.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { GateKey } from "../definitions/gate.ts";
import type { ClosedGate } from "../definitions/pause.ts";
import { reason, type Why } from "../reasons/reason.ts";
import { DAY, type Instant, MINUTE } from "../time/instant.ts";
import type { Message } from "./message.ts";
import { noteMarked } from "./note-marked.ts";
import { judgeChannel, judgeHours, type MarkedAddresses, zoneOf } from "./send-rules.ts";

/**
 * What deliver learns before it calls a provider. The customer, where there is one, has to be
 * committed first: exits, opt-outs and claims are ordered by that one item.
 */
export type Claim =
  | { readonly kind: "claimed"; readonly customer: Customer; readonly to: string }
  | { readonly kind: "already-claimed"; readonly to: string }
  | {
      readonly kind: "held";
      readonly customer: Customer;
      readonly reason: Why;
      readonly until: Instant;
    }
  /** Nothing may go out at its gate: it waits there until the gate is opened. */
  | {
      readonly kind: "at-gate";
      readonly customer: Customer;
      readonly reason: Why;
      readonly gate: GateKey;
    }
  | {
      readonly kind: "suppressed" | "dropped";
      readonly customer: Customer;
      readonly reason: Why;
    };

/**
 * A claim whose call broke off before the provider had it may be called so long after; later it is
 * judged anew, since the window may have closed meanwhile. As long as an unclear call is waited for.
 */
const claimHolds = 15 * MINUTE;

/** The message's id without the customer's key: how the ledger names it. */
export function ledgerName(messageId: string): string {
  return messageId.slice(17);
}

/**
 * Claims a message (I2–I4, I6): its enrollment not exited, consent held, address good, window
 * open, quiet hours over, cap free, all counted from now; the ledger is stamped at that instant.
 * @param exited whether its enrollment was exited as far as the item's enrollments do not say:
 *   by its record, or by an event after its own end (`exitCame`)
 * @param closed the gate that keeps it: nothing is claimed then, nor called for an earlier claim;
 *   exits, opt-outs and its expiry still count
 * @param marked addresses that may not be used, read before the customer's commit; what holds of
 *   every message is noted on the customer, so that the next turn chooses another channel
 */
export function claimMessage(
  before: Customer,
  message: Message,
  definitions: Definitions,
  exited: boolean,
  now: Instant,
  closed?: ClosedGate,
  marked: MarkedAddresses = new Map(),
): Claim {
  const name = ledgerName(message.id);
  const { channel, purpose } = message;
  const customer = noteMarked(before, channel, marked);
  const release = () => withoutPlace(customer, message);
  const usable = judgeChannel(customer, channel, purpose, definitions, marked);
  const over = hasExited(customer, message, exited);
  if (over && message.afterExit !== "send") {
    return { kind: "suppressed", customer: release(), reason: "the journey was left" };
  }
  if (usable.kind === "unusable") {
    return { kind: "suppressed", customer: release(), reason: usable.reason };
  }
  if (now > message.expires) return { kind: "dropped", customer: release(), reason: "expired" };
  if (closed !== undefined) {
    return { kind: "at-gate", customer, reason: reasonOf(closed, channel), gate: closed.gate };
  }
  const mine = customer.ledger.find((entry) => entry.message === name);
  const claimed = mine !== undefined && mine.reservedUntil === undefined;
  if (claimed && now - mine.at <= claimHolds) {
    return { kind: "already-claimed", to: usable.address.to };
  }
  const wait = holdFor(customer, { ...message, to: usable.address.to }, definitions, now);
  if (wait !== undefined) {
    if (wait.until > message.expires) {
      return { kind: "dropped", customer: release(), reason: `${wait.reason}, past its expiry` };
    }
    return { kind: "held", customer, ...wait };
  }
  const request = placeRequest(message);
  const place =
    mine === undefined
      ? findPlace(customer, request, definitions, now, Number.NEGATIVE_INFINITY)
      : (exceededCap(customer, request, definitions, now) ?? {
          kind: "free" as const,
          ledger: customer.ledger,
        });
  if (place.kind === "free") {
    const zone = zoneToKeep(customer, definitions);
    const ledger = takePlace(place.ledger, request, now, zone === undefined ? {} : { zone });
    return {
      kind: "claimed",
      customer: { ...noteClaim(customer, message), ledger },
      to: usable.address.to,
    };
  }
  const capped = `capped: ${place.cap.text}`;
  if (place.cap.overCap === "drop" || place.until > message.expires) {
    return { kind: "dropped", customer: release(), reason: capped };
  }
  return { kind: "held", customer: release(), reason: capped, until: place.until };
}

function reasonOf({ by }: ClosedGate, channel: Channel): Why {
  return by.kind === "paused"
    ? reason("paused")
    : reason("provider-refuses-us", { channel, code: by.code });
}

/** The customer without the place under the caps that the message has reserved; a claim stays. */
export function withoutPlace(customer: Customer, { id }: Pick<Message, "id">): Customer {
  const ledger = releasePlace(customer.ledger, ledgerName(id));
  return ledger === customer.ledger ? customer : { ...customer, ledger };
}

function placeRequest(message: Message): PlaceRequest {
  const { enrollment, journey, purpose, channel, priority } = message;
  return { message: ledgerName(message.id), enrollment, journey, purpose, channel, priority };
}

/** The ledger forgets a claim after its longest cap; the enrollment says for good that it has one. */
function noteClaim(customer: Customer, { enrollment: id }: Message): Customer {
  const enrollment = customer.enrollments[id];
  if (enrollment === undefined || enrollment.claimed) return customer;
  const enrollments = { ...customer.enrollments, [id]: { ...enrollment, claimed: true as const } };
  return { ...customer, enrollments };
}

/** Ended by an event: nothing is claimed for it any more (I6). */
function hasExited(customer: Customer, message: Message, exited: boolean): boolean {
  const held = customer.enrollments[message.enrollment];
  return (
    exited || held?.state === "closing" || held?.exitCame !== undefined || held?.undone === true
  );
}

function holdFor(
  customer: Customer,
  message: Message,
  definitions: Definitions,
  now: Instant,
): { reason: string; until: Instant } | undefined {
  if (definitions.settings.isTransactional(message.purpose)) return undefined;
  const zone = zoneOf(customer, definitions);
  if (zone === undefined) return { reason: "time zone unknown", until: now + DAY };
  const journey = definitions.journey(message.journey, message.version);
  const hours = judgeHours(
    { ...message, anyTime: message.anyTime ?? false, window: journey?.sendWindow },
    customer,
    zone,
    definitions,
    now,
  );
  switch (hours.kind) {
    case "open":
      return undefined;
    case "closed":
      return {
        reason: hours.reason === "send-window" ? "outside the send window" : "quiet hours",
        until: hours.opens,
      };
    case "never":
      return { reason: "the send window never opens", until: Number.POSITIVE_INFINITY };
  }
}
