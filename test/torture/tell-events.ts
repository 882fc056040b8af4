import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { Where } from "../../src/core/definitions/condition.ts";
import type { Properties } from "../../src/core/events/event.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { DAY, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import type { LocalRuntime } from "../../src/local/runtime.ts";
import type { Facts, ToldEvent } from "./facts.ts";
import { journeyOf, stepAt } from "./plain-rules.ts";
import type { Random } from "./random.ts";
import { tell } from "./story.ts";
import { eventTypes } from "./vocabulary.ts";
import { eventText, writeProperties } from "./write-event.ts";

/** What telling events needs of a world. */
export interface Teller {
  readonly random: Random;
  readonly facts: Facts;
  readonly runtime: LocalRuntime;
  /** Everything offered so far, good or not, to be offered again. */
  readonly texts: string[];
  keyOf(customer: string): CustomerKey;
  now(): Instant;
}

export function nextId({ facts }: Teller): string {
  return `e${facts.told.size + 1}`;
}

/** Offers an event to intake. */
export function tellEvent(world: Teller, event: ToldEvent): void {
  world.facts.told.set(event.id, event);
  offer(world, eventText(event), event.customer);
}

export function offer(world: Teller, text: string, customer?: string): void {
  const key = customer === undefined ? undefined : world.keyOf(customer);
  tell(world.facts, world.now(), key, () => `offered ${text}`);
  world.texts.push(text);
  world.runtime.offer(text);
}

/** Tells it after a while. */
export function planEvent(world: Teller, at: Instant, event: ToldEvent): void {
  world.runtime.agenda.plan(at, async () => tellEvent(world, event));
}

/** Properties that pass a filter. */
export function fitting(random: Random, where: Where | undefined): Properties {
  const properties: Record<string, Properties[string]> = { ...writeProperties(random) };
  for (const [name, wanted] of Object.entries(where ?? {})) {
    properties[name] = typeof wanted === "object" ? (wanted.atLeast ?? 0) + 1 : wanted;
  }
  return properties;
}

/** The event that a wait waits for, to come within the next minutes. */
export function answerWaitOf(world: Teller, customer: Customer, enrollmentId: string): void {
  const { random, facts } = world;
  const event = matchFor(world, customer, enrollmentId, world.now());
  if (event === undefined) return;
  const at = world.now() + random.pick([0, SECOND, 20 * SECOND, 70 * SECOND, 3 * MINUTE]);
  facts.told.set(event.id, event);
  planEvent(world, at, event);
}

/** An event around the deadline of a wait: a second before, upon it, a second after. */
export function planDeadline(world: Teller, customer: Customer, enrollmentId: string): void {
  const wait = customer.enrollments[enrollmentId]?.wait;
  if (wait === undefined || wait.due > world.now() + 40 * DAY) return;
  const { random } = world;
  const own = wait.due + random.int(-1, 1) * SECOND;
  const event = matchFor(world, customer, enrollmentId, own);
  if (event === undefined) return;
  world.facts.told.set(event.id, event);
  planEvent(world, wait.due + random.int(-1, 1) * SECOND, event);
}

function matchFor(
  world: Teller,
  customer: Customer,
  enrollmentId: string,
  at: Instant,
): ToldEvent | undefined {
  const enrollment = customer.enrollments[enrollmentId];
  const type = enrollment?.wait?.event;
  // Channels report on messages only.
  if (type === undefined || !eventTypes.some((known) => known === type)) return undefined;
  const set = [...world.facts.sets.values()].at(-1);
  if (enrollment === undefined || set === undefined) return undefined;
  const step = stepAt(journeyOf(set, enrollment.journey, enrollment.version), enrollment.at ?? "");
  const where = step?.do === "waitFor" ? step.where : undefined;
  const properties = fitting(world.random, where);
  return { id: nextId(world), type, customer: customer.id, at, properties };
}
