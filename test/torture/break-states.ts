import { HOUR } from "../../src/core/time/instant.ts";
import { changeEach, decideBy, inside, lieAbout } from "./breaks.ts";
import type { Doubles } from "./world.ts";

/** Wrong ways through states and steps, one rule broken each. */

/** Says one arm and takes the next. */
export const takesOtherArm = decideBy(["turn"], (definitions) => ({
  journey(name, version) {
    const journey = definitions.journey(name, version);
    for (const node of journey?.program.nodes.values() ?? []) {
      if (node.kind !== "split" || swapped.has(node)) continue;
      swapped.add(node);
      const [first, ...others] = node.arms.map((arm) => arm.first);
      for (const [index, arm] of node.arms.entries()) {
        Object.assign(arm, { first: [...others, first][index] });
      }
    }
    return journey;
  },
}));
const swapped = new WeakSet<object>();

export const takesBackEnds = lieAbout(
  ["settle"],
  (customer) => ({
    enrollments: changeEach(customer, ({ state }) =>
      state === "ended" ? { state: "running" } : {},
    ),
  }),
  (after, truth) => ({
    enrollments: changeEach(after, ({ id, state }) => ({
      state: state === "running" ? (truth.enrollments[id]?.state ?? state) : state,
    })),
  }),
);

/** Every claim lets go of an enrollment that waits. */
export const forgetsEnrollments: Doubles = {
  ports: (ports) => ({
    ...ports,
    customers: {
      ...ports.customers,
      commit(before, after) {
        const [gone] = Object.values(after.enrollments);
        if (!inside("deliver") || gone?.state !== "running") {
          return ports.customers.commit(before, after);
        }
        const { [gone.id]: _, ...enrollments } = after.enrollments;
        return ports.customers.commit(before, { ...after, enrollments });
      },
    },
  }),
};

/** Caps and hours hold by the stamp, which is not the moment of the claim. */
export const backdatesClaims: Doubles = {
  ports: (ports) => ({
    ...ports,
    customers: {
      ...ports.customers,
      commit(before, after) {
        if (!inside("deliver")) return ports.customers.commit(before, after);
        const ledger = after.ledger.map((entry) =>
          before.ledger.includes(entry) ? entry : { ...entry, at: entry.at - HOUR },
        );
        return ports.customers.commit(before, { ...after, ledger });
      },
    },
  }),
};

/** Puts aside, with a reason, what is good. */
export const refusesGoodEvents: Doubles = (() => {
  let aside: (text: string) => Promise<void> = async () => undefined;
  return {
    ports(ports) {
      aside = (text) => ports.deadLetters.put(text, "said the test");
      return ports;
    },
    flows: (flows) => ({
      ...flows,
      async intake(text) {
        await (/"total":\d+7,/.test(text) ? aside(text) : flows.intake(text));
      },
    }),
  };
})();
