import type { CompiledJourney, Definitions } from "../../src/core/definitions/definitions.ts";
import { hashShare, keyedHash } from "../../src/core/hash.ts";
import { decideBy } from "./breaks.ts";
import { currentHandling } from "./handling.ts";
import type { Doubles } from "./world.ts";

/** Draws of sides that do not stick (I9): each is right for one customer at one moment. */

/** The customer that the handler at work is about, and the event or enrollment that caused it. */
function occasion(): { customer: string; event: string; enrollment: string } {
  const { kind, body } = currentHandling() ?? {};
  if (kind === "turn") {
    const { enrollment } = body as { enrollment: string };
    return { customer: enrollment.slice(0, 16), event: "", enrollment };
  }
  const { id, customer } = JSON.parse(String(body)) as { id: string; customer: { id: string } };
  const who = typeof customer === "string" ? customer : customer.id;
  return { customer: keyedHash("local", who), event: id, enrollment: "" };
}

/** Journeys as entries see them, with other shares. */
function enterBy(change: (journey: CompiledJourney) => Partial<CompiledJourney>): Doubles {
  return decideBy(["intake"], ({ entriesOn }) => ({
    entriesOn: new Map(
      [...entriesOn].map(([type, journeys]) => [
        type,
        journeys.map((journey) => ({ ...journey, ...change(journey) })),
      ]),
    ),
  }));
}

/** Everybody or nobody, as another draw says. */
function drawn(share: number, ...salt: readonly (string | number)[]): number {
  return hashShare(...salt) < share ? 1 : 0;
}

export const drawsRolloutByVersion = enterBy(({ name, version, rollout }) => ({
  rollout: rollout < 1 ? Math.max(drawn(rollout, name, version, occasion().customer), 1e-9) : 1,
}));

export const drawsRolloutByEvent = enterBy(({ rollout }) => ({
  rollout: rollout < 1 ? Math.max(drawn(rollout, occasion().event), 1e-9) : 1,
}));

export const drawsHoldoutByVersion = enterBy(({ name, version, holdout }) => ({
  holdout: drawn(holdout, name, version, occasion().customer),
}));

export const drawsHoldoutByEvent = enterBy(({ holdout }) => ({
  holdout: drawn(holdout, occasion().event),
}));

/** Held out of one journey and let into the next. */
export const drawsHoldoutOfAllByEvent = decideBy(["intake"], ({ settings }) => ({
  settings: { ...settings, holdout: drawn(settings.holdout, occasion().event) },
}));

/** Starts where a share says no, and does not say so. */
export const refusesSilently = enterBy(({ rollout }) => ({
  ...(rollout < 1 && { rollout: 1, opens: Number.POSITIVE_INFINITY }),
}));

/** Splits whose arms get other weights, until the next turn asks. */
function splitBy(
  weigh: (arms: readonly { id: string; weight: number }[], journey: CompiledJourney) => number,
): Doubles {
  const known = new WeakMap<object, number>();
  return decideBy(["turn"], (definitions: Definitions) => ({
    journey(name, version) {
      const journey = definitions.journey(name, version);
      for (const node of journey?.program.nodes.values() ?? []) {
        if (node.kind !== "split" || journey === undefined) continue;
        const arms = node.arms.map((arm) => {
          const weight = known.get(arm) ?? arm.weight;
          known.set(arm, weight);
          return { id: arm.id, weight };
        });
        const chosen = weigh(arms, journey);
        node.arms.forEach((arm, index) => {
          Object.assign(arm, { weight: index === chosen ? 1e9 : 1e-9 });
        });
      }
      return journey;
    },
  }));
}

/** The arm in whose stretch of the whole a draw falls: moves more than it has to. */
function stretch(arms: readonly { weight: number }[], draw: number): number {
  let left = draw * arms.reduce((sum, { weight }) => sum + weight, 0);
  return arms.findIndex(({ weight }) => (left -= weight) < 0);
}

export const drawsSidesByEnrollment = splitBy((arms) =>
  stretch(arms, hashShare(occasion().enrollment)),
);

export const drawsSidesByVersion = splitBy((arms, { version }) =>
  stretch(arms, hashShare(occasion().customer, version)),
);

/** Sticks as long as the weights stay, but a change moves some to an arm that shrank. */
export const movesTooMany = splitBy((arms) => stretch(arms, hashShare(occasion().customer)));
