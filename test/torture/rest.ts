import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { listFailed, publishSet, redrive, resumeAll } from "./act.ts";
import { unpauseAll } from "./act-pauses.ts";
import { judgeAtRest } from "./judge-at-rest.ts";
import { judgeClocks } from "./judge-retimes.ts";
import { judgeMembership } from "./judge-segments.ts";
import { judgeNothingDue } from "./judge-triggers.ts";
import { judgeListed, judgeWakes } from "./judge-wakes.ts";
import type { World } from "./world.ts";
import { endJourneys } from "./write-definitions.ts";

/** Longer than any story waits: rounds of rounds of 320 days or of birthdays, three times each. */
const mostDays = 20_000;

/**
 * For so long time goes on to move customers in and out of segments: longer than any window. After
 * that every birthday would begin something anew.
 */
const evaluatedDays = 45;

/**
 * Journeys may hand a customer back and forth over days for ever (docs/decisions/0020). After so many
 * handlings, many times those of a story, the shop ends them all: then nobody goes round any more.
 */
const mostRounds = 15_000;

/** No more faults: what was thrown into confusion now has to come to rest by itself. */
export async function rest(world: World): Promise<void> {
  const { weather, runtime } = world;
  const { agenda } = runtime;
  weather.on = false;
  await unpauseAll(world);
  redrive(world);
  await agenda.advanceTo(world.now() + HOUR);
  await comeLive(world);
  judgeListed(world);
  for (let round = 0; round < 16; round++) {
    await tidy(world);
    await evaluate(world);
    await agenda.advanceTo(world.now() + 4 * HOUR);
  }
  judgeWakes(world);
  judgeClocks(world.facts, world.now());
  const evaluated = world.now() + evaluatedDays * DAY;
  const end = world.now() + mostDays * DAY;
  let isShut = false;
  while ((agenda.nextAt() !== undefined || isAnyoneUnderWay(world)) && world.now() < end) {
    if (!isShut && world.facts.invocations > mostRounds) {
      isShut = true;
      await shut(world);
    }
    // Where nothing is planned a wake-up was lost: only a sweep finds it, once it is overdue.
    const next = agenda.nextAt() ?? world.now() + 10 * DAY;
    await agenda.advanceTo(Math.max(next, world.now() + DAY));
    await tidy(world);
    if (world.now() < evaluated) await evaluate(world);
    await agenda.advanceTo(world.now() + HOUR);
  }
  judgeAtRest(world);
}

async function shut(world: World): Promise<void> {
  const live = [...world.facts.sets.values()].at(-1);
  if (live === undefined) return;
  await publishSet(world, endJourneys(live, world.now()));
  await comeLive(world);
}

/** What is published goes live within a day and some hours: then no event is behind any more. */
export async function comeLive(world: World): Promise<void> {
  const { facts, runtime } = world;
  for (let hours = 0; runtime.wished() !== undefined; hours++) {
    if (hours === 40) {
      const text = "what was published never went live";
      facts.violations.push({ invariant: "end", customer: undefined, text });
      return;
    }
    redrive(world);
    await runtime.agenda.advanceTo(world.now() + HOUR);
  }
}

function isAnyoneUnderWay(world: World): boolean {
  const underWay = [...world.facts.items.values()].some((customer) =>
    Object.values(customer.enrollments).some(({ state }) => state !== "ended"),
  );
  return underWay || listFailed(world).length > 0;
}

/** What people and schedules do every few hours. */
export async function tidy(world: World): Promise<void> {
  redrive(world);
  await resumeAll(world, 1);
  await world.sweep("overdue");
}

export async function evaluate(world: World): Promise<void> {
  const swept = () => world.facts.done.get("swept")?.length ?? 0;
  const before = swept();
  await world.sweep("evaluate");
  // One that broke off in the storm holds the lease for a quarter of an hour: then this one waits.
  if (swept() === before) return;
  judgeMembership(world.facts, world.now());
  judgeNothingDue(world.facts, world.now());
}
