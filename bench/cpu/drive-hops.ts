import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { parseEvent } from "../../src/core/events/parse-event.ts";
import type { Ports, RunTurn, Wake } from "../../src/core/ports.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { createAcceptEvents } from "../../src/flows/accept-events.ts";
import { createDeliverMessage } from "../../src/flows/deliver-message.ts";
import { createRecordFeedback } from "../../src/flows/record-feedback.ts";
import { createRunTurn } from "../../src/flows/run-turn.ts";
import { createWakeEnrollment } from "../../src/flows/wake-enrollment.ts";
import type { LocalRuntime } from "../../src/local/runtime.ts";
import { playProvider } from "../cost/play-provider.ts";
import { tokenLength } from "../cost/store-runtime.ts";
import type { StandInServices } from "./aws-services.ts";
import { createHopBook, type Hop, type HopBook } from "./hop-book.ts";

export interface HopDriver extends Pick<HopBook, "takeCosts"> {
  /** Takes an event in and does all that follows from it, each hop by itself. */
  play(event: object): Promise<void>;
}

type ServicePorts = StandInServices["ports"];

/** Told of what follows: the next turn, a delivery, a report, a timer. */
interface Follow {
  takeTurn(at: RunTurn): void;
  deliver(...delivery: Parameters<Ports["deliveries"]["send"]>): void;
  timed(due: number, wake: Wake): void;
  readonly sent: ReturnType<typeof playProvider>["sent"];
}

/**
 * Calls the flows as the functions do, one after the other, over AWS adapters only, and keeps book
 * of the CPU of each hop.
 */
export function createHopDriver(
  runtime: LocalRuntime,
  services: ServicePorts,
  client: DynamoDBClient,
): HopDriver {
  const { agenda } = runtime;
  const book = createHopBook();
  client.middlewareStack.add((next) => async (args) => {
    book.storeCalled();
    return next(args);
  });
  const now: { readonly hop: Hop; readonly act: () => Promise<void> }[] = [];
  const timers: { readonly due: number; readonly wake: Wake }[] = [];
  const token = "AQCEAAAAKgAAAAMA".padEnd(tokenLength, "x");
  const told = follow(book.countCalls(services), () => agenda.clock.now(), {
    takeTurn: (at) => now.push({ hop: "take-turn", act: () => runTurn({ ...at, token }) }),
    deliver: (delivery) => now.push({ hop: "deliver", act: () => deliverMessage(delivery) }),
    timed: (due, wake) => timers.push({ due, wake }),
    sent: playProvider({ feedbackMessages: 0, providerCalls: 0 }, (said) =>
      now.push({ hop: "feedback", act: () => recordFeedback(said) }),
    ).sent,
  });
  const ports: Ports = { ...runtime.ports, ...told };
  const acceptEvents = createAcceptEvents(ports);
  const runTurn = createRunTurn(ports);
  const wakeEnrollment = createWakeEnrollment(ports);
  const deliverMessage = createDeliverMessage(ports);
  const recordFeedback = createRecordFeedback({ ...ports, acceptEvents });

  async function accept(text: string): Promise<void> {
    const parsed = parseEvent(text, agenda.clock.now());
    if (parsed.kind === "refused") throw new RangeError(parsed.reason);
    await acceptEvents(await ports.keys.keyOf(parsed.event.customer), [parsed.event]);
  }

  return {
    takeCosts: () => book.takeCosts(),
    async play(event) {
      await agenda.advanceTo(agenda.clock.now() + SECOND);
      const text = JSON.stringify(event);
      now.push({ hop: "intake", act: () => accept(text) });
      for (;;) {
        for (let work = now.shift(); work; work = now.shift()) await book.run(work.hop, work.act);
        const timer = timers.shift();
        if (timer === undefined) return;
        await agenda.advanceTo(timer.due);
        now.push({ hop: "wake", act: () => wakeEnrollment(timer.wake) });
      }
    },
  };
}

/** The services' ports, which answer and do nothing, with what would follow in the cloud. */
function follow(services: ServicePorts, now: () => number, then: Follow): ServicePorts {
  const { runs, deliveries, timers, providers } = services;
  return {
    ...services,
    runs: {
      ...runs,
      async start(at) {
        await runs.start(at);
        then.takeTurn(at);
      },
      async goOn(used, next) {
        const answer = await runs.goOn(used, next);
        then.takeTurn(next);
        return answer;
      },
    },
    deliveries: {
      ...deliveries,
      async send(delivery, delaySeconds) {
        await deliveries.send(delivery, delaySeconds);
        then.deliver(delivery, delaySeconds);
      },
    },
    timers: {
      ...timers,
      async setWake(name, due, wake) {
        await timers.setWake(name, due, wake);
        then.timed(due, wake);
      },
    },
    providers: {
      ...providers,
      email: {
        async send(message) {
          const answer = await providers.email.send(message);
          then.sent(message, now());
          return answer;
        },
      },
    },
  };
}
