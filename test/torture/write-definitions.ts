import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import type { Template } from "../../src/core/definitions/template.ts";
import type { Random } from "./random.ts";
import { eventTypes, filters, journeyNames, reportEvents } from "./vocabulary.ts";
import { rewriteJourney, writeJourney } from "./write-journey.ts";
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
 * Never entered: it asks for every figure that the oracles recount, so that all are kept from the
 * first event on.
 */
const probe: Journey = journey.parse({
  name: "probe",
  owner: "crm@example.com",
  purpose: "care",
  status: "draft",
  entry: { on: "never" },
  reentry: "never",
  steps: [...eventTypes, ...reportEvents].map((event) => ({
    do: "branch",
    id: `probe-${event.replace(".", "-")}`,
    cases: filters.map((where) => {
      const leaf = (measure: object) => ({ event, ...(where && { where }), ...measure });
      const measures = [
        { within: "1mo", count: { atLeast: 9 } },
        { within: "72h", count: { atLeast: 9 } },
        { sum: { of: "total", atLeast: 9 } },
        ...(where === undefined ? probedOfTotal : []),
      ];
      return { when: { all: measures.map(leaf) }, steps: [] };
    }),
  })),
});

/** The first definitions of a story. */
export function writeDefinitions(random: Random): DefinitionSet {
  const names = random.some(journeyNames, 2);
  return {
    rev: 1,
    settings: writeSettings(random, writeShopZone(random), writeCapKinds(random)),
    journeys: [
      { journey: probe, version: 1, live: true },
      ...names.map((name) => ({
        journey: writeJourney(random, name, 1),
        version: 1,
        live: true,
      })),
    ],
    segments: [],
    templates,
  };
}

/** A later publish: a new version of some journey, and now and then other settings. */
export function rewriteDefinitions(random: Random, before: DefinitionSet): DefinitionSet {
  const live = before.journeys.filter((one) => one.live && one.journey.name !== "probe");
  const old = random.pick(live);
  const version = old.version + 1;
  return {
    ...before,
    rev: before.rev + 1,
    // The shop's zone stays: days already counted would be another zone's.
    settings: random.chance(0.4)
      ? writeSettings(random, before.settings.zone, before.settings.caps as CapKinds)
      : before.settings,
    journeys: [
      ...before.journeys.map((one) => (one === old ? { ...one, live: false } : one)),
      { journey: rewriteJourney(random, old.journey, version), version, live: true },
    ],
  };
}
