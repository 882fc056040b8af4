import type { Settings } from "../definitions/settings.ts";
import type { Template } from "../definitions/template.ts";
import { compilePart } from "../messages/compile-template.ts";
import type { TextFault } from "../messages/liquid/text-fault.ts";
import type { Writing } from "../messages/liquid/writing.ts";
import { computedIn } from "../messages/message-values.ts";
import { writingFor } from "../messages/render-part.ts";
import { renderText } from "../messages/render-text.ts";
import { parsePartName } from "../messages/template-part.ts";
import { reason } from "../reasons/reason.ts";
import { checkPrinted, exampleOptOutUrl } from "./check-printed.ts";
import { checkDeclared, checkReference, type SetContext } from "./chosen-set.ts";
import { firstFew } from "./first-few.ts";
import { atLine } from "./place.ts";
import { advice, error, type Finding, type Problem, problemOf } from "./problem.ts";
import { usesOf } from "./template-uses.ts";

/** A sound template among the others: what it takes from the settings, and how it comes out. */
export function checkTemplateInSet(template: Template, set: SetContext): Problem[] {
  return [
    ...checkShop(template, set.settings),
    ...checkComputed(template, set),
    ...Object.keys(template.parts).flatMap((file) =>
      tryPart(template, file, set.settings).map((finding) => inFile(template, file, finding)),
    ),
    ...adviseVariants(template),
    ...adviseText(template),
  ];
}

function inFile(template: Template, file: string, finding: Finding): Problem {
  return { path: `templates/${template.name}/${file}`, ...finding };
}

function checkComputed(template: Template, set: SetContext): Problem[] {
  return computedIn(template.header).flatMap((name) =>
    checkReference({ place: `variables["computed.${name}"]`, folder: "attributes", name }, set).map(
      (finding) => inFile(template, "template.json", finding),
    ),
  );
}

function checkShop(template: Template, settings: Settings | undefined): Problem[] {
  const uses = usesOf(template).filter(({ path }) => path[0] === "shop");
  if (settings === undefined) return [];
  return uses.flatMap(({ file, key, path, line, column }) =>
    checkDeclared(atLine({ line, column }, key), "shop value", String(path[1]), settings.shop).map(
      (finding) => inFile(template, file, finding),
    ),
  );
}

/** What a template prints as "now" in a check: Monday 12 January 2026, 09:00 in UTC. */
const created = Date.UTC(2026, 0, 12, 9);
/** What arithmetic or a list prints where a template goes wrong. */
const spoilt = /\b(?:NaN|Infinity|undefined|null)\b|\[object Object\]/;

/** Stands for settings that are not there or not good: what only they say is no fault of a template. */
const unknownShop = { zone: "UTC", shop: { currency: "EUR" } };

/** Renders with examples, to see what comes out. A value without an example is its name. */
function tryPart(template: Template, file: string, settings: Settings | undefined): Finding[] {
  const { values, lacking } = exampleValues(template, settings);
  const isSampled = lacking.length === 0;
  const findings: Finding[] = [];
  const about: Writing = {
    ...writingFor(file, settings ?? unknownShop, { zone: undefined, now: created }),
    noDate: (value, at) => {
      const found = String(value).slice(0, 40);
      if (isSampled) {
        findings.push(problemOf("error", atLine(at), reason("example-no-date", { found })));
      }
    },
  };
  const printed = new Map<string, string>();
  for (const [key, text] of compilePart(template, file)) {
    const rendered = renderText(text, values, about);
    // What came out in spite of a fault is judged as well: its language, images and way out.
    printed.set(key, rendered.ok ? rendered.text : rendered.partial);
    findings.push(
      ...(rendered.ok
        ? judgeText(key, rendered.text)
        : rendered.faults.flatMap((fault) => judgeFault(key, fault, lacking))),
    );
  }
  return firstFew([...onceEach(findings), ...checkPrinted(file, printed, settings)]);
}

/** A date inside of a loop is printed many times and told once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function judgeText(key: string, text: string): Finding[] {
  const [found] = spoilt.exec(text) ?? [];
  return found === undefined
    ? []
    : [problemOf("advice", key, reason("example-prints-noise", { found }))];
}

/**
 * A fault at its line. Without all examples only what depends on no value is certain; the rest is
 * advice that says which examples to write.
 * @param lacking the declared variables without an example or a default
 */
function judgeFault(
  key: string,
  { why, missing, line, column }: TextFault,
  lacking: readonly string[],
): Finding[] {
  const place = atLine({ line, column }, key);
  if (why.code === "text-too-long") {
    return [error(place, "makes too much text; look for a loop that is too long")];
  }
  const isSampled = lacking.length === 0;
  if (missing === undefined) return [problemOf(isSampled ? "error" : "advice", place, why)];
  const variable = missing;
  // A value of settings.json that is not there is told at its use, and has no example.
  if (variable.startsWith("shop.")) return [];
  if (isSampled) return [problemOf("advice", place, reason("example-lacks-value", { variable }))];
  const names = lacking.join(", ");
  return [problemOf("advice", place, reason("example-needed", { variable, names }))];
}

function exampleValues(
  template: Template,
  settings: Settings | undefined,
): { readonly values: object; readonly lacking: readonly string[] } {
  const values: Record<string, Record<string, unknown>> = {
    customer: {},
    event: {},
    offer: {},
    computed: {},
  };
  for (const [variable, { example, default: stated }] of Object.entries(
    template.header.variables ?? {},
  )) {
    const dot = variable.indexOf(".");
    const field = variable.slice(dot + 1);
    const group = values[variable.slice(0, dot)];
    if (group !== undefined) group[field] = example ?? stated ?? field;
  }
  const message = { id: "message", created: "2026-01-12 09:00" };
  const lacking = Object.entries(template.header.variables ?? {})
    .filter(([, { example, default: stated }]) => (example ?? stated) === undefined)
    .map(([variable]) => variable);
  const shop = settings?.shop ?? {};
  return {
    values: { ...values, shop, message, unsubscribeUrl: exampleOptOutUrl },
    lacking,
  };
}

/** A mail with HTML alone. */
function adviseText(template: Template): Problem[] {
  const files = Object.keys(template.parts);
  const html = files.find((file) => parsePartName(file)?.part === "email.html");
  const hasText = files.some((file) => parsePartName(file)?.part === "email.txt");
  if (html === undefined || hasText) return [];
  return [inFile(template, html, problemOf("advice", "", reason("mail-without-text")))];
}

/** A language that some parts of a mail have and others don't comes out mixed. */
function adviseVariants(template: Template): Problem[] {
  const mail = Object.keys(template.parts).flatMap((file) => {
    const name = parsePartName(file);
    return name !== undefined && /^(?:subject|email)\./.test(name.part) ? [{ file, ...name }] : [];
  });
  const parts = [...new Set(mail.map(({ part }) => part))];
  return mail.flatMap(({ file, locale, part }) => {
    if (locale === undefined) return [];
    const missing = parts.find(
      (other) => !mail.some((one) => one.part === other && one.locale === locale),
    );
    if (missing === undefined || missing === part) return [];
    return [inFile(template, file, advice("", `is in ${locale}, but ${missing} is not`))];
  });
}
