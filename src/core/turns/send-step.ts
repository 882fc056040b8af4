import type { Channel } from "../channels/channels.ts";
import { findPlace, type PlaceRequest, takePlace } from "../customers/caps.ts";
import type { Bid } from "../customers/enrollment.ts";
import { hashShare } from "../hash.ts";
import { chooseChannel } from "../messages/choose-channel.ts";
import { ledgerName } from "../messages/claim-message.ts";
import type { MessageOrder } from "../messages/message.ts";
import { zoneOf } from "../messages/send-rules.ts";
import type { Why } from "../reasons/reason.ts";
import { dateAhead } from "../segments/look-at-date.ts";
import { addDuration } from "../time/duration.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { spreadOpening } from "../time/quiet-hours.ts";
import { effectId } from "./act-step.ts";
import type { Node, SendNode } from "./program.ts";
import type { Outcome, Turn } from "./turn.ts";

/** An unknown zone is looked at again after a day; a profile change may have brought one. */
const zonePause = DAY;

/**
 * Decides one message: which channel, whether now, whether a cap leaves it a place. It reserves
 * the place; deliver claims it. Held means the enrollment waits at this step.
 */
export function sendStep(turn: Turn, node: SendNode): Outcome {
  const { definitions, now, journey } = turn;
  const before = latestFor(turn, node);
  const chosen = chooseChannel({ ...turn, before }, node);
  if (chosen.kind === "none") return skip(turn, node, chosen.why);
  if (chosen.kind === "zone-unknown") {
    return defer(turn, node, {
      reason: "unknown-zone",
      why: "time zone unknown",
      until: now + zonePause,
    });
  }
  const { channel, hours, zone } = chosen;
  if (hours.kind === "closed") {
    const share = hashShare("spread", turn.enrollment.id);
    const spread = spreadOpening(hours.opens, hours.closes, share);
    const until = spread < before ? spread : hours.opens;
    const reason = hours.reason === "send-window" ? "outside the send window" : "quiet hours";
    turn.decisions.push({ step: node.path, kind: "held", reason, until, zone });
    return {
      kind: "wait",
      wait: { reason: hours.reason, due: until },
      bid: bidOf(turn, node, until),
    };
  }
  const request = requestOf(turn, node, channel);
  const yieldUntil = journey.yieldWindow === undefined ? hours.closes : now + journey.yieldWindow;
  const place = findPlace(turn.customer, request, definitions, now, yieldUntil);
  switch (place.kind) {
    case "free":
      return queue(turn, node, request, place.ledger, zone);
    case "capped": {
      const why = `capped: ${place.cap.text}`;
      if (place.cap.overCap === "drop") return drop(turn, node, why);
      return defer(turn, node, { reason: "capped", why, until: place.until });
    }
    case "yielded": {
      const why = `left the last place of ${place.cap.text} to ${place.to}`;
      return defer(turn, node, { reason: "yielded", why, until: place.until });
    }
  }
}

/**
 * When a send that is reached now would come too late: after the time that its `expires` says, and of
 * a run that began before a date with a time of its own, such as an appointment, when that is over. What
 * is reached only after the date is meant for then.
 */
function latestFor(turn: Turn, { step, expires }: SendNode): Instant {
  const { journey, customer, enrollment, definitions, now } = turn;
  const since = enrollment.deferredSince ?? now;
  const zone = zoneOf(customer, definitions) ?? definitions.settings.zone;
  const expiry =
    step.expires === undefined ? Number.POSITIVE_INFINITY : addDuration(since, expires, zone);
  const { trigger } = journey.entry;
  const date =
    trigger?.kind === "date"
      ? dateAhead(customer, trigger, definitions, enrollment.triggered)
      : undefined;
  return Math.min(expiry, date !== undefined && since < date ? date : Number.POSITIVE_INFINITY);
}

function requestOf(turn: Turn, node: SendNode, channel: Channel): PlaceRequest {
  return {
    message: ledgerName(effectId(turn, node)),
    enrollment: turn.enrollment.id,
    journey: turn.journey.name,
    purpose: node.purpose,
    channel,
    priority: turn.journey.priority,
  };
}

/** What a wait before this send says to other journeys (W3). */
export function bidOf(turn: Turn, node: Node | undefined, earliest: Instant): Bid | undefined {
  if (node?.kind !== "send") return undefined;
  const { channels } = node.step;
  return { priority: turn.journey.priority, purpose: node.purpose, channels, earliest };
}

function settled(turn: Turn): void {
  const { deferredSince: _, ...enrollment } = turn.enrollment;
  turn.enrollment = enrollment;
}

function skip(turn: Turn, node: SendNode, reason: Why): Outcome {
  settled(turn);
  turn.decisions.push({ step: node.path, kind: "skipped", reason });
  return { kind: "go", to: node.next };
}

function drop(turn: Turn, node: SendNode, reason: string): Outcome {
  settled(turn);
  turn.decisions.push({ step: node.path, kind: "dropped", reason });
  return { kind: "go", to: node.next };
}

/** Holds a message for a while, but no longer than the journey's `deferAtMost` in all. */
function defer(
  turn: Turn,
  node: SendNode,
  hold: { reason: "capped" | "yielded" | "unknown-zone"; why: string; until: Instant },
): Outcome {
  const since = turn.enrollment.deferredSince ?? turn.now;
  const latest = since + turn.journey.deferAtMost;
  if (Math.min(hold.until, latest) >= latestFor(turn, node)) {
    return drop(turn, node, `${hold.why}; later would be too late`);
  }
  if (turn.now >= latest) return drop(turn, node, `${hold.why}; deferred as long as it may be`);
  const due = Math.min(hold.until, latest);
  const zone = zoneOf(turn.customer, turn.definitions) ?? turn.definitions.settings.zone;
  turn.enrollment = { ...turn.enrollment, deferredSince: since };
  turn.decisions.push({ step: node.path, kind: "held", reason: hold.why, until: due, zone });
  return { kind: "wait", wait: { reason: hold.reason, due }, bid: bidOf(turn, node, due) };
}

function queue(
  turn: Turn,
  node: SendNode,
  request: PlaceRequest,
  ledger: Turn["customer"]["ledger"],
  zone: string,
): Outcome {
  settled(turn);
  const { template, afterExit, anyTime } = node.step;
  const offers = Object.values(turn.enrollment.offers ?? {});
  const offer = offers[offers.length - 1];
  const message: MessageOrder = {
    id: effectId(turn, node),
    enrollment: turn.enrollment.id,
    journey: turn.journey.name,
    version: turn.journey.version,
    step: node.id,
    template,
    channel: request.channel,
    purpose: node.purpose,
    priority: turn.journey.priority,
    created: turn.now,
    expires: Math.min(addDuration(turn.now, node.expires, zone), latestFor(turn, node)),
    ...(afterExit === "send" && { afterExit }),
    ...(anyTime && { anyTime }),
    trigger: turn.enrollment.trigger,
    ...(offer !== undefined && { offer }),
  };
  if (!turn.definitions.settings.isTransactional(node.purpose)) {
    const held = takePlace(ledger, request, turn.now, { reservedUntil: message.expires });
    turn.customer = { ...turn.customer, ledger: held };
  }
  turn.effects.push({ kind: "send", message });
  turn.decisions.push({
    step: node.path,
    kind: "queued",
    channel: request.channel,
    message: message.id,
  });
  return { kind: "go", to: node.next };
}
