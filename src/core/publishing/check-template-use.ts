import { type TemplatePart, wantedParts } from "../channels/channels.ts";
import type { Journey } from "../definitions/journey.ts";
import type { SendStep } from "../definitions/step.ts";
import type { Template } from "../definitions/template.ts";
import { choosePart, parsePartName } from "../messages/template-part.ts";
import type { SetContext } from "./chosen-set.ts";
import { error, type Finding } from "./problem.ts";
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
  return [...parts, ...checkWayOut(step, place, journey, template, set)];
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
