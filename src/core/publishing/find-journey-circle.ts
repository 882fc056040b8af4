import { entryRule } from "../definitions/entry.ts";
import type { Journey } from "../definitions/journey.ts";
import { type CausedAtOnce, causesAtOnce } from "./causes-at-once.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { mayPassWhere } from "./may-pass-where.ts";

/** One step of a circle: what a journey causes, and the journey that is entered on that. */
export interface CircleLink extends CausedAtOnce {
  readonly from: Journey;
  readonly to: Journey;
}

/**
 * The links of a circle of live journeys that starts and ends with this one, of which each enters the
 * next without any wait in between; undefined where there is none. The first that is found of the
 * shortest ones.
 */
export function findJourneyCircle(journey: Journey, set: ChosenSet): CircleLink[] | undefined {
  const live = [...set.journeys.values()].filter(({ status }) => status === "live");
  if (!live.includes(journey)) return undefined;
  const seen = new Set<string>();
  let ways: CircleLink[][] = [[]];
  while (ways.length > 0) {
    const longer: CircleLink[][] = [];
    for (const way of ways) {
      for (const link of linksOf(way.at(-1)?.to ?? journey, live, set)) {
        const next = [...way, link];
        if (link.to.name === journey.name) {
          if (isSustained(next, set)) return next;
        } else if (!seen.has(`${link.to.name} ${link.event} ${link.segment}`)) {
          seen.add(`${link.to.name} ${link.event} ${link.segment}`);
          longer.push(next);
        }
      }
    }
    ways = longer;
  }
  return undefined;
}

function linksOf(from: Journey, live: readonly Journey[], set: ChosenSet): CircleLink[] {
  return causesAtOnce(from, set).flatMap((caused) =>
    live.filter((to) => enters(caused, to)).map((to) => ({ ...caused, from, to })),
  );
}

/** Whether a journey may be entered on what is caused, as far as the files tell. */
function enters({ event, segment, properties = {} }: CausedAtOnce, { name, entry }: Journey) {
  const rule = entryRule({ name, entry });
  if (rule.event !== event) return false;
  if (segment !== undefined) return "segment" in entry && entry.segment === segment;
  return mayPassWhere(rule.where, properties);
}

/**
 * A segment that is entered twice must be left in between: one of the circle has to do that, and the
 * other way round.
 */
function isSustained(circle: readonly CircleLink[], set: ChosenSet): boolean {
  const caused = new Set(
    circle.flatMap(({ from }) =>
      causesAtOnce(from, set).map(({ event, segment }) => `${event} ${segment}`),
    ),
  );
  return circle.every(({ event, segment }) => {
    if (segment === undefined) return true;
    const back = event === "segment.entered" ? "segment.left" : "segment.entered";
    return caused.has(`${back} ${segment}`);
  });
}
