import { reason } from "../reasons/reason.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { type DateUse, dateUsesIn } from "./date-uses.ts";
import { nearestOrKnown, nearestWord } from "./nearest-word.ts";
import { placeOf } from "./place.ts";
import { type Finding, problemOf } from "./problem.ts";

/**
 * Where dates of customers may be read otherwise than was meant, by unit: an attribute that some
 * rules read as a day and others as an instant though the settings don't say which it is, a time of
 * day that a rule in hours does without, a name in the settings that nothing reads.
 */
export function adviseDateUses(set: ChosenSet): ReadonlyMap<string, readonly Finding[]> {
  const uses = dateUsesIn(set);
  if (set.settings === undefined) return new Map();
  const said = set.settings.attributes ?? {};
  const findings = new Map<string, Finding[]>();
  const tell = (unit: string, found: readonly Finding[]) => {
    if (found.length > 0) findings.set(unit, [...(findings.get(unit) ?? []), ...found]);
  };
  for (const use of uses) {
    if (use.rule === "days" || said[use.attribute] === "day") continue;
    tell(use.unit, adviseTime(use));
    if (said[use.attribute] !== undefined) continue;
    const other = uses.find((one) => one.attribute === use.attribute && one.rule === "days");
    if (other !== undefined) tell(use.unit, [adviseBoth(use, other)]);
  }
  const known = [...new Set(uses.map(({ attribute }) => attribute))];
  for (const name of Object.keys(said)) {
    if (!known.includes(name)) tell("settings.json", [adviseUnread(name, known)]);
  }
  return findings;
}

function adviseTime({ place, attribute, offset, at }: DateUse): Finding[] {
  if (at === undefined || offset === undefined) return [];
  const why = reason("date-time-beside-hours", { attribute, offset, at });
  return [problemOf("advice", `${place}.at`, why, { found: at })];
}

function adviseBoth({ place, attribute }: DateUse, other: DateUse): Finding {
  const where = `${other.unit}.json · ${other.place}`;
  const why = reason("date-read-both-ways", { attribute, other: where });
  return problemOf("advice", place, why, { names: "settings.json" });
}

function adviseUnread(attribute: string, known: readonly string[]): Finding {
  const nearest = nearestWord(attribute, known);
  const hint = nearestOrKnown(nearest, known);
  const why = reason("date-never-read", { attribute, hint });
  return problemOf("advice", placeOf(["attributes", attribute]), why, {
    found: attribute,
    ...(nearest !== undefined && { nearest }),
  });
}
