import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import type { Random } from "./random.ts";
import { emittedEvents, eventTypes, filters, purposes, shopEvents } from "./vocabulary.ts";
import { writeWindow } from "./write-settings.ts";
import {
  writeCondition,
  writeKeying,
  writeLongWalk,
  writeOffset,
  writeSteps,
} from "./write-steps.ts";

/** A random journey version; parsed by the schema, so that it is one that could be published. */
export function writeJourney(
  random: Random,
  name: string,
  version: number,
  segments: readonly Segment[],
): Journey {
  const purpose = random.pick(purposes);
  const entry = writeEntry(random, segments);
  // Who starts on what journeys do never does that, but for one: circles would be all that happens.
  const mayGoRound = name === "j4";
  const emits =
    mayGoRound || shopEvents.some((event) => event === entry.on)
      ? emittedEvents
      : (["pong"] as const);
  const moves = mayGoRound || !("segment" in entry);
  const scope = { prefix: `v${version}-`, purpose, emits, moves, splits: ["ab", "abc"], count: 0 };
  return journey.parse({
    name,
    owner: "crm@example.com",
    purpose,
    status: version > 1 && random.chance(0.15) ? "ended" : "live",
    entry: { ...entry, ...(random.chance(0.1) && { if: writeCondition(random) }) },
    reentry: writeReentry(random),
    ...(random.chance(0.3) && { rollout: { percent: random.int(20, 90) } }),
    ...(random.chance(0.25) && { holdout: `${random.int(5, 60)}%` }),
    ...(random.chance(0.5) && {
      goal: {
        event: random.chance(0.7) ? "order.placed" : random.pick(shopEvents),
        ...writeKeying(random),
        within: random.pick(["2h", "14d"]),
        ...(random.chance(0.7) && { value: "total" }),
      },
    }),
    ...(random.chance(0.6) && { exitWhen: writeExits(random, entry) }),
    ...(random.chance(0.3) && { sendWindow: writeWindow(random) }),
    priority: random.int(-2, 2),
    ...(random.chance(0.2) && { yieldWindow: random.pick(["30min", "1d"]) }),
    ...(random.chance(0.3) && { deferAtMost: random.pick(["2h", "2d"]) }),
    steps: [
      ...(random.chance(0.03) ? writeLongWalk(scope.prefix) : []),
      ...writeSteps(random, scope),
    ],
  });
}

function writeReentry(random: Random): Journey["reentry"] {
  const kind = random.weighted({ never: 2, always: 4, after: 2, both: 2 });
  switch (kind) {
    case "never":
    case "always":
      return kind;
    case "after":
      return { after: random.pick(["10min", "24h", "3d"]) };
    case "both":
      return { after: random.pick(["1h", "1d"]), atMost: random.int(1, 4) };
  }
}

/** On an event, a segment, a date, or days without an event. */
function writeEntry(random: Random, segments: readonly Segment[]): Journey["entry"] {
  const kind = random.weighted({
    event: 6,
    segment: segments.length > 0 ? 7 : 0,
    date: 1.5,
    inactivity: 1.5,
  });
  switch (kind) {
    case "event": {
      const on = random.chance(0.1) ? "ping" : random.pick(shopEvents);
      return { on, ...filtered(random, 0.3), ...(random.chance(0.35) && { key: "ref" }) };
    }
    case "segment": {
      const { name } = random.pick(segments);
      if (random.chance(0.3)) return { on: "segment.left", segment: name };
      return {
        on: "segment.entered",
        segment: name,
        ...(random.chance(0.6) && { members: true }),
      };
    }
    case "date":
      return {
        on: "date.reached",
        attribute: random.pick(["birthday", "renewal"]),
        ...(random.chance(0.6) && { offset: writeOffset(random) }),
        ...(random.chance(0.6) && { at: random.pick(["00:00", "02:30", "12:00", "23:30"]) }),
        ...random.pick([{}, { yearly: true }, { yearly: true }, { monthly: true }]),
      };
    case "inactivity":
      return {
        on: "inactivity.reached",
        event: random.pick(shopEvents),
        ...filtered(random, 0.3),
        days: random.some([1, 2, 3, 5, 9, 14], 1),
      };
  }
}

function writeExits(random: Random, entry: Journey["entry"]): Journey["exitWhen"] {
  const leaves = entry.on === "segment.entered" && random.chance(0.85);
  const events = Array.from({ length: random.int(leaves ? 0 : 1, 2) }, () => ({
    event: random.pick(eventTypes),
    ...filtered(random, 0.4),
    ...writeKeying(random),
  }));
  return leaves ? [{ segment: "left" }, ...events] : events;
}

function filtered(random: Random, share: number) {
  const where = random.chance(share) ? random.pick(filters) : undefined;
  return where === undefined ? {} : { where };
}

/** The next version of a journey: the same steps with other shares, or another journey altogether. */
export function rewriteJourney(
  random: Random,
  before: Journey,
  version: number,
  segments: readonly Segment[],
): Journey {
  if (random.chance(0.35)) return writeJourney(random, before.name, version, segments);
  const { rollout: _rollout, holdout: _holdout, ...kept } = before;
  return journey.parse({
    ...kept,
    status: "live",
    ...(random.chance(0.4) && { rollout: { percent: random.int(10, 100) } }),
    ...(random.chance(0.4) && { holdout: `${random.int(0, 60)}%` }),
    steps: reweigh(random, kept.steps),
  });
}

/** Other weights for every split, however deep. */
function reweigh(random: Random, steps: readonly Step[]): Step[] {
  const inside = (part: readonly Step[] = []) => reweigh(random, part);
  return steps.map((step) => {
    switch (step.do) {
      case "split": {
        const arms = step.arms.map((arm) => {
          return { ...arm, weight: random.int(1, 9), steps: inside(arm.steps) };
        });
        const holdout = `${random.int(0, 60)}%`;
        return { ...step, arms, ...(random.chance(0.3) && { holdout }) };
      }
      case "branch": {
        const cases = step.cases.map((way) => ({ ...way, steps: inside(way.steps) }));
        return { ...step, cases, else: inside(step.else) };
      }
      case "waitFor":
        // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
        return { ...step, then: inside(step.then), else: inside(step.else) };
      case "repeat":
        return { ...step, steps: inside(step.steps) };
      case "send":
      case "wait":
      case "update":
      case "emit":
      case "task":
      case "offer":
      case "exit":
        return step;
    }
  });
}
