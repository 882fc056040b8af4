import { adviseDateUses } from "./advise-date-uses.ts";
import { adviseEventNames } from "./advise-event-names.ts";
import { adviseFigureBytes } from "./advise-figure-bytes.ts";
import { checkAttributeInSet } from "./check-attribute-in-set.ts";
import { checkJourneyInSet } from "./check-journey-in-set.ts";
import { checkSegmentInSet } from "./check-segment.ts";
import { checkSettingsInSet } from "./check-settings.ts";
import { checkTemplateInSet } from "./check-template.ts";
import type { SetContext } from "./chosen-set.ts";
import type { Finding, Problem } from "./problem.ts";

/** What the definitions of a set say of each other, by unit: each of them is good by itself. */
export function checkSet(set: SetContext): ReadonlyMap<string, readonly Problem[]> {
  const problems = new Map<string, readonly Problem[]>();
  const advised = [adviseFigureBytes(set), adviseDateUses(set), adviseEventNames(set)];
  const tell = (unit: string, path: string, findings: readonly Finding[]) =>
    problems.set(
      unit,
      [...findings, ...advised.flatMap((byUnit) => byUnit.get(unit) ?? [])].map((finding) => ({
        path,
        ...finding,
      })),
    );
  if (set.settings !== undefined) {
    tell("settings.json", "settings.json", checkSettingsInSet(set.settings, set));
  }
  for (const [name, attribute] of set.attributes) {
    tell(`attributes/${name}`, `attributes/${name}.json`, checkAttributeInSet(attribute, set));
  }
  for (const [name, segment] of set.segments) {
    tell(`segments/${name}`, `segments/${name}.json`, checkSegmentInSet(segment, set));
  }
  for (const [name, template] of set.templates) {
    problems.set(`templates/${name}`, checkTemplateInSet(template, set));
  }
  for (const [name, journey] of set.journeys) {
    tell(`journeys/${name}`, `journeys/${name}.json`, checkJourneyInSet(journey, set));
  }
  return problems;
}
