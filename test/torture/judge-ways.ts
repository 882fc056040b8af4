import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { SplitStep } from "../../src/core/definitions/step.ts";
import { listIn } from "./facts.ts";
import { isTransactional, journeyOf, stepAt } from "./plain-rules.ts";
import type { World } from "./world.ts";

const percent = (text: string | undefined) => Number((text ?? "0%").slice(0, -1)) / 100;

/** Sides stick (I9): over visits, enrollments and versions, as far as the shares allow. */
export function judgeWays(world: World): void {
  judgeSplits(world);
  judgeShares(world);
}

interface Side {
  readonly way: string;
  readonly split: SplitStep;
  readonly enrollment: string;
}

function judgeSplits({ facts }: World): void {
  const sides = new Map<string, Side[]>();
  for (const { record, set } of facts.turns) {
    const entered = facts.entered.get(record.enrollment);
    if (entered === undefined) continue;
    const journey = journeyOf(set, entered.journey, entered.version);
    for (const decision of record.decisions) {
      if (decision.kind !== "chose") continue;
      const split = stepAt(journey, decision.step);
      if (split?.do !== "split") continue;
      const place = `${entered.customer} ${entered.journey} ${split.id}`;
      listIn(sides, place).push({ way: decision.way, split, enrollment: record.enrollment });
    }
  }
  for (const [place, list] of sides) {
    list.forEach((side, index) => {
      const earlier = list.slice(0, index).find((one) => !mayMove(one, side));
      if (earlier === undefined) return;
      const text = `${place} went from ${earlier.way} to ${side.way} (${side.enrollment})`;
      facts.violations.push({ invariant: "I9", customer: place.slice(0, 16), text });
    });
  }
}

/**
 * The holdout is left only where it shrank, and taken where it grew; an arm is left only for one
 * that grew against it. (That it is left only where its share of all shrank is more than any rule
 * without a memory can promise for three arms whose weights change at once: Bavarian and others,
 * "Optimality of correlated sampling strategies", 2020.)
 */
function mayMove(before: Side, after: Side): boolean {
  if (before.way === after.way) return true;
  if (before.way === "holdout" || after.way === "holdout") {
    const grew = percent(after.split.holdout) - percent(before.split.holdout);
    return before.way === "holdout" ? grew < 0 : grew > 0;
  }
  const against = ({ split }: Side) => weightOf(split, after.way) / weightOf(split, before.way);
  return against(after) > against(before);
}

function weightOf({ arms }: SplitStep, way: string): number {
  return arms.find((arm) => arm.id === way)?.weight ?? 0;
}

/** The shares by which a set of definitions lets customers into a journey. */
function sharesOf({ settings, journeys }: DefinitionSet, name: string) {
  const journey = journeys.find((one) => one.live && one.journey.name === name)?.journey;
  const marketing = !isTransactional(settings, journey?.purpose ?? "");
  return {
    rollout: journey?.rollout?.percent ?? 100,
    heldOut: percent(journey?.holdout),
    heldOutOfAll: marketing ? percent(settings.holdout) : 0,
  };
}

/** Who is in a rollout at p % is in at more; who was held out stays so unless a share shrinks. */
function judgeShares({ facts, runtime }: World): void {
  for (const [customer, list] of facts.accepted) {
    for (const { event, definitions, at } of list) {
      const record = runtime.timeline.kept.events.get(`${customer}#${event.id}`);
      // One that counted again (the known limit): its record tells of the later time.
      if (record === undefined || record.accepted > at) continue;
      for (const { journey, kind, reason } of record.consequences) {
        const outside = kind === "not-entered" && reason?.startsWith("not among");
        if (!outside && kind !== "held-out") continue;
        const then = sharesOf(definitions, journey);
        for (const one of facts.entered.values()) {
          if (one.customer !== customer || one.journey !== journey) continue;
          const now = sharesOf(one.definitions, journey);
          const stays = outside
            ? now.rollout <= then.rollout
            : now.heldOut >= then.heldOut && now.heldOutOfAll >= then.heldOutOfAll;
          if (!stays) continue;
          const text = `${event.id} was ${reason ?? kind} of ${journey}, yet ${one.id} entered`;
          facts.violations.push({ invariant: "I9", customer, text });
        }
      }
    }
  }
}
