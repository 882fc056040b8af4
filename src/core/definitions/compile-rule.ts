import { type Compared, splitWhere } from "../conditions/split-where.ts";
import type { CompileContext } from "../conditions/subject.ts";
import type { WantedFigure } from "../conditions/tracks.ts";
import { compileWhere } from "../conditions/value-test.ts";
import { hashId } from "../hash.ts";
import type { RuleOfEvent } from "./entry.ts";
import type { EventRule, MatchedRule } from "./event-rule.ts";

/** Characters of a rule's id: 30 bits tell the some hundred rules of a shop apart. */
const idLength = 6;

/** A rule of a journey, with the comparison of its entry key where it has one. */
export function compileRule(
  rule: RuleOfEvent,
  context: CompileContext,
  figure: Partial<WantedFigure> = {},
): EventRule {
  const { event } = rule;
  const { own, compared } = splitWhere(rule.where);
  const wanted = { event, where: own, of: undefined, days: 0, recent: false, ...figure };
  const track = context.tracks.want(wanted);
  const all = [...keyOf(rule, context), ...compared];
  return {
    event,
    test: compileWhere(own),
    track,
    compared: all,
    id: hashId(track, ...propertiesOf(all)).slice(0, idLength),
  };
}

/** An event that carries the property of the entry key concerns the run of that value alone. */
function keyOf({ anyKey }: RuleOfEvent, { key }: CompileContext): Compared[] {
  if (key === undefined || anyKey === true) return [];
  return [{ property: key, trigger: key, missing: "concerns" }];
}

/** The properties of events whose values a match is kept with. */
export function matchedRule({ id, track, compared }: EventRule): MatchedRule {
  return { id, track, properties: propertiesOf(compared) };
}

function propertiesOf(compared: readonly Compared[]): string[] {
  return [...new Set(compared.map(({ property }) => property))].toSorted();
}
