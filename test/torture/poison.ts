import type { CustomerKey } from "../../src/core/customers/customer.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { CustomerChange, Ports } from "../../src/core/ports.ts";
import { formatInstant, HOUR } from "../../src/core/time/instant.ts";
import { createRedriveAside } from "../../src/flows/redrive-aside.ts";
import { act, begin, redrive } from "./act.ts";
import { unpauseAll } from "./act-pauses.ts";
import { currentHandling, handle } from "./handling.ts";
import { judgeListed } from "./judge-wakes.ts";
import { createRandom, type Random } from "./random.ts";
import { comeLive, evaluate, rest, tidy } from "./rest.ts";
import { readStory, tell } from "./story.ts";
import { nextId, offer } from "./tell-events.ts";
import type { Told } from "./torture.ts";
import { customerIds } from "./vocabulary.ts";
import { createWorld, type Doubles, type World } from "./world.ts";

/** One customer whose item is at its ceiling, from some step of the story until it is mended. */
interface Poison {
  readonly doubles: Doubles;
  readonly customer: string;
  /** Step from which on it is so. */
  readonly from: number;
  active: boolean;
}

function createPoison(random: Random, steps: number): Poison {
  const customer = random.pick(customerIds.slice(1));
  const poison: Poison = {
    customer,
    from: random.int(0, Math.floor(steps / 2)),
    active: false,
    doubles: {
      ports: (ports, world) => ({
        ...ports,
        customers: {
          ...ports.customers,
          commit: async (before, after) => {
            refuse([{ before, after }], world().keyOf(customer));
            return ports.customers.commit(before, after);
          },
          commitAll: async (changes) => {
            refuse(changes, world().keyOf(customer));
            return ports.customers.commitAll(changes);
          },
        },
      }),
    },
  };
  const refuse = (changes: readonly CustomerChange[], key: CustomerKey): void => {
    if (!poison.active || changes.every(({ before }) => before.key !== key)) return;
    throw operationalError("ItemTooLarge", "the item is full, said the test");
  };
  return poison;
}

/** Texts that are no events, each of which stopped something once. */
function writePoison(random: Random, id: string, now: number): string {
  const event = { id, type: "login", customer: "c0", at: formatInstant(now) };
  const deep = "[".repeat(12_000) + "]".repeat(12_000);
  return random.pick([
    JSON.stringify({ ...event, id: `${id}\ud83d` }),
    JSON.stringify({ ...event, customer: "c0\ud83d" }),
    JSON.stringify({ ...event, customer: { id: " c0" } }),
    JSON.stringify({ ...event, customer: "c0\u200b" }),
    JSON.stringify({ ...event, properties: {} }).replace("{}", deep),
  ]);
}

/**
 * A story with poison in it, told to its end twice: with the poison still there everybody else has to
 * be done; once it is mended and what was put aside is redriven, so has the one.
 */
export async function tellPoisonedStory(
  seed: number,
  steps: number,
  others: Doubles = {},
): Promise<Told & { readonly asides: number }> {
  const random = createRandom(seed + 1_000_000);
  const poison = createPoison(random, steps);
  const ports = (given: Ports, world: () => World) => {
    const poisoned = poison.doubles.ports?.(given, world) ?? given;
    return others.ports?.(poisoned, world) ?? poisoned;
  };
  const world = createWorld(seed, { ...others, ports });
  const { violations } = world.facts;
  await begin(world);
  for (let step = 0; step < steps && violations.length === 0; step++) {
    if (step === poison.from) switchPoison(world, poison, true);
    if (random.chance(0.02)) offer(world, writePoison(random, nextId(world), world.now()));
    await act(world);
  }
  const told = { seed, steps, violations, story: (lines: number) => readStory(world.facts, lines) };
  if (violations.length > 0) return { ...told, asides: 0 };
  await restPoisoned(world, poison);
  const asides = world.runtime.setAsides.list();
  if (violations.length > 0) return { ...told, asides: asides.length };
  await mend(world, poison);
  if (violations.length === 0) await rest(world);
  return { ...told, asides: asides.length };
}

function switchPoison(world: World, poison: Poison, active: boolean): void {
  poison.active = active;
  const key = world.keyOf(poison.customer);
  const text = active ? "its item is full" : "its item is mended";
  tell(world.facts, world.now(), key, () => text);
}

/** Calm weather, and the poison still there: what concerns others has to come to rest. */
async function restPoisoned(world: World, poison: Poison): Promise<void> {
  const { facts, runtime, weather } = world;
  const key = world.keyOf(poison.customer);
  weather.on = false;
  await unpauseAll(world);
  redrive(world);
  await runtime.agenda.advanceTo(world.now() + HOUR);
  await comeLive(world);
  if (facts.violations.length > 0) return;
  judgeListed(world);
  for (let round = 0; round < 16; round++) {
    await tidy(world);
    await evaluate(world);
    await runtime.agenda.advanceTo(world.now() + 4 * HOUR);
  }
  const say = (text: string) =>
    facts.violations.push({ invariant: "poison", customer: undefined, text });
  for (const [name, queue] of Object.entries(runtime.queues)) {
    for (const { body, error } of queue.deadLetters) {
      const text = JSON.stringify(body);
      const isOfTheOne = error.message.startsWith("ItemTooLarge") || text.includes(key);
      if (isOfTheOne || error.name === "EventRefused") continue;
      say(`in the dead letters of ${name}: ${text} (${error.message})`);
    }
  }
  for (const aside of runtime.setAsides.list()) {
    if (aside.customer !== key) say(`${aside.customer} was set aside by the ${aside.pass}`);
  }
  // The one itself can't be done.
  const all = facts.violations.splice(0);
  facts.violations.push(...all.filter(({ customer }) => customer !== key));
}

/** A person mends the item and redrives what was put aside. */
async function mend(world: World, poison: Poison): Promise<void> {
  const { runtime } = world;
  switchPoison(world, poison, false);
  const importFiles = { read: async () => undefined, write: async () => undefined };
  const redriveAside = createRedriveAside({ ...runtime.ports, importFiles });
  for (const aside of runtime.setAsides.list()) {
    const kind = aside.pass === "backfill" ? "fillSlice" : "sweep";
    await handle(runtime.agenda, kind, aside, world.facts, () => {
      const handling = currentHandling();
      // It evaluates that one, whatever the pass did.
      if (handling !== undefined) handling.evaluates = true;
      return redriveAside(aside);
    });
  }
  redrive(world);
  const text = `${runtime.setAsides.list().length} are still set aside`;
  if (text.startsWith("0 ")) return;
  world.facts.violations.push({ invariant: "poison", customer: undefined, text });
}
