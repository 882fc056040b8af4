import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { isDerived } from "../../src/core/definitions/vocabulary.ts";
import type { Feedback } from "../../src/core/messages/feedback.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { allowAddress, choosePreferences, optOut } from "./act-marks.ts";
import { pauseSomething, unpauseSomething } from "./act-pauses.ts";
import { notePublished } from "./note-published.ts";
import { exitsOf, journeyOf } from "./plain-rules.ts";
import { tell } from "./story.ts";
import { sweepByChance } from "./sweeps.ts";
import { fitting, nextId, offer, planDeadline, tellEvent } from "./tell-events.ts";
import { customerIds, visitorIds } from "./vocabulary.ts";
import type { World } from "./world.ts";
import { rewriteDefinitions } from "./write-definitions.ts";
import {
  writeEvent,
  writeIdentification,
  writeMalformed,
  writeRegistration,
} from "./write-event.ts";

/** How often each thing happens. */
const acts = {
  event: 22,
  again: 7,
  identify: 0.7,
  exit: 5,
  deadline: 6,
  feedback: 5,
  advance: 26,
  malformed: 0.5,
  flood: 0.05,
  publish: 2.5,
  redrive: 1.5,
  resume: 2,
  abort: 1,
  sweep: 2,
  optOut: 1.5,
  consent: 0.7,
  allow: 0.4,
  pause: 0.8,
  unpause: 0.4,
} as const;

/** Everybody registers first, and some visitors say as much of themselves. */
export async function begin(world: World): Promise<void> {
  const visitors = visitorIds.filter(() => world.random.chance(0.6));
  for (const who of [...customerIds, ...visitors]) {
    tellEvent(world, writeRegistration(world.random, nextId(world), who, world.now()));
  }
  await settleDown(world);
}

/** One step of a story. */
export async function act(world: World): Promise<void> {
  const { random, runtime } = world;
  const kind = random.weighted(acts);
  switch (kind) {
    case "event":
      tellEvent(world, writeEvent(random, nextId(world), world.now()));
      break;
    case "identify":
      identify(world);
      break;
    case "again":
      tellAgain(world);
      break;
    case "exit":
      tellExit(world);
      break;
    case "deadline":
      withEnrollment(
        world,
        ({ wait }) => wait?.event !== undefined,
        (customer, { id }) => planDeadline(world, customer, id),
      );
      break;
    case "feedback":
      sendFeedback(world);
      break;
    case "malformed":
      offer(world, writeMalformed(random, nextId(world), world.now()));
      break;
    case "flood":
      flood(world);
      break;
    case "publish":
      await publish(world);
      break;
    case "redrive":
      redrive(world);
      break;
    case "resume":
      await resumeAll(world, 0.5);
      break;
    case "abort":
      abortRun(world);
      break;
    case "sweep":
      await sweepByChance(world);
      break;
    case "optOut":
      optOut(world);
      break;
    case "consent":
      choosePreferences(world);
      break;
    case "allow":
      await allowAddress(world);
      break;
    case "pause":
      await pauseSomething(world);
      break;
    case "unpause":
      await unpauseSomething(world);
      break;
    case "advance":
      return advance(world);
  }
  // Some of it is worked on before the next step, some not.
  if (random.chance(0.6)) await runtime.agenda.advanceTo(world.now() + random.int(0, 3) * SECOND);
}

async function settleDown({ runtime: { agenda } }: World): Promise<void> {
  await agenda.advanceTo(agenda.clock.now() + MINUTE);
}

async function advance({ random, runtime: { agenda } }: World): Promise<void> {
  const unit = random.weighted({ second: 3, minute: 6, hour: 6, day: 2, leap: 0.3 });
  const lengths = { second: SECOND, minute: MINUTE, hour: HOUR, day: DAY, leap: 20 * DAY };
  const span = random.int(1, unit === "day" ? 3 : 20) * lengths[unit];
  await agenda.advanceTo(agenda.clock.now() + (unit === "leap" ? 20 * DAY : span));
}

/** Mostly a visitor of whom something is under way. */
function identify(world: World): void {
  const { random, facts } = world;
  const event = writeIdentification(random, nextId(world), world.now());
  const visitors = [...facts.items.values()].filter(
    ({ id, joinedInto, enrollments }) =>
      id.startsWith("v") &&
      joinedInto === undefined &&
      Object.values(enrollments).some(({ state }) => state !== "ended"),
  );
  const anonymous = random.pick(visitors.length === 0 ? [undefined] : visitors);
  if (anonymous === undefined || random.chance(0.3)) return tellEvent(world, event);
  tellEvent(world, { ...event, properties: { anonymous: anonymous.id } });
}

/** The same text once more: at once, after hours, after days. */
function tellAgain(world: World): void {
  const { random, texts } = world;
  const recent = random.chance(0.6) ? texts.slice(-5) : texts;
  if (recent.length === 0) return;
  const text = random.pick(recent);
  const times = random.weighted({ once: 6, thrice: 1 }) === "once" ? 1 : 3;
  const customer = /"([cv]\d)"/.exec(text)?.[1];
  for (let i = 0; i < times; i++) offer(world, text, customer);
}

/** More than the item remembers of three days. */
function flood(world: World): void {
  const { random } = world;
  const customer = random.pick(customerIds);
  for (let i = 0; i < 530; i++) {
    const event = writeEvent(random, nextId(world), world.now());
    const { profile: _, ...plain } = event;
    tellEvent(world, { ...plain, type: "login", customer });
  }
}

function withEnrollment(
  { random, facts }: World,
  fits: (enrollment: Enrollment) => boolean,
  use: (customer: Customer, enrollment: Enrollment) => void,
): void {
  const found = [...facts.items.values()].flatMap((customer) =>
    Object.values(customer.enrollments)
      .filter(fits)
      .map((enrollment) => ({ customer, enrollment })),
  );
  if (found.length === 0) return;
  const { customer, enrollment } = random.pick(found);
  use(customer, enrollment);
}

/** An event that ends an enrollment: of now, of long ago, of the trigger's very moment. */
function tellExit(world: World): void {
  const { random, facts } = world;
  const set = [...facts.sets.values()].at(-1);
  withEnrollment(
    world,
    () => true,
    (customer, { journey, version, triggered }) => {
      const rules = set === undefined ? [] : toldExits(journeyOf(set, journey, version));
      if (rules.length === 0) return;
      const rule = random.pick(rules);
      const at = random.pick([world.now(), world.now(), triggered + SECOND, triggered - SECOND]);
      const properties = fitting(random, rule.where);
      tellEvent(world, {
        id: nextId(world),
        type: rule.event,
        customer: customer.id,
        at,
        properties,
      });
    },
  );
}

/** The journey's exit rules on events that producers send. */
function toldExits(journey: Journey | undefined) {
  return exitsOf(journey).filter(({ event }) => !isDerived(event));
}

/** What a channel says of a message, often twice and in any order. */
function sendFeedback(world: World): void {
  const { random, facts, runtime } = world;
  const called = [...facts.calls].flatMap(([id, calls]) =>
    calls.some(({ answer }) => answer === "accepted" || answer === "unclear") ? [id] : [],
  );
  if (called.length === 0) return;
  const message = random.pick(called.slice(-20));
  const kind = random.weighted({
    accepted: 2,
    delivered: 4,
    opened: 6,
    bounced: 1,
    complained: 0.7,
  });
  const marks = kind === "complained" || (kind === "bounced" && random.chance(0.7));
  const feedback: Feedback = {
    message,
    at: world.now() - random.pick([0, SECOND, HOUR]),
    kind,
    ...(marks && { mark: kind, reason: kind }),
  };
  const times = random.chance(0.25) ? 2 : 1;
  for (let i = 0; i < times; i++) runtime.queues.feedback.send(feedback, random.int(0, 20));
  tell(facts, world.now(), message.slice(0, 16), () => `feedback ${JSON.stringify(feedback)}`);
}

async function publish(world: World): Promise<void> {
  const { random, facts, runtime } = world;
  const wished = runtime.wished();
  const sets = [...facts.sets.values(), ...(wished === undefined ? [] : [wished])];
  const before = sets.at(-1);
  if (before === undefined) return;
  await publishSet(world, rewriteDefinitions(random, before, sets, world.now()));
  for (let i = random.int(0, 4); i > 0; i--) {
    tellEvent(world, writeEvent(random, nextId(world), world.now()));
    await runtime.agenda.advanceTo(world.now() + random.int(0, 4) * SECOND);
    if (random.chance(0.4)) tellExit(world);
  }
}

/** Publishes definitions; what is wanted of them once they are live follows by itself. */
export async function publishSet(world: World, next: DefinitionSet): Promise<void> {
  const { facts, runtime } = world;
  const live = await runtime.publish(next);
  notePublished(facts, live, world.now());
  const { journeys, segments, since } = next;
  const text = () => JSON.stringify([journeys.at(-1), segments, since]);
  tell(facts, world.now(), undefined, () => `published ${text()}`);
}

export function redrive({ runtime: { queues } }: World): number {
  return Object.values(queues).reduce((sum, queue) => sum + queue.redrive(), 0);
}

/** What a person finds listed as failed. */
export function listFailed({ runtime }: World): string[] {
  const records = [...runtime.timeline.kept.enrollments.values()];
  return records.filter(({ state }) => state === "failed").map(({ id }) => id);
}

/** A person resumes what failed. */
export async function resumeAll(world: World, share: number): Promise<void> {
  for (const id of listFailed(world)) if (world.random.chance(share)) await world.resume(id);
}

/** A person stops a run: of one that waits, or of one that ended and is still at its effects. */
function abortRun(world: World): void {
  const { runs } = world.runtime;
  withEnrollment(
    world,
    ({ id, generation }) => runs.status(`${id}-g${generation}`) === "RUNNING",
    (customer, { id, generation }) => {
      const done = world.runtime.runs.abort(`${id}-g${generation}`);
      tell(world.facts, world.now(), customer.key, () => `aborted ${id}-g${generation}: ${done}`);
    },
  );
}
