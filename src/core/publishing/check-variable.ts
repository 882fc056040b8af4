import type { TemplateHeader } from "../definitions/template.ts";
import type { VariableUse } from "../messages/liquid/parse-liquid.ts";
import { messageVariables, offerVariables } from "../messages/message-values.ts";
import { reason } from "../reasons/reason.ts";
import { didYouMean, nearestOrKnown, nearestWord } from "./nearest-word.ts";
import { error, type Finding, problemOf } from "./problem.ts";

const declaredRoots = ["customer", "event", "offer", "computed"];
const builtIn = ["unsubscribeUrl", "shop", "message"];

/**
 * Only what template.json declares or what is built in may be used: a misspelt name would print
 * nothing. `shop.<key>` is looked up when the settings are known.
 * @param place of the use: `line 3, column 5`
 */
export function checkVariable(use: VariableUse, place: string, header: TemplateHeader): Finding[] {
  const [root, field] = use.path;
  const declared = Object.keys(header.variables ?? {});
  if (typeof root !== "string" || (use.path.length > 1 && field === undefined)) {
    return [
      error(place, "a name that is put together while sending can't be checked; write it out"),
    ];
  }
  if (root === "computed" && use.path.length > 2 && !use.path.includes(undefined)) {
    const whole = use.path.slice(1).join(".");
    return [error(place, `write computed["${whole}"]: its name has a dot`, { found: whole })];
  }
  // No declared name is longer; of another one the beginning is enough.
  const found = use.path.slice(0, 2).join(".").slice(0, 200);
  if (declaredRoots.includes(root)) {
    if (field === undefined) return [wholeObject(place, root, declared)];
    return declared.includes(found) ? [] : [undeclared(place, found, declared)];
  }
  if (root === "unsubscribeUrl") return [];
  if (root === "shop" && field !== undefined) return [];
  if (root === "message" && field !== undefined) {
    if (messageVariables.some((known) => known === field)) return [];
    return [
      undeclared(
        place,
        found,
        messageVariables.map((known) => `message.${known}`),
      ),
    ];
  }
  return [undeclared(place, found, [...declared, ...builtIn])];
}

function wholeObject(place: string, root: string, declared: readonly string[]): Finding {
  const known = declared.filter((name) => name.startsWith(`${root}.`));
  const example = known[0] ?? `${root}.name`;
  return error(place, `"${root}" is no value; write one of its own, such as ${example}`, {
    found: root,
  });
}

function undeclared(place: string, found: string, known: readonly string[]): Finding {
  const nearest = nearestVariable(found, known);
  if (nearest !== undefined) {
    return error(place, `no variable "${found}"${didYouMean(nearest)}`, { found, nearest });
  }
  const message = declaredRoots.some((root) => found.startsWith(`${root}.`))
    ? `"${found}" is not among the variables of template.json; declare it there`
    : `no variable "${found}"${nearestOrKnown(undefined, known)}`;
  return error(place, message, { found });
}

/**
 * The field decides, not the part before the dot, which is long and mostly right: `firstNme`,
 * `event.firstName` and `customer.firstNme` all mean `customer.firstName`.
 */
function nearestVariable(found: string, known: readonly string[]): string | undefined {
  const field = (name: string) => name.slice(name.indexOf(".") + 1);
  const root = found.slice(0, found.indexOf(".") + 1);
  const alike = known.filter((name) => name.startsWith(root));
  for (const names of [alike, known]) {
    const nearest = nearestWord(field(found), names.map(field));
    const name = names.find((other) => field(other) === nearest);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What a template declares: an offer has only these figures. */
export function checkHeader({ variables = {} }: TemplateHeader): Finding[] {
  const known = offerVariables.map((field) => `offer.${field}`);
  return Object.entries(variables).flatMap(([name, { default: stated }]) => {
    if (name.startsWith("computed.") && stated === undefined) {
      const message = 'needs a "default": who refuses profiling has no computed value';
      return [error(`variables["${name}"]`, message)];
    }
    if (name.startsWith("event.") && stated === undefined) {
      return [problemOf("advice", `variables["${name}"]`, reason("event-value-without-default"))];
    }
    if (!name.startsWith("offer.") || known.includes(name)) return [];
    const nearest = nearestWord(name, known);
    const more = nearest !== undefined && { nearest };
    const place = `variables["${name}"]`;
    return [
      error(place, `no variable "${name}"${nearestOrKnown(nearest, known)}`, {
        found: name,
        ...more,
      }),
    ];
  });
}
