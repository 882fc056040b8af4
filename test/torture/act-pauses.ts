import { channels } from "../../src/core/channels/channels.ts";
import {
  type PauseFlags,
  type PauseTarget,
  sweepsAfterUnpause,
} from "../../src/core/definitions/pause.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { tell } from "./story.ts";
import { nextId, tellEvent } from "./tell-events.ts";
import { journeyNames } from "./vocabulary.ts";
import type { World } from "./world.ts";
import { writeEvent } from "./write-event.ts";

/** Longer ones would leave little of a story to go wrong. */
const lengths = [10 * SECOND, 5 * MINUTE, 40 * MINUTE, 6 * HOUR, DAY] as const;

/** A person pauses everything, a journey or a channel, for a while. */
export async function pauseSomething(world: World): Promise<void> {
  const { random, facts, runtime } = world;
  const { pauses } = runtime;
  const kind = random.weighted({ all: 2, journey: 2, channel: 1 });
  const what = choose(world, kind);
  await change(world, () => pauses.pause(what, { since: world.now(), why: "said the test" }));
  tell(facts, world.now(), undefined, () => `paused ${JSON.stringify(what)}`);
  runtime.agenda.plan(world.now() + random.pick(lengths), () => lift(world, what));
  // Others enter meanwhile, first under flags that are not read everywhere yet.
  for (let i = random.int(1, 6); i > 0; i--) {
    tellEvent(world, writeEvent(random, nextId(world), world.now()));
    await runtime.agenda.advanceTo(world.now() + random.int(0, 20) * SECOND);
  }
}

function choose({ random }: World, kind: PauseTarget["kind"]): PauseTarget {
  switch (kind) {
    case "all":
      return { kind };
    case "journey":
      return { kind, journey: random.pick(journeyNames) };
    case "channel":
      return { kind, channel: random.pick(channels) };
  }
}

/** A person lifts one of the pauses; sweeps follow it. */
export async function unpauseSomething(world: World): Promise<void> {
  const paused = pausedNow(await world.runtime.pauses.read());
  if (paused.length > 0) await lift(world, world.random.pick(paused));
}

/** So that the story can come to rest. */
export async function unpauseAll(world: World): Promise<void> {
  for (const what of pausedNow(await world.runtime.pauses.read())) await lift(world, what);
}

async function lift(world: World, what: PauseTarget): Promise<void> {
  const { facts, runtime } = world;
  await change(world, () => runtime.liftPause(what));
  tell(facts, world.now(), undefined, () => `unpaused ${JSON.stringify(what)}`);
  for (const seconds of sweepsAfterUnpause) {
    runtime.agenda.plan(world.now() + seconds * SECOND, () => world.sweep("overdue"));
  }
}

async function change(world: World, go: () => Promise<PauseFlags>): Promise<void> {
  const flags = await go();
  const known = world.facts.flags;
  if (flags !== known.at(-1)?.flags) known.push({ flags, since: world.now() });
}

function pausedNow({ all, journeys, channels: paused }: PauseFlags): PauseTarget[] {
  return [
    ...(all === undefined ? [] : [{ kind: "all" } as const]),
    ...Object.keys(journeys).map((journey) => ({ kind: "journey", journey }) as const),
    ...channels
      .filter((channel) => paused[channel] !== undefined)
      .map((channel) => ({ kind: "channel", channel }) as const),
  ];
}
