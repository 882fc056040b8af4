import type { Condition, Where } from "../../src/core/definitions/condition.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import type { Random } from "./random.ts";
import {
  eventTypes,
  filters,
  purposes,
  reportEvents,
  segmentNames,
  transactionalPurpose,
} from "./vocabulary.ts";

/** What steps of one journey version share: ids that no other version has, splits that all have. */
export interface Scope {
  readonly prefix: string;
  readonly purpose: string;
  readonly emits: readonly string[];
  /** Whether its updates may move a customer in and out of a segment again and again. */
  readonly moves: boolean;
  /** Splits keep their id over all versions of a journey: a side must stick (I9). */
  readonly splits: string[];
  count: number;
}

const shortWaits = ["1min", "3min", "10min", "14min", "20min", "2h"] as const;
const longWaits = ["24h", "1d", "3d", "1w", "1mo", "320d"] as const;

function writeDuration(random: Random): string {
  if (random.chance(0.6)) return random.pick(shortWaits);
  const text = random.pick(longWaits);
  return text === "320d" && random.chance(0.8) ? "2d" : text;
}

/** A list of steps; deeper ones are shorter and no deeper than three. */
export function writeSteps(random: Random, scope: Scope, depth = 0): Step[] {
  const count = random.int(depth === 0 ? 1 : 0, 4 - depth);
  return Array.from({ length: count }, () => writeStep(random, scope, depth));
}

function writeStep(random: Random, scope: Scope, depth: number): Step {
  const nests = depth < 3 ? 1 : 0;
  const kind = random.weighted({
    send: 6,
    wait: 5,
    waitFor: 5,
    update: 2,
    emit: 1,
    task: 1,
    offer: 1,
    exit: depth > 0 ? 0.6 : 0,
    branch: 2 * nests,
    split: 3 * nests * (scope.splits.length > 0 ? 1 : 0),
    repeat: 1.5 * nests,
  });
  scope.count += 1;
  const id = `${scope.prefix}${scope.count}`;
  const inside = () => writeSteps(random, scope, depth + 1);
  switch (kind) {
    case "send":
      return writeSend(random, scope, id);
    case "wait":
      return { do: "wait", id, ...writeUntil(random) };
    case "waitFor":
      return {
        do: "waitFor",
        id,
        ...writeAwaited(random),
        atMost: writeDuration(random),
        // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
        then: inside(),
        else: inside(),
      };
    case "branch":
      return {
        do: "branch",
        id,
        cases: [{ id: "yes", when: writeCondition(random), steps: inside() }],
        else: inside(),
      };
    case "split":
      return writeSplit(random, scope, inside);
    case "repeat":
      return writeRepeat(random, id, inside);
    case "update":
    case "emit":
    case "task":
    case "offer":
    case "exit":
      return writeAct(random, scope, kind, id);
  }
}

function writeAwaited(random: Random) {
  if (random.chance(0.9)) {
    return {
      event: random.pick([...eventTypes, ...reportEvents]),
      ...filtered(random),
      ...writeKeying(random),
      ...(random.chance(0.3) && { since: "entry" as const }),
    };
  }
  const event = random.pick(["segment.entered", "segment.left"]);
  return { event, where: { segment: random.pick(segmentNames) } };
}

/** Which run an event concerns: its own key's unless it says otherwise, or one that says the same. */
export function writeKeying(random: Random): { anyKey?: boolean; where?: Where } {
  const kind = random.weighted({ own: 6, any: 2, said: 1, compared: 1.5 });
  switch (kind) {
    case "own":
      return {};
    case "any":
      return { anyKey: true };
    case "said":
      return { anyKey: false };
    case "compared": {
      const property = random.pick(["kind", "ref"]);
      return { where: { [property]: { is: { trigger: property } } } };
    }
  }
}

function writeAct(
  random: Random,
  scope: Scope,
  kind: "update" | "emit" | "task" | "offer" | "exit",
  id: string,
): Step {
  switch (kind) {
    case "update":
      return random.chance(0.5) || !scope.moves
        ? { do: "update", id, addTags: [random.pick(["vip", "seen"])] }
        : { do: "update", id, set: { score: random.int(0, 9), last: { from: "ref" } } };
    case "emit":
      return { do: "emit", id, event: random.pick(scope.emits), properties: { kind: "a" } };
    case "task":
      return { do: "task", id, team: "service", note: "call", due: "2d" };
    case "offer":
      return { do: "offer", id, offer: "150-off-20", expires: "7d" };
    case "exit":
      return { do: "exit", id };
  }
}

function writeSend(random: Random, scope: Scope, id: string): Step {
  const purpose = random.chance(0.2) ? random.pick(purposes) : undefined;
  const transactional = (purpose ?? scope.purpose) === transactionalPurpose;
  return {
    do: "send",
    id,
    template: random.chance(0.15) ? "named" : "plain",
    channels: random.some(["email", "sms", "push"] as const, 1),
    ...(purpose !== undefined && { purpose }),
    ...(random.chance(0.5) && { expires: random.pick(["30min", "4h", "1d", "5d"]) }),
    ...(random.chance(0.1) && { afterExit: "send" as const }),
    ...(transactional && random.chance(0.3) && { anyTime: true }),
  };
}

function writeUntil(random: Random) {
  const kind = random.weighted({ for: 6, time: 2, window: 2, date: 3 });
  switch (kind) {
    case "for":
      return { for: writeDuration(random) };
    case "time":
      return { until: random.pick(["02:30", "00:00", "09:00", "19:30"]) };
    case "window":
      return { until: "send-window" as const };
    case "date":
      return {
        until: {
          attribute: random.pick(["birthday", "renewal"]),
          offset: writeOffset(random),
          ...(random.chance(0.3) && { at: random.pick(["02:30", "18:00"]) }),
          ...(random.chance(0.7) && { yearly: true }),
        },
        ...(random.chance(0.3) && { otherwise: "exit" as const }),
      };
  }
}

/** In days a rule follows the calendar, in hours and minutes the clock. */
export function writeOffset(random: Random): string {
  const days = ["-7d", "-1d", "0d", "3d"];
  return random.pick(random.chance(0.6) ? days : ["-36h", "-2h", "0h", "90min", "48h"]);
}

function filtered(random: Random) {
  const where = random.pick(filters);
  return where === undefined ? {} : { where };
}

function writeSplit(random: Random, scope: Scope, inside: () => Step[]): Step {
  const id = scope.splits.pop() ?? "split-gone";
  const arms = random.some(["a", "b", "c"], 2).map((arm) => ({
    id: arm,
    weight: random.int(1, 9),
    steps: inside(),
  }));
  return { do: "split", id, arms, ...(random.chance(0.3) && { holdout: `${random.int(1, 60)}%` }) };
}

function writeRepeat(random: Random, id: string, inside: () => Step[]): Step {
  return {
    do: "repeat",
    id,
    times: random.int(1, 3),
    ...(random.chance(0.3) && { until: writeCondition(random) }),
    steps: inside(),
  };
}

/**
 * More than a single turn gets through: 200 steps are its limit, and here the wait is the one that
 * it stops at (1 + 33 × 6 + 1 come before).
 */
export function writeLongWalk(prefix: string): Step[] {
  const tag = (id: string): Step => ({ do: "update", id: `${prefix}${id}`, addTags: ["round"] });
  return [
    tag("walk-on"),
    {
      do: "repeat",
      id: `${prefix}walk`,
      times: 33,
      steps: ["walk-1", "walk-2", "walk-3", "walk-4", "walk-5"].map(tag),
    },
    { do: "wait", id: `${prefix}walk-rest`, for: "20min" },
  ];
}

export function writeCondition(random: Random, depth = 0): Condition {
  const kind = random.weighted({
    attribute: 2,
    tag: 1,
    trigger: 1,
    event: 3,
    since: 2,
    message: 1,
    not: depth < 2 ? 1 : 0,
    all: depth < 2 ? 1 : 0,
  });
  const event = random.pick(eventTypes);
  switch (kind) {
    case "attribute":
      return { attribute: "score", atLeast: random.int(0, 9) };
    case "tag":
      return { tag: "vip" };
    case "trigger":
      return { trigger: "kind", is: "a" };
    case "event":
      return { event, within: random.pick(["24h", "3d", "1mo"]), count: { atLeast: 2 } };
    case "since":
      return { event, since: "entry", ...filtered(random), ...writeKeying(random) };
    case "message":
      return { message: "opened", within: "7d" };
    case "not":
      return { not: writeCondition(random, depth + 1) };
    case "all":
      return { all: [writeCondition(random, depth + 1), writeCondition(random, depth + 1)] };
  }
}
