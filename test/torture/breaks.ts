import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import { nothingPaused } from "../../src/core/definitions/pause.ts";
import type { Ports } from "../../src/core/ports.ts";
import type { HandlerKind } from "./facts.ts";
import { currentHandling } from "./handling.ts";
import type { Doubles } from "./world.ts";

/** Code that is wrong on purpose: each breaks one rule, by a double in front of the ports. */

export function inside(...kinds: readonly HandlerKind[]): boolean {
  const handling = currentHandling();
  return handling !== undefined && kinds.includes(handling.kind);
}

/**
 * Handlers of these kinds see a customer that is not so; what they must not write back is put right
 * again at the commit.
 */
export function lieAbout(
  kinds: readonly HandlerKind[],
  lie: (customer: Customer) => Partial<Customer>,
  restore: (after: Customer, truth: Customer) => Partial<Customer>,
): Doubles {
  const truths = new WeakMap<Customer, Customer>();
  return {
    ports: (ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        async find(key) {
          const truth = await ports.customers.find(key);
          if (truth === undefined || !inside(...kinds)) return truth;
          const told = { ...truth, ...lie(truth) };
          truths.set(told, truth);
          return told;
        },
        commit(before, after) {
          const truth = truths.get(before);
          const written = truth === undefined ? after : { ...after, ...restore(after, truth) };
          return ports.customers.commit(before, written);
        },
      },
    }),
  };
}

/** Handlers of these kinds decide by other definitions. */
export function decideBy(
  kinds: readonly HandlerKind[],
  change: (definitions: Definitions) => Partial<Definitions>,
): Doubles {
  return {
    ports: (ports) => ({
      ...ports,
      catalog: {
        ...ports.catalog,
        async definitions() {
          const definitions = await ports.catalog.definitions();
          return inside(...kinds) ? { ...definitions, ...change(definitions) } : definitions;
        },
      },
    }),
  };
}

/** Enrollments as they are, but for what a change says; new ones are let through. */
export function changeEach(
  customer: Customer,
  change: (enrollment: Enrollment) => Partial<Enrollment>,
): Customer["enrollments"] {
  const entries = Object.entries(customer.enrollments);
  return Object.fromEntries(entries.map(([id, one]) => [id, { ...one, ...change(one) }]));
}

function doPorts(change: (ports: Ports) => Partial<Ports>): Doubles {
  return { ports: (ports) => ({ ...ports, ...change(ports) }) };
}

const everyone = { given: true, at: Number.MAX_SAFE_INTEGER };
const allConsents = { "email:*": everyone, "sms:*": everyone, "push:*": everyone };

export const forgetsEvents = lieAbout(
  ["intake"],
  () => ({ seen: {} }),
  () => ({}),
);

export const forgetsWhatItSaid = lieAbout(
  ["intake", "feedback"],
  () => ({ said: [] }),
  () => ({}),
);

export const startsNothing = doPorts(({ runs }) => ({
  runs: { ...runs, start: async () => undefined },
}));

export const asksNoConsent = lieAbout(
  ["turn", "deliver"],
  () => ({ consents: allConsents }),
  (_after, { consents }) => ({ consents }),
);

/** A bare flag, which profile syncs repeat, counts as a word that somebody gave. */
export const takesFlagsForWords: Doubles = {
  flows: (flows) => ({
    ...flows,
    intake: (text) =>
      flows.intake(text.replaceAll(/("[a-z]+:[^"]+":)true/g, '$1{"given":true,"source":"form"}')),
  }),
};

export const ignoresHours = decideBy(["turn", "deliver"], (definitions) => ({
  settings: { ...definitions.settings, quietHours: () => [] },
  journey(name, version) {
    const found = definitions.journey(name, version);
    return found && { ...found, sendWindow: undefined };
  },
}));

/** Customers without a zone live where the shop may be, not somewhere in their country. */
export const guessesZones = lieAbout(
  ["turn", "deliver"],
  ({ zone = "Asia/Shanghai" }) => ({ zone }),
  (_after, { zone }) => ({ zone }),
);

/** Takes SMS for quiet all day long, so that it is passed over for the next channel. */
export const passesOverSms = decideBy(["turn"], ({ settings }) => ({
  settings: {
    ...settings,
    quietHours: (channel, country) =>
      channel === "sms" ? [{ from: 0, to: 1440 }] : settings.quietHours(channel, country),
  },
}));

export const countsNoCaps = decideBy(["turn", "deliver"], ({ settings }) => ({
  settings: { ...settings, caps: [] },
}));

export const resends = doPorts(({ messages }) => ({
  messages: {
    ...messages,
    async find(id) {
      const message = await messages.find(id);
      return message?.state === "sending" ? { ...message, state: "claimed" } : message;
    },
    async advance(id, from, change) {
      const states = change.state === "sending" ? [...from, "sending" as const] : from;
      return messages.advance(id, states, change);
    },
  },
}));

export const losesMessages = doPorts(({ deliveries }) => {
  let count = 0;
  return {
    deliveries: {
      ...deliveries,
      async send(delivery, delay) {
        count += 1;
        if (count % 7 !== 0) await deliveries.send(delivery, delay);
      },
    },
  };
});

/** What waits at a gate is never found there. */
export const forgetsGates = doPorts(({ messages }) => ({
  messages: { ...messages, atGate: async () => [] },
}));

export const losesEffects = doPorts(({ tasks }) => {
  let count = 0;
  return {
    tasks: {
      async open(task) {
        count += 1;
        if (count % 5 !== 0) await tasks.open(task);
      },
    },
  };
});

export const claimsAfterExit: Doubles = {
  ports(ports, world) {
    const lying = lieAbout(
      ["deliver"],
      (customer) => ({
        figures: {},
        enrollments: changeEach(customer, ({ state }) => {
          return state === "closing" ? { state: "running" } : {};
        }),
      }),
      (after, truth) => ({
        figures: truth.figures,
        enrollments: changeEach(after, ({ id, state }) => {
          return { state: truth.enrollments[id]?.state ?? state };
        }),
      }),
    ).ports;
    const lied = lying?.(ports, world) ?? ports;
    const { enrollments } = lied;
    return {
      ...lied,
      enrollments: {
        ...enrollments,
        find: async (id) => (inside("deliver") ? undefined : enrollments.find(id)),
      },
    };
  },
};

export const overlooksExits = decideBy(["intake"], (definitions) => ({
  journey(name, version) {
    const found = definitions.journey(name, version);
    return found && { ...found, exits: [] };
  },
}));

export const entersTwice = lieAbout(
  ["intake"],
  (customer) => ({ enrollments: changeEach(customer, ({ key }) => ({ key: `other ${key}` })) }),
  (after, truth) => ({
    enrollments: changeEach(after, ({ id, key }) => ({ key: truth.enrollments[id]?.key ?? key })),
  }),
);

export const forgetsEntries = lieAbout(
  ["intake"],
  () => ({ entries: {} }),
  () => ({}),
);

export const setsNoTimers = doPorts(({ timers }) => ({
  timers: { ...timers, setWake: async () => undefined },
}));

export const wakesTooEarly: Doubles = {
  ports(ports, world) {
    const hurried = lieAbout(
      ["turn", "wake"],
      (customer) => ({
        enrollments: changeEach(customer, ({ wait }) =>
          wait ? { wait: { ...wait, due: 0 } } : {},
        ),
      }),
      () => ({}),
    ).ports;
    const { timers } = ports;
    const early = {
      ...timers,
      setWake: (name: string, due: number, wake: { enrollment: string; turn: number }) =>
        timers.setWake(name, due - 60_000, wake),
    };
    return hurried?.({ ...ports, timers: early }, world) ?? ports;
  },
};

export const drawsSides: Doubles = (() => {
  let drawn = 0;
  return decideBy(["turn"], (definitions) => ({
    journey(name, version) {
      const found = definitions.journey(name, version);
      for (const node of found?.program.nodes.values() ?? []) {
        if (node.kind !== "split") continue;
        drawn += 1;
        Object.assign(node, { id: `drawn-${drawn}` });
      }
      return found;
    },
  }));
})();

export const dropsFailures: Doubles = {
  flows: (flows) => ({
    ...flows,
    intake: (text) => flows.intake(text).catch(() => undefined),
  }),
};

export const ignoresPauses = doPorts(({ pauses }) => ({
  pauses: { ...pauses, read: async () => nothingPaused },
}));

export const overlooksHistory = doPorts(({ events }) => ({
  events: {
    ...events,
    list: async (key) => (await events.list(key)).filter((_, index) => index % 3 !== 0),
  },
}));

export const dropsRefused = doPorts(() => ({ deadLetters: { put: async () => undefined } }));

export const followsNewest = decideBy(["turn"], (definitions) => ({
  journey: (name, version) => definitions.live.get(name) ?? definitions.journey(name, version),
}));

/** Addresses are as new to deliver. */
export const seesNoMarks: Doubles = {
  ports: (ports) => ({
    ...ports,
    addresses: {
      ...ports.addresses,
      async marksOf(address) {
        const marks = await ports.addresses.marksOf(address);
        return inside("deliver") ? {} : marks;
      },
    },
  }),
};

export const looksAtNoMarks: Doubles = {
  ports: (ports) => ({
    ...ports,
    addresses: {
      ...ports.addresses,
      marksOf: async (address) => (inside("deliver") ? {} : ports.addresses.marksOf(address)),
    },
  }),
};

/** Marks only what links refuse: one purpose, and never all. */
export const marksNoPreferences: Doubles = {
  ports: (ports) => ({
    ...ports,
    addresses: {
      ...ports.addresses,
      note: async (address, news) =>
        news.optOuts !== undefined && Object.hasOwn(news.optOuts, "*")
          ? ports.addresses.marksOf(address)
          : ports.addresses.note(address, news),
    },
  }),
};

/** Marks of opt-outs never reach their row. */
export const marksNoOptOuts: Doubles = {
  ports: (ports) => ({
    ...ports,
    addresses: {
      ...ports.addresses,
      note: async (address, news) =>
        news.optOuts === undefined
          ? ports.addresses.note(address, news)
          : ports.addresses.marksOf(address),
    },
  }),
};
