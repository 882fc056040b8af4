import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { attribute } from "../../src/core/definitions/attribute.ts";
import { journey } from "../../src/core/definitions/journey.ts";
import { segment } from "../../src/core/definitions/segment.ts";
import { settings } from "../../src/core/definitions/settings.ts";
import { template } from "../../src/core/definitions/template.ts";
import { parseEvent } from "../../src/core/events/parse-event.ts";
import { importMap } from "../../src/core/imports/import-map.ts";
import { parseCustomerLine } from "../../src/core/imports/parse-customer-line.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { explainIssues } from "../../src/core/publishing/explain-issues.ts";
import { optionsOf, unwrap } from "../../src/core/publishing/find-schema.ts";
import { describeProblem } from "../../src/core/publishing/problem.ts";
import { printReason } from "../../src/core/reasons/reason.ts";
import { docPages, fencedIn, inlineIn } from "./doc-pages.ts";

type Json = Readonly<Record<string, unknown>>;
type Schema = z.core.$ZodType;

const now = Date.UTC(2026, 11, 1);
const shop = JSON.parse(readFileSync("examples/settings.json", "utf8")) as { purposes: object };

/** What check says of a file among the settings of the examples. What it waits for is not shown. */
function refusalsOf(path: string, value: Json): string[] {
  const { purpose: said } = value;
  const purpose = typeof said === "string" ? said : "none";
  const purposes = { ...shop.purposes, [purpose]: {} };
  const files = new Map([
    ["settings.json", JSON.stringify({ ...shop, purposes })],
    [path, JSON.stringify(value)],
  ]);
  const { problems } = checkFiles(files, { now });
  return problems.filter(({ severity }) => severity === "error").map(describeProblem);
}

/** Every object that some file may hold, each key of it optional: a page shows a part of one. */
const parts = partsOf([attribute, importMap, journey, segment, settings, template]);

function partsOf(roots: readonly Schema[]): z.ZodType[] {
  const seen = new Set<Schema>();
  const found: z.ZodType[] = [];
  const visit = (schema: Schema): void => {
    const here = unwrap(schema);
    if (seen.has(here)) return;
    seen.add(here);
    if (here instanceof z.ZodUnion) optionsOf(here).forEach(visit);
    else if (here instanceof z.ZodArray) visit(here.element);
    else if (here instanceof z.ZodRecord) visit(here.valueType);
    else if (here instanceof z.ZodObject) {
      found.push(z.strictObject(here.shape).partial());
      for (const child of Object.values(here.shape)) visit(child as Schema);
    }
  };
  roots.forEach(visit);
  return found;
}

function refusalsOfPart(value: Json): string[] {
  if (parts.some((part) => part.safeParse(value).success)) return [];
  return [`${JSON.stringify(value)} is no part of any file`];
}

function refusalsOfEvent(value: Json): string[] {
  const parsed = parseEvent(JSON.stringify(value), now);
  if (parsed.kind === "refused") return [parsed.reason];
  return (parsed.event.leftOut ?? []).map(printReason);
}

function refusalsOfCustomer(value: Json): string[] {
  const parsed = parseCustomerLine(value, now, now);
  return parsed.kind === "refused" ? [parsed.reason] : parsed.leftOut.map(printReason);
}

/** Values that a page prints in its templates. */
function isValues(value: Json): boolean {
  return Object.keys(value).every((key) =>
    ["customer", "event", "offer", "computed"].includes(key),
  );
}

/** What the product says against a value, read as what it looks like. */
function judge(value: Json): string[] {
  const name = String(value["name"]);
  if ("rows" in value) {
    return explainIssues(importMap, value).map(({ place, message }) => `${place}: ${message}`);
  }
  if ("kind" in value) return refusalsOf(`attributes/${name}.json`, value);
  if ("steps" in value && "entry" in value) return refusalsOf(`journeys/${name}.json`, value);
  if ("when" in value && "name" in value) return refusalsOf(`segments/${name}.json`, value);
  if (isValues(value)) return [];
  if ("customer" in value && !("rows" in value)) return refusalsOfEvent(value);
  if ("id" in value && !("do" in value)) return refusalsOfCustomer(value);
  return refusalsOfPart(value);
}

/** A part of an object may be shown without its braces. */
function readJson(text: string): Json {
  const braced = text.trim().startsWith("{") ? text : `{${text}}`;
  return JSON.parse(braced) as Json;
}

/** What is JSON whole; a shape with words left out (`{ … }`) is none. */
function inlineJson(text: string): Json[] {
  const shown = inlineIn(text).filter((code) => /^(?:\{[^{%]|"[\w$ :*-]+": )/.test(code));
  return shown.flatMap((code) => {
    try {
      return [readJson(code)];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

/** What a page shows as something that is not taken as it stands. */
const shownAsWrong: readonly string[] = ['{"Email newsletter":false}'];

const pages = [...docPages()].map(([path, text]) => ({
  path,
  blocks: fencedIn(text, "json", "jsonc", "jsonl"),
  inline: inlineJson(text).filter((value) => !shownAsWrong.includes(JSON.stringify(value))),
  dotted: inlineIn(text).filter((code) => /^[a-zA-Z]+(?:\.[a-zA-Z]+)+$/.test(code)),
}));

/** The last schema that a dotted name leads to; undefined: what stands there has no such key. */
function followName(root: z.ZodObject, names: readonly string[]): Schema | undefined {
  let here: readonly Schema[] = [root];
  for (const name of names) {
    const found = here.flatMap((schema): Schema[] => {
      if (schema instanceof z.ZodRecord) return optionsOf(schema.valueType);
      if (schema instanceof z.ZodArray) return optionsOf(schema.element);
      const child = schema instanceof z.ZodObject ? schema.shape[name] : undefined;
      return child === undefined ? [] : optionsOf(child as Schema);
    });
    here = found.flatMap((schema) =>
      schema instanceof z.ZodArray ? optionsOf(schema.element) : [schema],
    );
  }
  return here[0];
}

/** `rollout.stopIf`: the first word is a key of a file, so the others have to be keys, too. */
function isUnknown(dotted: string): boolean {
  const names = dotted.replace(/^(?:settings|journey)\./, "").split(".");
  const [first = ""] = names;
  const roots = [journey, settings].filter((root) => {
    const schema = followName(root, [first]);
    return schema instanceof z.ZodObject || schema instanceof z.ZodRecord;
  });
  return roots.length > 0 && roots.every((root) => followName(root, names) === undefined);
}

describe("what the pages show as JSON", () => {
  test.each(pages.filter(({ blocks }) => blocks.length > 0))("is taken: $path", ({ blocks }) => {
    expect(blocks.flatMap((block) => judge(readJson(block)))).toEqual([]);
  });

  test.each(pages.filter(({ inline }) => inline.length > 0))(
    "is taken within a line: $path",
    ({ inline }) => {
      expect(inline.flatMap(judge)).toEqual([]);
    },
  );

  test("names only keys that there are", () => {
    expect(
      pages.flatMap(({ path, dotted }) =>
        dotted.filter(isUnknown).map((name) => `${path} ${name}`),
      ),
    ).toEqual([]);
    expect(isUnknown("rollout.stopIf")).toBe(true);
    expect(isUnknown("rollout.percent")).toBe(false);
  });

  test("is much, and what is wrong is found", () => {
    expect(pages.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(30);
    expect(pages.flatMap(({ inline }) => inline).length).toBeGreaterThan(25);
    for (const wrong of [
      { rollout: { percent: 5, stopIf: {} } },
      { kind: "computed", name: "x", value: { evnt: "order.placed" } },
      { name: "x", when: { and: [] } },
      { id: "1", consents: { email: true } },
      { id: "1", customer: { id: "2" } },
      { rows: "customers" },
    ]) {
      expect([wrong, judge(wrong).length > 0]).toEqual([wrong, true]);
    }
  });
});
