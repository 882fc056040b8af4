import { customerKeyOf } from "../../src/core/customers/customer.ts";
import { keyedHash } from "../../src/core/hash.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { Ports, ProviderAnswer } from "../../src/core/ports.ts";
import type { SweepAsk } from "../../src/core/sweep/sweep-lease.ts";
import { type Instant, parseInstant } from "../../src/core/time/instant.ts";
import { drawLateness, onTime } from "../../src/local/lateness.ts";
import { createLocalRuntime, type LocalFlows, type LocalRuntime } from "../../src/local/runtime.ts";
import { createFacts, type Facts } from "./facts.ts";
import { createFaults, type Weather } from "./faults.ts";
import { handle, noteMoments, surroundFlows } from "./handling.ts";
import { judgeCommit } from "./judge-commit.ts";
import { createRandom, type Random } from "./random.ts";
import { createRecorder } from "./record-calls.ts";
import { createStaleCatalog } from "./stale-catalog.ts";
import { createStalePauses } from "./stale-pauses.ts";
import { tellMishap } from "./story.ts";
import { createSweeps, planSweeps } from "./sweeps.ts";
import { answerWaitOf, type Teller } from "./tell-events.ts";
import { starts } from "./vocabulary.ts";
import { wrapPorts } from "./wrap-ports.ts";
import { writeDefinitions } from "./write-definitions.ts";

/** Test doubles that break the code on purpose, to prove that the oracles see it. */
export interface Doubles {
  readonly ports?: (ports: Ports, world: () => World) => Ports;
  readonly flows?: (flows: LocalFlows) => LocalFlows;
}

/** One story: a shop with few customers and journeys, told by chance from its seed. */
export interface World extends Teller {
  readonly random: Random;
  readonly facts: Facts;
  readonly runtime: LocalRuntime;
  readonly weather: Weather;
  now(): Instant;
  /** @param ask nothing: only what is due by the clock */
  sweep(ask?: SweepAsk): Promise<void>;
  resume(enrollment: string): Promise<void>;
}

/** Shares of port calls that go wrong, from a calm day to a very bad one. */
const weathers = [0, 0.004, 0.015, 0.05, 0.1] as const;

export function createWorld(seed: number, doubles: Doubles = {}): World {
  const random = createRandom(seed);
  const weather: Weather = {
    on: true,
    share: random.pick(weathers),
    backlog: random.pick([0, 0, 0.1, 0.5]),
  };
  const definitions = writeDefinitions(random);
  const facts = createFacts(definitions);
  const message = (id: string) => runtime.timeline.kept.messages.get(id);
  const now = () => runtime.agenda.clock.now();
  const agenda = () => runtime.agenda;
  const record = createRecorder({
    facts,
    now,
    message,
    judge: (commit) => judgeCommit(facts, commit, message),
  });
  const faults = createFaults({
    random,
    weather,
    facts,
    agenda,
    tell: (call, mishap) => tellMishap(facts, now(), call, mishap),
    answerWait: (customer, enrollment) => answerWaitOf(world, customer, enrollment),
  });
  const runtime = createLocalRuntime({
    start: parseInstant(random.pick(starts)) ?? 0,
    definitions,
    // Every second story's timers are late by up to 60 s, as a stage's are.
    late: seed % 2 === 0 ? drawLateness(seed) : onTime,
    answer: (rendered) => answerOf(random, weather, rendered),
    wrap: (ports) => {
      const old = wrapPorts(ports, createStaleCatalog(random, facts, now));
      const stale = wrapPorts(old, createStalePauses(random, facts, now));
      const shaken = wrapPorts(wrapPorts(stale, record), faults);
      const noted = { ...shaken, clock: noteMoments(shaken.clock) };
      return doubles.ports?.(noted, () => world) ?? noted;
    },
    around: (flows) => surroundFlows(agenda, doubles.flows?.(flows) ?? flows, facts),
  });
  const world: World = {
    random,
    facts,
    runtime,
    weather,
    now,
    texts: [],
    keyOf: (customer) => keyedHash("local", customer),
    sweep: (ask) => sweep(ask),
    resume: (id) => byHand(world, "resume", id, () => runtime.resume(id)),
  };
  const sweep = createSweeps(world);
  planSweeps(world);
  return world;
}

/** Whatever a fault makes of it, the next person tries again. */
async function byHand(
  { runtime: { agenda }, facts }: World,
  kind: "resume",
  body: unknown,
  go: () => Promise<unknown>,
): Promise<void> {
  await handle(agenda, kind, body, facts, go).catch(() => undefined);
}

/** Mostly accepted; in bad weather also refused, busy, broken off, and the stage itself denied. */
function answerOf(
  random: Random,
  { on, share }: Weather,
  { id }: RenderedMessage,
): ProviderAnswer | undefined {
  if (!on) return undefined;
  const kind = random.weighted({
    accepted: 1,
    busy: 3 * share,
    unclear: share,
    refused: 2 * share,
    denied: share,
  });
  switch (kind) {
    case "accepted":
      return { kind, providerId: `p-${id}-${customerKeyOf(id)}` };
    case "busy":
    case "unclear":
      return { kind, reason: "said the test" };
    case "denied":
      return { kind, code: "AccessDeniedException" };
    case "refused":
      return { kind, reason: "no such address", suppress: random.chance(0.5) };
  }
}
