import { customerKeyOf } from "../../src/core/customers/customer.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { Ports, ProviderAnswer } from "../../src/core/ports.ts";
import { type Instant, MINUTE } from "../../src/core/time/instant.ts";
import type { LocalFlows } from "../../src/local/runtime.ts";
import { at, recorded } from "./world-events.ts";

/**
 * Breaks things off for single customers until the items are recorded, so that their items are found
 * halfway: a start and an end that nobody carried out, a run that broke, a message that waits.
 */
export function createHoldUp(now: () => Instant, keyOf: (customer: string) => string) {
  const isHeld = (id: string, customer: string) =>
    now() <= recorded && customerKeyOf(id) === keyOf(customer);
  const away = (name: "RunsUnavailable" | "QueueUnavailable"): never => {
    throw operationalError(name, "held up while the items are recorded");
  };
  return {
    wrap: (ports: Ports): Ports => ({
      ...ports,
      runs: {
        ...ports.runs,
        async start(run) {
          if (isHeld(run.enrollment, "starting")) away("RunsUnavailable");
          await ports.runs.start(run);
        },
      },
      wakes: {
        async send(wake, delay) {
          const { enrollment } = wake;
          if (isHeld(enrollment, "closing") || isHeld(enrollment, "event-matched")) {
            away("QueueUnavailable");
          }
          await ports.wakes.send(wake, delay);
        },
      },
    }),
    around: (flows: LocalFlows): LocalFlows => ({
      ...flows,
      async turn(request) {
        // A bug: no retry can mend it, and the run breaks.
        if (isHeld(request.enrollment, "failed") && request.turn > 1) throw new TypeError("broken");
        await flows.turn(request);
      },
      async deliver(delivery) {
        if (isHeld(delivery.message, "queued")) away("QueueUnavailable");
        // The customer's refusal comes before this: at 13:01.
        if (isHeld(delivery.message, "opted-out") && now() < at("07 13:02")) {
          away("QueueUnavailable");
        }
        await flows.deliver(delivery);
      },
    }),
    answer({ to }: RenderedMessage): ProviderAnswer | undefined {
      if (now() > recorded + MINUTE / 2) return undefined;
      if (to.startsWith("busy@")) return { kind: "busy", reason: "throttled" };
      if (to.startsWith("unclear")) return { kind: "unclear", reason: "the connection broke" };
      if (to.startsWith("refused@")) {
        return { kind: "refused", reason: "no such mailbox", suppress: true };
      }
      return undefined;
    },
  };
}
