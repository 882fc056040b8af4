import type { Journey } from "../definitions/journey.ts";
import type { Step } from "../definitions/step.ts";
import type { Template } from "../definitions/template.ts";
import { listsInside } from "../turns/name-steps.ts";
import type { SetContext } from "./chosen-set.ts";
import { error, type Finding } from "./problem.ts";
import { usesOf } from "./template-uses.ts";

/**
 * A message that prints an offer's code comes after a step that issues one, on at least one way
 * to it: else every message would be held for want of it.
 */
export function checkOfferUse(journey: Journey, set: SetContext): Finding[] {
  const findings: Finding[] = [];
  const walk = (steps: readonly Step[], place: string, offered: boolean): boolean => {
    let had = offered;
    for (const [index, step] of steps.entries()) {
      const here = `${place}[${index}]`;
      if (step.do === "offer") had = true;
      else if (step.do === "send") findings.push(...checkSend(step.template, here, had, set));
      else had = walkInside(step, here, had) || had;
    }
    return had;
  };
  const walkInside = (step: Step, here: string, had: boolean): boolean => {
    // All of them are walked, whichever has one: each is told of its own sends.
    const ways = listsInside(step).map(({ place, steps }) => walk(steps, `${here}.${place}`, had));
    return ways.includes(true);
  };
  walk(journey.steps, "steps", false);
  return findings;
}

function checkSend(name: string, place: string, offered: boolean, set: SetContext): Finding[] {
  const template = set.templates.get(name);
  if (offered || template === undefined) return [];
  const use = neededOffer(template);
  if (use === undefined) return [];
  const message = `template "${name}" uses ${use}, but no offer step comes before this send`;
  return [error(`${place}.template`, message, { found: use, names: `templates/${name}` })];
}

/** An offer's figure that the template prints and has no default for. */
function neededOffer(template: Template): string | undefined {
  const { variables = {} } = template.header;
  return usesOf(template)
    .filter(({ path }) => path[0] === "offer")
    .map(({ path }) => path.slice(0, 2).join("."))
    .find((name) => variables[name]?.default === undefined);
}
