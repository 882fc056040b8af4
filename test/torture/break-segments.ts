import type {
  CompiledJourney,
  CompiledSegment,
  Definitions,
} from "../../src/core/definitions/definitions.ts";
import { isDerived } from "../../src/core/definitions/vocabulary.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { decideBy, lieAbout } from "./breaks.ts";
import type { Doubles } from "./world.ts";

/** Wrong ways with segments, tags, dates and inactivity, one rule broken each. */

const everybody = ["intake", "feedback", "turn", "sweep"] as const;

function segmentsBy(change: (segment: CompiledSegment) => Partial<CompiledSegment>): Doubles {
  return decideBy(everybody, ({ segments }) => ({
    segments: segments.map((segment) => ({ ...segment, ...change(segment) })),
  }));
}

function journeysBy(change: (journey: CompiledJourney) => Partial<CompiledJourney>): Doubles {
  return decideBy(["sweep"], ({ live }: Definitions) => ({
    live: new Map([...live].map(([name, journey]) => [name, { ...journey, ...change(journey) }])),
  }));
}

export const decidesByYesterday = segmentsBy(({ check }) => ({
  check: (subject) => check({ ...subject, now: subject.now - DAY, today: subject.today - 1 }),
}));

/** Only what is heard of a customer moves it. */
export const sweepsNoSegments: Doubles = decideBy(["sweep"], ({ segments }) => ({
  segments: segments.map((segment) => ({
    ...segment,
    check: ({ customer }) => {
      const [entered, left] = customer.segments[segment.name] ?? [];
      return entered !== undefined && (left === undefined || left < entered);
    },
  })),
}));

export const keepsTags = segmentsBy(() => ({ onLeave: undefined }));

export const tellsOfPublishes = segmentsBy(() => ({ since: { rev: 0, at: 0 } }));

export const staysSilent = segmentsBy(({ since }) => ({ since: { ...since, rev: 1e9 } }));

/** Evaluates a segment that reads a tag before the one that sets it. */
export const ordersBackwards: Doubles = decideBy(everybody, ({ segments }) => ({
  segments: segments.toReversed(),
}));

export const forgetsWhereItWas = segmentsBy(() => ({ keepLeft: 0 }));

/** Half of what commits make is told under a name that nobody can know again. */
export const tellsUnderOtherNames: Doubles = {
  ports: (ports) => {
    let told = 0;
    return {
      ...ports,
      bus: {
        async emit(event) {
          told += 1;
          const renamed = isDerived(event.type) && told % 2 === 0;
          await ports.bus.emit(renamed ? { ...event, id: `${event.id}-${told}` } : event);
        },
      },
    };
  },
};

export const recordsNoSegments: Doubles = {
  ports: (ports) => ({
    ...ports,
    events: {
      ...ports.events,
      async record(key, event) {
        if (!isDerived(event.type)) await ports.events.record(key, event);
      },
    },
  }),
};

export const firesAgain = lieAbout(
  ["sweep"],
  () => ({ fired: {} }),
  () => ({}),
);

export const firesNoDates = journeysBy(({ entry }) => ({
  entry: { ...entry, ...(entry.trigger?.kind === "date" && { trigger: undefined }) },
}));

export const firesADayEarly = journeysBy(({ entry }) => {
  const { trigger } = entry;
  if (trigger?.kind !== "inactivity") return {};
  return { entry: { ...entry, trigger: { ...trigger, days: trigger.days.map((day) => day - 1) } } };
});

export const firesWhatWasBefore = journeysBy(() => ({ since: { rev: 0, at: 0 } }));

export const takesInNoMembers = journeysBy(({ entry }) => ({
  entry: { ...entry, members: undefined },
}));

export const takesMembersInAgain = lieAbout(
  ["sweep"],
  () => ({ entries: {} }),
  () => ({}),
);

/** Leaving by time ends nothing. */
export const overlooksLeaving: Doubles = decideBy(["sweep"], (definitions) => ({
  journey(name, version) {
    const found = definitions.journey(name, version);
    return found && { ...found, exits: [] };
  },
}));

export const countsNoDerived: Doubles = decideBy(everybody, ({ tracks }) => ({
  tracks: new Map([...tracks].filter(([type]) => !isDerived(type))),
}));
