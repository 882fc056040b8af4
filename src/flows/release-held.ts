import { channelRow } from "../core/channels/channels.ts";
import { customerKeyOf } from "../core/customers/customer.ts";
import {
  channelOfGate,
  type GateKey,
  gateKey,
  journeyOfGate,
  probeEvery,
  settledAfterOpening,
} from "../core/definitions/gate.ts";
import { drainingGates, isPausedGate, type PauseFlags } from "../core/definitions/pause.ts";
import { withoutPlace } from "../core/messages/claim-message.ts";
import type { MessageAtGate, Ports, Release } from "../core/ports.ts";
import { printReason } from "../core/reasons/reason.ts";
import { MINUTE, SECOND } from "../core/time/instant.ts";
import { askOpened, askRelease } from "./ask-release.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";
import { tenAtATime } from "./ten-at-a-time.ts";

export type ReleaseHeldPorts = Pick<
  Ports,
  "backoff" | "clock" | "customers" | "deliveries" | "messages" | "pauses" | "timers"
>;

/** No more is let go at a time than the queue of the channel works off in so long. */
const atATime = 10 * MINUTE;

/** One query's worth; a pass that has time takes another. */
const pageSize = 200;

/**
 * Lets go what waits at a gate: transactional messages first, then by priority, then by age, never
 * more than goes out in 10 minutes. What has expired is dropped there. At the gate of a provider that
 * refused the stage it lets one message through, and sees to it that the next one follows.
 */
export function createReleaseHeld(ports: ReleaseHeldPorts) {
  const { clock, pauses } = ports;

  /** @param hasTime whether one more page may be begun */
  return async function releaseHeld(
    { gate }: Release,
    hasTime: () => boolean = () => true,
  ): Promise<void> {
    const flags = await pauses.read();
    // Whoever lifts the pause asks again.
    if (isPausedGate(flags, gate)) return;
    const closing = flags.gates?.[channelOfGate(gate)];
    if (closing === undefined) return drain(gate, flags, ports, hasTime);
    // Those of a journey follow their channel's.
    if (journeyOfGate(gate) !== undefined) return;
    if (clock.now() < closing.until) {
      await askRelease(gate, closing.until, ports);
      return;
    }
    return probe(gate, flags, ports);
  };
}

async function probe(gate: GateKey, flags: PauseFlags, ports: ReleaseHeldPorts): Promise<void> {
  const { clock, pauses, deliveries } = ports;
  const channel = channelOfGate(gate);
  const now = clock.now();
  const closing = flags.gates?.[channel];
  if (closing === undefined) return;
  // First what comes next: a pass that breaks off here is followed by another.
  const until = await askRelease(gate, now + probeEvery, ports);
  for (const each of [gate, ...drainingGates(flags, [channel]).filter((one) => one !== gate)]) {
    if (isPausedGate(flags, each)) continue;
    const candidate = await firstAlive(each, ports);
    if (candidate === undefined) continue;
    await deliveries.send({ message: candidate.id, channel, probe: true }, 0);
    await pauses.closeGate(channel, { ...closing, until });
    return;
  }
  // Nobody waits: the next message that comes finds out by itself.
  const opened = await pauses.openGate(channel, now);
  await askOpened(opened, gateKey(channel), now, ports);
}

/** The message that is to go out first; those before it that have expired are dropped. */
async function firstAlive(
  gate: GateKey,
  ports: ReleaseHeldPorts,
): Promise<MessageAtGate | undefined> {
  const now = ports.clock.now();
  for (;;) {
    const page = await ports.messages.atGate(gate, 10);
    const alive = page.find(({ expires }) => expires >= now);
    if (alive !== undefined || page.length === 0) return alive;
    const dropped = await Promise.all(page.map((each) => drop(each, ports)));
    // The index is a moment behind: what is gone already may still be listed.
    if (!dropped.includes(true)) return undefined;
  }
}

async function drain(
  gate: GateKey,
  flags: PauseFlags,
  ports: ReleaseHeldPorts,
  hasTime: () => boolean,
): Promise<void> {
  const { clock, messages, deliveries, pauses } = ports;
  const channel = channelOfGate(gate);
  const full = channelRow(channel).perSecond * (atATime / SECOND);
  let room = full - (await deliveries.waiting(channel));
  while (room > 0) {
    const page = await messages.atGate(gate, Math.min(pageSize, room));
    const moved = await tenAtATime(page, (message) => letGo(message, ports));
    room -= page.length;
    if (moved.includes(true)) {
      if (hasTime()) continue;
      await askRelease(gate, clock.now() + MINUTE, ports);
      return;
    }
    // Empty, or only what another pass has moved a moment ago.
    const since = flags.draining?.[gate];
    if (since === undefined) return;
    if (clock.now() - since < settledAfterOpening) return;
    if (page.length === 0) await pauses.gateDrained(gate, since);
    else await askRelease(gate, clock.now() + MINUTE, ports);
    return;
  }
  await askRelease(gate, clock.now() + atATime, ports);
}

/** @returns whether it was still waiting */
async function letGo(message: MessageAtGate, ports: ReleaseHeldPorts): Promise<boolean> {
  const { clock, deliveries, messages } = ports;
  const { id, channel, at, expires } = message;
  const now = clock.now();
  if (now > expires) return drop(message, ports);
  // First the delivery, then the word that it is on its way. One that was delivered meanwhile, or is
  // held anew, is not of that instant any more.
  await deliveries.send({ message: id, channel }, 0);
  return messages.advance(id, ["held"], { state: "queued", at: now }, at);
}

/** Too late: it gives back the place under the caps that it had reserved. */
async function drop(message: MessageAtGate, ports: ReleaseHeldPorts): Promise<boolean> {
  const { id, at, reason } = message;
  const customers = followJoins(ports.customers);
  await changeCustomer({ ...ports, customers }, customerKeyOf(id), undefined, (customer) => ({
    customer: customer === undefined ? undefined : withoutPlace(customer, { id }),
  }));
  const why = reason === undefined ? "held" : printReason(reason);
  const dropped = { state: "dropped", at: ports.clock.now(), reason: `${why}; expired` } as const;
  return ports.messages.advance(id, ["held"], dropped, at);
}
