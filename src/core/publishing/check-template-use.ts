import { type TemplatePart, wantedParts } from "../channels/channels.ts";
import type { Journey } from "../definitions/journey.ts";
import type { SendStep } from "../definitions/step.ts";
import type { Template } from "../definitions/template.ts";
import { choosePart, parsePartName } from "../messages/template-part.ts";
import { reason } from "../reasons/reason.ts";
import type { SetContext } from "./chosen-set.ts";
import { error, type Finding, problemOf } from "./problem.ts";
import { usesOf } from "./template-uses.ts";

/** Whether a send's template has what its channels and its purpose need. */
export function checkTemplateUse(
  step: SendStep,
  place: string,
  journey: Journey,
  set: SetContext,
): Finding[] {
  const template = set.templates.get(step.template);
  if (template === undefined) return [];
  const parts = step.channels.flatMap((channel, index) =>
    wantedParts(channel).flatMap((group) =>
      checkPart(group, template, `${place}.channels[${index}]`, set),
    ),
  );
  return [
    ...parts,
    ...checkWayOut(step, place, journey, template, set),
    ...adviseEventValues(place, journey, template),
  ];
}

/** What the events say that Sojourn makes itself, by type. A segment's members are told alike. */
const saidByDerived: ReadonlyMap<string, readonly string[]> = new Map([
  ["segment.entered", ["segment"]],
  ["segment.left", ["segment"]],
  ["date.reached", ["journey", "attribute", "date"]],
  ["inactivity.reached", ["journey", "days"]],
]);

/**
 * Values of an event that the journey's own event never has: unless the template says what to print
 * then, each of its messages is dropped.
 */
function adviseEventValues(place: string, { entry }: Journey, template: Template): Finding[] {
  const said = saidByDerived.get(entry.on);
  if (said === undefined) return [];
  const { variables = {} } = template.header;
  const asked = new Set(
    usesOf(template).flatMap(({ path: [root, field] }) =>
      root === "event" && typeof field === "string" ? [field] : [],
    ),
  );
  const missing = [...asked].filter(
    (field) => !said.includes(field) && variables[`event.${field}`]?.default === undefined,
  );
  return missing.map((field) => {
    const why = reason("event-value-never-there", {
      template: template.name,
      variable: `event.${field}`,
      event: entry.on,
      known: said.map((name) => `event.${name}`).join(", "),
    });
    return {
      ...problemOf("advice", `${place}.template`, why),
      names: `templates/${template.name}`,
    };
  });
}

/** Everybody has to get something, so a part in one language only does not count. */
function checkPart(
  group: readonly TemplatePart[],
  template: Template,
  place: string,
  set: SetContext,
): Finding[] {
  const files = Object.keys(template.parts);
  const locale = set.settings?.locale;
  if (group.some((part) => choosePart(files, part, undefined, locale) !== undefined)) return [];
  const names = `templates/${template.name}`;
  const wanted = group.join(" or ");
  const variants = files.filter((file) => group.some((part) => parsePartName(file)?.part === part));
  // Which language everybody gets is the settings' to say.
  if (set.settings === undefined && variants.length > 0) return [];
  const only = variants.length === 0 ? "" : `, only ${variants.join(", ")}`;
  const message = `template "${template.name}" has no ${wanted}${only}; waiting for ${names}/${group[0]}`;
  return [{ place, severity: "waiting", message, wanted, names }];
}

function checkWayOut(
  step: SendStep,
  place: string,
  journey: Journey,
  template: Template,
  set: SetContext,
): Finding[] {
  const purpose = step.purpose ?? journey.purpose;
  if (set.settings?.purposes[purpose]?.transactional !== true) return [];
  const use = usesOf(template).find(({ path }) => path[0] === "unsubscribeUrl");
  if (use === undefined) return [];
  const message = `"${purpose}" is transactional and has no opt-out, but ${use.file} uses unsubscribeUrl`;
  return [error(`${place}.template`, message, { names: `templates/${template.name}` })];
}
