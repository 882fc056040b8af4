import { channelOfGate, type GateKey, releasesAfterOpening } from "../core/definitions/gate.ts";
import { drainingGates, type PauseFlags } from "../core/definitions/pause.ts";
import { hashId } from "../core/hash.ts";
import type { Ports } from "../core/ports.ts";
import { type Instant, MINUTE, SECOND } from "../core/time/instant.ts";

type AskPorts = Pick<Ports, "timers">;

/**
 * Has a gate looked at when it is due: a schedule, as a message to its own queue would be a chain that
 * Lambda's loop guard ends. In whole minutes, so that all who ask for the same minute set one.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 * @returns when that is
 */
export async function askRelease(
  gate: GateKey,
  due: Instant,
  { timers }: AskPorts,
): Promise<Instant> {
  const minute = Math.ceil(due / MINUTE) * MINUTE;
  await timers.setRelease(`release-${hashId(gate, minute)}`, minute, { gate });
  return minute;
}

/** After a channel was opened: lets go what waits at each of its gates that no pause keeps closed. */
export async function askOpened(
  flags: PauseFlags,
  gate: GateKey,
  now: Instant,
  ports: AskPorts,
): Promise<void> {
  const gates = new Set([gate, ...drainingGates(flags, [channelOfGate(gate)])]);
  for (const each of gates) {
    for (const seconds of releasesAfterOpening) {
      await askRelease(each, now + seconds * SECOND, ports);
    }
  }
}
