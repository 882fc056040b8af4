import * as z from "zod/mini";
import { eachRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { watchMessages } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { channelOfGate, type GateKey } from "../src/core/definitions/gate.ts";
import { createReleaseHeld, type ReleaseHeldPorts } from "../src/flows/release-held.ts";

/** A gate is a channel, or a channel and a journey: `email`, `email/winback`. */
const release = z.object({
  gate: z.custom<GateKey>((gate) => {
    try {
      return typeof gate === "string" && channelOfGate(gate) !== undefined;
    } catch {
      return false;
    }
  }),
});

/** Lets go what waits at a gate; what it can't in its time it asks for again. */
export function createHandler(ports: ReleaseHeldPorts) {
  const releaseHeld = createReleaseHeld({ ...ports, messages: watchMessages(ports.messages) });
  return queueHandler(
    eachRecord({
      what: "a gate to open",
      body: release,
      describe: () => ({}),
      work: (body) => {
        const until = Date.now() + workFor;
        return releaseHeld(body, () => Date.now() < until);
      },
    }),
  );
}

/** Of the 60 s that a call may take; a page of 200 takes a second or two. */
const workFor = 40_000;

export const handler = createHandler({
  backoff: wire.backoff,
  clock: wire.clock,
  customers: wire.customers,
  deliveries: wire.deliveries,
  messages: wire.messages,
  pauses: wire.pauses,
  timers: wire.timers,
});
