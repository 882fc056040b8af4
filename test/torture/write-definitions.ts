import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Template } from "../../src/core/definitions/template.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { Random } from "./random.ts";
import { sincePublish } from "./since-publish.ts";
import { derivedEvents, eventTypes, filters, journeyNames, reportEvents } from "./vocabulary.ts";
import { rewriteJourney, writeJourney } from "./write-journey.ts";
import { probeOwner, rewriteSegments, writeSegments } from "./write-segments.ts";
import { type CapKinds, writeCapKinds, writeSettings, writeShopZone } from "./write-settings.ts";

const parts = {
  "subject.txt": "Hello",
  "email.txt": "Hello",
  "sms.txt": "Hello",
  "push.json": '{"title":"Hello","body":"Hello"}',
};

/** One that always renders, and one that lacks a value for who has no name. */
const templates: readonly Template[] = [
  { name: "plain", header: {}, parts },
  {
    name: "named",
    header: { variables: { "customer.name": {} } },
    parts: {
      ...parts,
      "subject.txt": "Hello {{ customer.name }}",
      "sms.txt": "{{ customer.name }}",
    },
  },
];

const probedOfTotal = [
  { within: "1mo", max: { of: "total", atLeast: 9 } },
  { last: { of: "total", atLeast: 9 } },
];

/**
 * Never entered: it asks for figures that the oracles recount. Each type of event is counted from the
 * first event on; how else it is counted changes from publish to publish, so that there is always
 * something to be filled in from history.
 */
function writeProbe(random: Random): Journey {
  const window = () => random.pick(["1w", "1mo", "3mo"]);
  const most = <Part>(parts: readonly Part[]) => parts.filter(() => random.chance(0.7));
  return journey.parse({
    name: "probe",
    owner: probeOwner,
    purpose: "care",
    status: "draft",
    entry: { on: "never" },
    reentry: "never",
    steps: [...eventTypes, ...reportEvents, ...derivedEvents].map((event) => ({
      do: "branch",
      id: `probe-${event.replace(".", "-")}`,
      cases: filters.map((where) => {
        const leaf = (measure: object) => ({ event, ...(where && { where }), ...measure });
        const measures = [
          ...(where === undefined ? [{ count: { atLeast: 9 } }] : []),
          ...most([
            { within: window(), count: { atLeast: 9 } },
            { within: "72h", count: { atLeast: 9 } },
            { sum: { of: "total", atLeast: 9 } },
            ...(where === undefined ? probedOfTotal : []),
          ]),
        ];
        return { when: { all: [{ tag: "vip" }, ...measures.map(leaf)] }, steps: [] };
      }),
    })),
  });
}

const segmentProbe = {
  name: "probe-segments",
  owner: probeOwner,
  purpose: "care",
  status: "draft",
  entry: { on: "never" },
  reentry: "never",
};

/** Asks who was in any of the segments, so that this is kept from their first moment on. */
function probeSegments(segments: readonly Segment[]): DefinitionSet["journeys"] {
  const cases = segments.map(({ name }) => {
    return { when: { segment: name, wasWithin: "30d" }, steps: [] };
  });
  if (cases.length === 0) return [];
  const steps = [{ do: "branch", id: "probe", cases }];
  const asks = journey.parse({ ...segmentProbe, steps });
  return [{ journey: asks, version: 1, live: true }];
}

/** The first definitions of a story. */
export function writeDefinitions(random: Random): DefinitionSet {
  const names = random.some(journeyNames, 2);
  const segments = writeSegments(random);
  return {
    rev: 1,
    settings: writeSettings(random, writeShopZone(random), writeCapKinds(random)),
    journeys: [
      { journey: writeProbe(random), version: 1, live: true },
      ...probeSegments(segments),
      ...names.map((name) => ({
        journey: writeJourney(random, name, 1, segments),
        version: 1,
        live: true,
      })),
    ],
    segments,
    templates,
  };
}

/**
 * A later publish: a new version of some journey, a segment changed, added or let go, and now and
 * then other settings.
 * @param sets all that were published before
 */
export function rewriteDefinitions(
  random: Random,
  before: DefinitionSet,
  sets: readonly DefinitionSet[],
  now: Instant,
): DefinitionSet {
  const known = before.journeys.filter(({ journey }) => journey.name !== "probe-segments");
  const live = known.filter((one) => one.live && one.journey.owner !== probeOwner);
  const old = random.pick(live);
  const version = old.version + 1;
  const used = new Set(sets.flatMap((set) => set.segments.map(({ name }) => name)));
  const written = known.map((one) => one.journey);
  const segments = rewriteSegments(random, before.segments, written, used);
  const next = {
    ...before,
    segments,
    rev: before.rev + 1,
    // The shop's zone stays: days already counted would be another zone's.
    settings: random.chance(0.4)
      ? writeSettings(random, before.settings.zone, before.settings.caps as CapKinds)
      : before.settings,
    journeys: [
      ...probeSegments(segments),
      ...known.flatMap((one) => {
        if (one === old) return [{ ...one, live: false }];
        return one.journey.name === "probe" ? [rewriteProbe(random, one)] : [one];
      }),
      { journey: rewriteJourney(random, old.journey, version, segments), version, live: true },
    ],
  };
  return { ...next, since: sincePublish(before, next, now) };
}

/** A last publish: nobody enters any journey any more. */
export function endJourneys(before: DefinitionSet, now: Instant): DefinitionSet {
  const journeys = before.journeys.flatMap((one) => {
    if (!one.live || one.journey.owner === probeOwner) return [one];
    const ended = { ...one.journey, status: "ended" as const };
    return [
      { ...one, live: false },
      { journey: ended, version: one.version + 1, live: true },
    ];
  });
  const next = { ...before, rev: before.rev + 1, journeys };
  return { ...next, since: sincePublish(before, next, now) };
}

/** Nobody is ever in it, so no older version is kept. */
function rewriteProbe(
  random: Random,
  one: DefinitionSet["journeys"][number],
): DefinitionSet["journeys"][number] {
  if (random.chance(0.4)) return one;
  return { ...one, journey: writeProbe(random), version: one.version + 1 };
}
