import type { Condition } from "../../src/core/definitions/condition.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { type Segment, segment } from "../../src/core/definitions/segment.ts";
import type { Random } from "./random.ts";
import { eventTypes, filters, segmentNames } from "./vocabulary.ts";

/** Owner of the journeys that nobody enters: they only ask. */
export const probeOwner = "torture@example.com";

/** A segment names and looks at the tags of those before it only: no circle. */
function before(name: string): string[] {
  return segmentNames.slice(
    0,
    segmentNames.findIndex((one) => one === name),
  );
}

/** The tag that a segment alone sets: the same over all publishes, as its file goes on to say it. */
export function tagOf(name: string): string {
  return `in-${name}`;
}

/** The tag of who has left it. */
export function tagOfLeft(name: string): string {
  return `left-${name}`;
}

export function isOfSegment(tag: string): boolean {
  return segmentNames.some((name) => tag === tagOf(name) || tag === tagOfLeft(name));
}

export function writeSegment(random: Random, name: string, known: readonly Segment[]): Segment {
  const others = before(name).filter((other) => known.some((one) => one.name === other));
  return segment.parse({
    name,
    when: writeWhen(random, others),
    onEnter: { addTags: [tagOf(name)], removeTags: [tagOfLeft(name)] },
    onLeave: { addTags: [tagOfLeft(name)], removeTags: [tagOf(name)] },
  });
}

/** In an order that is not the one that they hang on each other in. */
export function writeSegments(random: Random): Segment[] {
  const segments: Segment[] = [];
  for (const name of segmentNames) {
    if (random.chance(0.5)) segments.push(writeSegment(random, name, segments));
  }
  return random.chance(0.5) ? segments.toReversed() : segments;
}

/**
 * Changes one, adds one or lets one go; those that journeys of whatever version name stay. A name
 * that was let go never comes again: its tags have stayed.
 */
export function rewriteSegments(
  random: Random,
  segments: readonly Segment[],
  journeys: readonly Journey[],
  used: ReadonlySet<string>,
): Segment[] {
  const kind = random.weighted({ none: 4, change: 3, add: 2, drop: 2 });
  const missing = segmentNames.filter((name) => !used.has(name));
  const free = segments.filter(({ name }) => !isNamed(name, segments, journeys));
  switch (kind) {
    case "none":
      return [...segments];
    case "change": {
      if (segments.length === 0) return [];
      const { name } = random.pick(segments);
      const changed = writeSegment(random, name, segments);
      return segments.map((one) => (one.name === name ? changed : one));
    }
    case "add": {
      if (missing.length === 0) return [...segments];
      return [writeSegment(random, random.pick(missing), segments), ...segments];
    }
    case "drop": {
      if (free.length === 0) return [...segments];
      const gone = random.pick(free);
      return segments.filter((one) => one !== gone);
    }
  }
}

function isNamed(
  name: string,
  segments: readonly Segment[],
  journeys: readonly Journey[],
): boolean {
  const text = JSON.stringify([
    segments.map(({ when }) => when),
    journeys.filter(({ owner }) => owner !== probeOwner),
  ]);
  return text.includes(`"segment":"${name}"`);
}

function writeWhen(random: Random, others: readonly string[], depth = 0): Condition {
  const nests = depth < 2 ? 1 : 0;
  const named = others.length > 0 ? 1 : 0;
  const kind = random.weighted({
    happened: 3,
    days: 2,
    attribute: 2,
    vip: 2,
    message: 0.5,
    tag: 1.5 * named,
    segment: named,
    was: 1.5 * named,
    not: 1.5 * nests,
    all: nests,
    any: nests,
  });
  const inside = () => writeWhen(random, others, depth + 1);
  switch (kind) {
    case "happened":
      return writeHappened(random);
    case "days":
      return { event: random.pick(eventTypes), daysSince: { atLeast: random.int(1, 6) } };
    case "attribute":
      return { attribute: "score", atLeast: random.int(1, 9) };
    case "vip":
      return { tag: "vip" };
    case "message":
      return { message: "opened", within: "7d" };
    case "tag":
      return { tag: random.pick([tagOf, tagOfLeft])(random.pick(others)) };
    case "segment":
      return { segment: random.pick(others) };
    case "was":
      return { segment: random.pick(others), wasWithin: random.pick(["2d", "7d", "30d"]) };
    case "not":
      return { not: inside() };
    case "all":
      return { all: [inside(), inside()] };
    case "any":
      return { any: [inside(), inside()] };
  }
}

function writeHappened(random: Random): Condition {
  const where = random.pick(filters);
  const within = random.pick(["1h", "1h", "24h", "24h", "48h", "1d", "3d", "7d", "1mo", undefined]);
  return {
    event: random.pick(eventTypes),
    ...(where !== undefined && { where }),
    ...(within !== undefined && { within }),
    ...(random.chance(0.4) && { count: { atLeast: random.int(2, 4) } }),
  };
}
