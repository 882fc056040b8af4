import { expect, it } from "vitest";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { CompiledJourney, Definitions } from "../../src/core/definitions/definitions.ts";
import type { Ports } from "../../src/core/ports.ts";
import { storyLength, tellStory } from "./torture.ts";
import type { Doubles } from "./world.ts";

/** Stories that a break may take until it is caught; most are caught in the first. */
const stories = 40;

/** Flows see a lie in one field of every customer; what they write of it is not kept. */
function seeing<Field extends keyof Customer>(
  field: Field,
  lie: (customer: Customer) => Customer[Field],
): Doubles {
  const ports = (real: Ports): Ports => ({
    ...real,
    customers: {
      ...real.customers,
      async find(key) {
        const found = await real.customers.find(key);
        return found && { ...found, [field]: lie(found) };
      },
      async commit(before, after) {
        const truth = (await real.customers.find(before.key)) ?? before;
        return real.customers.commit(before, { ...after, [field]: truth[field] });
      },
    },
  });
  return { ports };
}

/** Flows decide by definitions that say something else. */
function judgingBy(change: (definitions: Definitions) => Definitions): Doubles {
  const ports = (real: Ports): Ports => ({
    ...real,
    catalog: { definitions: async () => change(await real.catalog.definitions()) },
  });
  return { ports };
}

function everyJourney(
  definitions: Definitions,
  change: (journey: CompiledJourney) => CompiledJourney,
): Definitions {
  const entriesOn = [...definitions.entriesOn].map(
    ([event, journeys]) => [event, journeys.map(change)] as const,
  );
  return {
    ...definitions,
    entriesOn: new Map(entriesOn),
    journey(name, version) {
      const journey = definitions.journey(name, version);
      return journey && change(journey);
    },
  };
}

const given = { given: true, at: 0 };
let draws = 0;

const breaks: readonly (readonly [invariant: string, what: string, doubles: Doubles])[] = [
  ["I1", "an item that forgets which events it took in", seeing("seen", () => ({}))],
  [
    "I2",
    "consent that is taken for granted",
    seeing("consents", () => ({ "email:*": given, "sms:*": given, "push:*": given })),
  ],
  [
    "I3",
    "a clock that knows no quiet hours and no windows",
    judgingBy((definitions) => ({
      ...everyJourney(definitions, (journey) => ({ ...journey, sendWindow: undefined })),
      settings: { ...definitions.settings, quietHours: () => [] },
    })),
  ],
  [
    "I4",
    "caps that nobody counts",
    judgingBy((definitions) => ({
      ...definitions,
      settings: { ...definitions.settings, caps: [] },
    })),
  ],
  [
    "I5",
    "a message in sending that is taken for queued",
    {
      ports: (real) => ({
        ...real,
        messages: {
          ...real.messages,
          async find(id) {
            const message = await real.messages.find(id);
            return message?.state === "sending" ? { ...message, state: "queued" } : message;
          },
          async advance(id, from, change) {
            await real.messages.advance(id, from, change);
            return true;
          },
        },
      }),
    },
  ],
  [
    "I6",
    "exit events that end nothing",
    judgingBy((definitions) => everyJourney(definitions, (journey) => ({ ...journey, exits: [] }))),
  ],
  [
    "I7",
    "re-entry that is always open",
    judgingBy((definitions) =>
      everyJourney(definitions, (journey) => ({
        ...journey,
        reentry: { after: 0, atMost: Number.POSITIVE_INFINITY },
      })),
    ),
  ],
  [
    "I8",
    "wake-ups that are lost for good",
    {
      ports: (real) => ({
        ...real,
        wakes: { send: async () => undefined },
        timers: { ...real.timers, setWake: async () => undefined },
      }),
    },
  ],
  [
    "I9",
    "splits that are drawn anew",
    judgingBy((definitions) => {
      draws += 1;
      for (const { program } of definitions.live.values()) {
        for (const node of program.nodes.values()) {
          if (node.kind === "split") Object.assign(node, { id: `${node.path}-${draws}` });
        }
      }
      return definitions;
    }),
  ],
  [
    "I11",
    "refused events that vanish",
    { ports: (real) => ({ ...real, deadLetters: { put: async () => undefined } }) },
  ],
  [
    "I12",
    "customers in flight that are moved to the newest version",
    {
      ports: (real) => ({
        ...real,
        customers: {
          ...real.customers,
          async commit(before, after) {
            const { live } = await real.catalog.definitions();
            const enrollments = Object.entries(after.enrollments).map(([id, enrollment]) => {
              const version = live.get(enrollment.journey)?.version ?? enrollment.version;
              return [id, { ...enrollment, version }];
            });
            return real.customers.commit(before, {
              ...after,
              enrollments: Object.fromEntries(enrollments),
            });
          },
        },
      }),
    },
  ],
];

it.each(breaks)("%s catches %s", async (invariant, _what, doubles) => {
  const caught = new Set<string>();
  for (let seed = 1; seed <= stories && !caught.has(invariant); seed++) {
    const { violations } = await tellStory(seed, storyLength, doubles);
    for (const violation of violations) caught.add(violation.invariant);
  }
  expect([...caught]).toContain(invariant);
});
