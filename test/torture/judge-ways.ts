import { customerKeyOf } from "../../src/core/customers/customer.ts";
import type { SplitStep } from "../../src/core/definitions/step.ts";
import { listIn } from "./facts.ts";
import { judgeShares } from "./judge-shares.ts";
import { journeyOf, shareOf, stepAt } from "./plain-rules.ts";
import type { World } from "./world.ts";

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

/** A step of the journey that its turns' records name as the side taken, by customer and split. */
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
      // Who was joined into another is drawn for as that one from then on.
      const place = `${customerKeyOf(entered.id)} ${entered.journey} ${split.id}`;
      listIn(sides, place).push({ way: decision.way, split, enrollment: record.enrollment });
    }
  }
  for (const [place, list] of sides) {
    if (standsHoldout(list) && standArms(list.filter(({ way }) => way !== "holdout"))) continue;
    const told = list.map(({ way, split, enrollment }) => {
      const arms = split.arms.map(({ id, weight }) => `${id} ${weight}`).join(", ");
      return `${way} of ${arms}, holdout ${split.holdout ?? "0%"} (${enrollment})`;
    });
    const text = `${place}: nobody's fixed side is ${[...new Set(told)].join("; then ")}`;
    facts.violations.push({ invariant: "I9", customer: place.slice(0, 16), text });
  }
}

/** The holdout is left only where it shrank, and taken only where it grew: one draw explains all. */
function standsHoldout(sides: readonly Side[]): boolean {
  const shares = (held: boolean) =>
    sides
      .filter(({ way }) => (way === "holdout") === held)
      .map(({ split }) => shareOf(split.holdout));
  return Math.max(...shares(false)) < Math.min(...shares(true));
}

/**
 * An arm is left only for one that grew against it. Said of all times at once: there are fixed
 * scores of the arms such that the one taken had the greatest score × weight each time. (That an arm
 * is left only where its share of all shrank is more than any rule without a memory can promise for
 * three arms whose weights change at once: Bavarian and others, "Optimality of correlated sampling
 * strategies", 2020.)
 */
function standArms(sides: readonly Side[]): boolean {
  const ids = [...new Set(sides.flatMap(({ split }) => split.arms.map(({ id }) => id)))];
  // least.get("a b"): by how much, as a logarithm, the score of a is at least above that of b.
  const least = new Map<string, number>();
  const raise = (from: string, to: string, by: number) => {
    const key = `${from} ${to}`;
    least.set(key, Math.max(least.get(key) ?? Number.NEGATIVE_INFINITY, by));
  };
  for (const { way, split } of sides) {
    const own = split.arms.find(({ id }) => id === way)?.weight ?? 0;
    for (const { id, weight } of split.arms) if (id !== way) raise(way, id, Math.log(weight / own));
  }
  const between = (from: string, to: string) =>
    least.get(`${from} ${to}`) ?? Number.NEGATIVE_INFINITY;
  for (const over of ids) {
    for (const from of ids) {
      for (const to of ids) raise(from, to, between(from, over) + between(over, to));
    }
  }
  // One above itself: no scores do. Equal ones would have to tie exactly, which no draw does.
  return ids.every((id) => between(id, id) < -1e-9);
}
