import type { RenderedMessage } from "../core/messages/rendered.ts";
import type { Clock, Provider, ProviderAnswer } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";

/** A provider that keeps what it is given; what it answers can be told for tests. */
export function createOutbox(
  clock: Clock,
  deliver: (message: RenderedMessage, at: Instant) => void,
  answer?: (message: RenderedMessage) => ProviderAnswer | undefined,
): Provider {
  let count = 0;
  return {
    async send(message) {
      const told = answer?.(message);
      if (told !== undefined && told.kind !== "accepted") {
        // A broken-off call may have gone through: that is what makes it unclear.
        if (told.kind === "unclear") deliver(message, clock.now());
        return told;
      }
      count += 1;
      deliver(message, clock.now());
      return told ?? { kind: "accepted", providerId: `local-${count}` };
    },
  };
}
