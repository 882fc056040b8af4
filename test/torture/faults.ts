import type { Customer } from "../../src/core/customers/customer.ts";
import { type ErrorName, operationalError } from "../../src/core/errors.ts";
import type { Ports, Wake } from "../../src/core/ports.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import type { Agenda } from "../../src/local/agenda.ts";
import type { Facts } from "./facts.ts";
import { crash, currentHandling, type Handling } from "./handling.ts";
import type { Random } from "./random.ts";
import type { Around, PortCall } from "./wrap-ports.ts";

/** How bad the weather is; everything can be switched off for the calm at the end. */
export interface Weather {
  on: boolean;
  /** Share of port calls that something happens to. */
  share: number;
  /** Share of deliveries that stand in a queue for minutes or hours. */
  backlog: number;
}

interface Storm {
  readonly random: Random;
  readonly weather: Weather;
  readonly facts: Facts;
  readonly agenda: () => Agenda;
  readonly tell: (call: PortCall, mishap: string) => void;
  /** Offers an event that the fresh wait of this commit asks for, a moment later. */
  readonly answerWait: (customer: Customer, enrollment: string) => void;
}

const throttles: Partial<Record<keyof Ports, ErrorName>> = {
  wakes: "QueueUnavailable",
  deliveries: "QueueUnavailable",
  releases: "QueueUnavailable",
  deadLetters: "QueueUnavailable",
  timers: "SchedulerUnavailable",
  runs: "RunsUnavailable",
  bus: "BusUnavailable",
  catalog: "CatalogUnavailable",
  pauses: "CatalogUnavailable",
  publications: "CatalogUnavailable",
  backfills: "CatalogUnavailable",
  backfillRuns: "RunsUnavailable",
  providers: "ProviderUnavailable",
};

/** Weights of what may befall a call, where something does. */
const mishaps = {
  throttle: 3,
  "crash-before": 3,
  "crash-after": 4,
  "pause-before": 3,
  "pause-after": 3,
  "zombie-before": 2,
  "zombie-after": 2,
  bug: 1.5,
} as const;

/** Stands between flows and stores: throws, crashes before or after, lets others go first. */
export function createFaults(storm: Storm): Around {
  const { random, weather } = storm;
  let depth = 0;

  /** Others go on meanwhile: a race may be lost here, an event may come between two writes. */
  const pause = async (handling: Handling): Promise<void> => {
    if (depth >= 2) return;
    depth += 1;
    const agenda = storm.agenda();
    const moment = random.pick([0, SECOND, 10 * SECOND, 40 * SECOND]);
    await handling.wait(() => agenda.advanceTo(agenda.clock.now() + moment));
    depth -= 1;
  };
  const zombie = (handling: Handling) => {
    const delay = random.pick([SECOND, 30 * SECOND, 90 * SECOND, 5 * MINUTE, HOUR, 2 * DAY]);
    // A known limit: a person's command that stands still while the run that it resumed fails again
    // writes over the record of that. Nobody leaves a command standing for hours.
    return handling.suspend(handling.kind === "resume" ? Math.min(delay, SECOND) : delay);
  };

  return async (call, go) => {
    const handling = currentHandling();
    if (handling === undefined || !weather.on) return go();
    meetDoom(handling, call);
    const kind = random.chance(weather.share) ? random.weighted(mishaps) : "none";
    if (kind !== "none") storm.tell(call, kind);
    if (kind === "throttle") throw throttled(call);
    if (kind === "crash-before") throw crash(`before ${call.port}.${call.method}`);
    if (kind === "bug" && handling.kind === "turn") throw new TypeError("a bug, said the test");
    if (kind === "pause-before") await pause(handling);
    if (kind === "zombie-before") await zombie(handling);
    const result = await misguide(storm, call, go);
    if (call.method === "commit" && result === true) afterCommit(storm, handling, call);
    if (kind === "crash-after") throw crash(`after ${call.port}.${call.method}`);
    if (kind === "pause-after") await pause(handling);
    if (kind === "zombie-after") await zombie(handling);
    return result;
  };
}

function throttled({ port, method }: PortCall): Error {
  const name = throttles[port as keyof Ports] ?? "StoreUnavailable";
  return operationalError(name, `throttled by the torture test: ${port}.${method}`);
}

function meetDoom(handling: Handling, { port, method }: PortCall): void {
  if (handling.doom === undefined) return;
  if (handling.doom <= 0) throw crash(`as doomed, before ${port}.${method}`);
  handling.doom -= 1;
}

/** Messages get lost, come twice, or late; a timer that was taken down fires all the same. */
async function misguide(
  { random, weather, facts, agenda, tell }: Storm,
  call: PortCall,
  go: () => Promise<unknown>,
): Promise<unknown> {
  const { port, method, args } = call;
  if (port === "deliveries" && random.chance(weather.backlog)) {
    const delay = random.pick([2 * MINUTE, 20 * MINUTE, 3 * HOUR, 10 * HOUR, 2 * DAY]);
    agenda().plan(agenda().clock.now() + delay, async () => void (await go()));
    tell(call, `late by ${delay / MINUTE} min`);
    return undefined;
  }
  const isWake = port === "wakes" || method === "setWake";
  const isMessage = isWake || port === "deliveries" || method === "setDelivery";
  if (!isMessage && method !== "clear") return go();
  if (!random.chance(weather.share)) return go();
  if (isWake) facts.shakenWakes.add((args.at(port === "wakes" ? 0 : 2) as Wake).enrollment);
  const lost = method === "clear" || (isWake && random.chance(0.4));
  tell(call, lost ? "lost" : "twice");
  if (method === "clear") {
    for (const one of facts.wakeUps) if (one.timer === args[0]) one.overtaken = true;
  }
  if (lost) return undefined;
  await go();
  return go();
}

/**
 * The wait is written, then the function fails, then the event wakes the old token, then the retry
 * comes: the story that breaks engines, so it is told often.
 */
function afterCommit(storm: Storm, handling: Handling, { args }: PortCall): void {
  const { random, answerWait } = storm;
  if (handling.kind !== "turn") return;
  const { enrollment } = handling.body as { enrollment: string };
  const customer = args[1] as Customer;
  if (customer.enrollments[enrollment]?.wait?.event === undefined) return;
  if (!random.chance(0.15)) return;
  if (random.chance(0.7)) handling.doom = random.int(0, 3);
  storm.tell({ port: "customers", method: "commit", args: [] }, `doomed ${handling.doom ?? "not"}`);
  answerWait(customer, enrollment);
}
