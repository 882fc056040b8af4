import type { Settings } from "../definitions/settings.ts";
import type { Template } from "../definitions/template.ts";
import { compilePart } from "../messages/compile-template.ts";
import { computedIn } from "../messages/message-values.ts";
import { renderText } from "../messages/render-text.ts";
import { countSmsParts } from "../messages/sms-parts.ts";
import { parsePartName } from "../messages/template-part.ts";
import { checkDeclared, checkReference, type SetContext } from "./chosen-set.ts";
import { atLine } from "./place.ts";
import { advice, error, type Finding, type Problem } from "./problem.ts";
import { usesOf } from "./template-uses.ts";

/** Mail programs cut longer subjects (RFC 5322, 2.1.1: lines should not exceed 78 characters). */
const longestSubject = 78;

/** A sound template among the others: what it takes from the settings, and how it comes out. */
export function checkTemplateInSet(template: Template, set: SetContext): Problem[] {
  return [
    ...checkShop(template, set.settings),
    ...checkComputed(template, set),
    ...Object.keys(template.parts).flatMap((file) =>
      tryPart(template, file, set.settings).map((finding) => inFile(template, file, finding)),
    ),
    ...adviseVariants(template),
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

/** Renders with examples, to see what limits and lengths say. A value without an example is its name. */
function tryPart(template: Template, file: string, settings: Settings | undefined): Finding[] {
  const values = exampleValues(template, settings);
  const findings: Finding[] = [];
  for (const [key, text] of compilePart(template, file)) {
    const rendered = renderText(text, values);
    if (!rendered.ok && rendered.reason.code === "text-too-long") {
      findings.push(error(key, "makes too much text; look for a loop that is too long"));
    }
    if (rendered.ok) findings.push(...adviseLength(file, rendered.text.trim(), settings));
  }
  return findings;
}

function adviseLength(file: string, text: string, settings: Settings | undefined): Finding[] {
  const part = parsePartName(file)?.part;
  if (part === "subject.txt" && text.length > longestSubject) {
    const message = `about ${text.length} characters; mail programs cut after ${longestSubject}`;
    return [advice("", message)];
  }
  if (part !== "sms.txt") return [];
  const optOut = settings?.senders?.sms?.optOut;
  const whole = optOut === undefined || text.includes(optOut) ? text : `${text} ${optOut}`;
  const { encoding, characters, parts } = countSmsParts(whole);
  if (parts === 1) return [];
  const fits = encoding === "GSM-7" ? 160 : 70;
  const message = `about ${characters} ${encoding} characters are ${parts} parts; ${fits} fit one`;
  return [advice("", message)];
}

function exampleValues(template: Template, settings: Settings | undefined): object {
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
  return { ...values, shop: settings?.shop ?? {}, message, unsubscribeUrl: "https://example.com/" };
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
