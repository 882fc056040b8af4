import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { makeSchemas } from "../../../bin/write-schemas.ts";
import { attribute } from "../../../src/core/definitions/attribute.ts";
import { journey } from "../../../src/core/definitions/journey.ts";
import { segment } from "../../../src/core/definitions/segment.ts";
import { settings } from "../../../src/core/definitions/settings.ts";
import { stepKinds } from "../../../src/core/definitions/step.ts";
import { template } from "../../../src/core/definitions/template.ts";
import { importMap } from "../../../src/core/imports/import-map.ts";
import { explainIssues } from "../../../src/core/publishing/explain-issues.ts";
import {
  durationPattern,
  offsetPattern,
  parseDuration,
  parseOffset,
} from "../../../src/core/time/duration.ts";
import { goodJourney, goodSettings } from "./shop-files.ts";

const root = join(import.meta.dirname, "../../..");
const schemas = makeSchemas();
const kinds: Readonly<Record<string, z.ZodType>> = {
  attribute,
  import: importMap,
  journey,
  segment,
  settings,
  template,
};

type StepSchema = { readonly properties: { readonly do: { readonly enum: readonly string[] } } };
type Json = { readonly [key: string]: unknown };

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
for (const text of schemas.values()) ajv.addSchema(JSON.parse(text) as Json);

/** A schema of a file, or one inside it by its pointer. */
function judgeBy(kind: string, pointer = "") {
  const judge = ajv.getSchema(`urn:sojourn:schema:${kind}#${encodeURI(pointer)}`);
  if (judge === undefined) throw new Error(`no schema ${kind}#${pointer}`);
  return (value: unknown) => (judge(value) === true ? [] : (judge.errors ?? []));
}

function schemaOf(kind: string): Json {
  return JSON.parse(schemas.get(`${kind}.schema.json`) ?? "{}") as Json;
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), "utf8"));
}

/** The files of examples/ that have a schema, and what the mapping of an import may say. */
function exampleFiles(): { kind: string; file: string; value: unknown }[] {
  const files = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" });
  const found = files.flatMap((file) => {
    const [folder = "", name = "", part] = file.split("/");
    const kind = folder.replace(/s(?:\.json)?$/, "");
    if (file === "settings.json") return [{ kind: "settings", file }];
    const isHeader = kind !== "template" || part === "template.json";
    return kind in kinds && isHeader && (part ?? name).endsWith(".json") ? [{ kind, file }] : [];
  });
  return [
    ...found.map((one) => ({ ...one, value: readJson("examples", one.file) })),
    { kind: "import", file: "a mapping of customers", value: mapping },
    { kind: "import", file: "a mapping of events", value: eventMapping },
    { kind: "attribute", file: "a figure", value: figure },
    { kind: "attribute", file: "a value by cases", value: cases },
    { kind: "attribute", file: "clusters", value: clusters },
    { kind: "journey", file: "a journey of every step", value: everyStep },
  ];
}

const mapping = {
  rows: "customers",
  id: "customer_id",
  at: { column: "updated", format: "d/m/y" },
  attributes: { age: { column: "age", type: "number", missing: { default: 0 } } },
  addresses: { email: "email", sms: [{ column: "mobile", type: "text" }, "phone"] },
  consents: { "email:marketing": { column: "newsletter", given: ["yes"] } },
};

const eventMapping = {
  rows: "events",
  type: { always: "order.placed" },
  at: "day",
  customer: { column: "id", type: "text" },
  properties: { total: { column: "amount", type: "number" } },
};
const figure = {
  kind: "computed",
  name: "spend",
  value: { event: "order.placed", where: { total: { above: 0 } }, within: "90d", sum: "total" },
};
const cases = {
  kind: "computed",
  name: "tier",
  value: {
    cases: [{ when: { any: [{ tag: "vip" }, { event: "login" }] }, value: "gold" }],
    else: "",
  },
};
const clusters = {
  kind: "clusters",
  name: "alike",
  k: 2,
  features: [{ attribute: "age", missing: 40 }, { computed: "spend" }],
  names: { c1: { name: "regulars", tag: "regular" } },
};

const send = { do: "send", id: "mail", template: "hello", channels: ["email"] };
const everyStep = {
  ...goodJourney,
  reentry: { after: "30d" },
  exitWhen: [{ event: "order.placed", where: { total: { atLeast: 3 } } }, { segment: "left" }],
  steps: [
    { do: "wait", until: { attribute: "birthday", offset: "-7d" } },
    { do: "waitFor", id: "w", event: "login", atMost: "3d", then: [send], else: [send] },
    { do: "repeat", id: "r", times: 3, until: { event: "login", since: "entry" }, steps: [send] },
    {
      do: "branch",
      id: "b",
      cases: [
        {
          when: { all: [{ not: { any: [{ tag: "vip" }, { event: "login", within: "3d" }] } }] },
          steps: [{ do: "split", id: "s", arms: [{ id: "a", weight: 1, steps: [send] }] }],
        },
      ],
    },
    { do: "update", set: { level: "gold", order: { from: "orderId" } }, addTags: ["vip"] },
    { do: "task", id: "t", team: "service", note: "Call.", due: "2d" },
  ],
};

/** Every property that a schema describes, wherever it stands. */
function propertiesOf(value: unknown, pointer = ""): { pointer: string; property: Json }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    if (key === "examples") return [];
    const here = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (key !== "properties") return propertiesOf(inside, here);
    return Object.entries(inside as Record<string, Json>).flatMap(([name, property]) => [
      { pointer: `${here}/${name}`, property },
      ...propertiesOf(property, `${here}/${name}`),
    ]);
  });
}

/** The value with one key misspelt, for each key at each depth. */
function misspellings(value: unknown): { key: string; value: unknown }[] {
  if (Array.isArray(value)) {
    return value.flatMap((one, index) =>
      misspellings(one).map(({ key, value: other }) => ({
        key: `[${index}].${key}`,
        value: value.with(index, other),
      })),
    );
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const { [key]: _, ...rest } = value as Record<string, unknown>;
    return [
      { key, value: { ...rest, [`${key.slice(0, 1)}x${key.slice(1)}`]: inside } },
      ...misspellings(inside).map((one) => ({
        key: `${key}.${one.key}`,
        value: { ...value, [key]: one.value },
      })),
    ];
  });
}

const junk: readonly unknown[] = [
  true,
  3,
  -1.5,
  "x",
  "",
  "toString",
  [],
  ["a", "b"],
  [{}],
  {},
  { x: 1 },
  { toString: 1 },
  null,
];

/** The value with one part of it replaced by something else, for each part at each depth. */
function replacements(value: unknown): { key: string; value: unknown }[] {
  const others = junk.map((one) => ({ key: JSON.stringify(one), value: one }));
  if (typeof value !== "object" || value === null) return others;
  const inside = Object.entries(value).flatMap(([key, part]) =>
    replacements(part).map((one) => ({
      key: `${key}.${one.key}`,
      value: Array.isArray(value)
        ? value.with(Number(key), one.value)
        : { ...value, [key]: one.value },
    })),
  );
  return [...others, ...inside];
}

describe("the JSON Schemas", () => {
  it("are those that ship; else run `npm run schemas`", () => {
    const shipped = readdirSync(join(root, "schemas")).toSorted();
    expect(shipped).toEqual([...schemas.keys()].toSorted());
    for (const [name, text] of schemas) {
      expect(readFileSync(join(root, "schemas", name), "utf8")).toBe(text);
    }
  });

  it("have an id of their own", () => {
    const ids = Object.keys(kinds).map((kind) => schemaOf(kind)["$id"]);
    expect(new Set(ids).size).toBe(Object.keys(kinds).length);
    expect(ids).toContain("urn:sojourn:schema:journey");
  });

  it("let editors complete the kinds of steps", () => {
    const { $defs } = schemaOf("journey") as { $defs?: Record<string, StepSchema> };
    expect($defs?.["step"]?.properties.do.enum.toSorted()).toEqual(stepKinds.toSorted());
  });

  it.each(Object.keys(kinds))(
    "say of every property of %s what it is for, with examples",
    (kind) => {
      const properties = propertiesOf(schemaOf(kind));
      expect(properties.length).toBeGreaterThan(5);
      for (const { pointer, property } of properties) {
        const { description, examples } = property;
        expect(description, `${kind}#${pointer} has no description`).toMatch(/\S{2,}.*[.)":…]$/su);
        expect(examples, `${kind}#${pointer} has no example`).toSatisfy(
          (list: unknown) => Array.isArray(list) && list.length > 0,
        );
        for (const example of examples as unknown[]) {
          expect(judgeBy(kind, pointer)(example), `${kind}#${pointer}`).toEqual([]);
        }
      }
    },
  );

  it.each(exampleFiles())("accept $file", ({ kind, value }) => {
    expect(judgeBy(kind)(value)).toEqual([]);
    expect(kinds[kind]?.safeParse(value).error).toBeUndefined();
  });

  it.each(exampleFiles())(
    "give at most 3 errors for a misspelt key of $file",
    ({ kind, value }) => {
      const judge = judgeBy(kind);
      const slips = misspellings(value);
      expect(slips.length).toBeGreaterThan(0);
      for (const slip of slips) {
        const errors = judge(slip.value).map(({ instancePath, message }) => [
          instancePath,
          message,
        ]);
        expect(errors.length, `${slip.key}: ${JSON.stringify(errors)}`).toBeLessThanOrEqual(3);
        // A name that the author chooses can't be misspelt.
        const isRefused = kinds[kind]?.safeParse(slip.value).success === false;
        expect(isRefused && errors.length === 0, `${slip.key} is told by publish alone`).toBe(
          false,
        );
      }
    },
  );

  it.each(exampleFiles())("refuse nothing of $file without a word", ({ kind, value }) => {
    const schema = kinds[kind];
    for (const { key, value: changed } of replacements(value)) {
      const isRefused = schema?.safeParse(changed).success === false;
      const told = schema === undefined ? [] : explainIssues(schema, changed);
      expect([key, isRefused]).toEqual([key, told.length > 0]);
      expect([key, told.every(({ message }) => message !== "Invalid input")]).toEqual([key, true]);
    }
  });

  it("refuse what publish refuses by form", () => {
    const judge = judgeBy("journey");
    expect(judge(goodJourney)).toEqual([]);
    expect(judge({ ...goodJourney, steps: [{ do: "sned" }] })).not.toEqual([]);
    expect(judge({ ...goodJourney, stepps: [] })).not.toEqual([]);
    expect(judge({ ...goodJourney, from: "31.1.2026" })).not.toEqual([]);
    expect(judge({ ...goodJourney, deferAtMost: "3 dyas" })).not.toEqual([]);
    expect(judgeBy("settings")({ ...goodSettings, unknownZone: "ask" })).not.toEqual([]);
  });

  it.each([
    "3d",
    "24h",
    "3min",
    "1d 12h",
    "1d12h",
    " 2w ",
    "3D",
    "P3DT12H",
    "PT30M",
    "P2W",
    "p1d",
    "3",
    "3m",
    "3 days",
    "1.5h",
    "",
    "P",
    "PT",
    "P1DT",
    "PT5S",
    "three days",
    "d",
    "3d x",
  ])("have a pattern that judges the duration %j as the parser does", (text) => {
    expect(new RegExp(durationPattern, "u").test(text)).toBe(parseDuration(text).ok);
    for (const sign of ["", "-", "+"]) {
      const offset = sign + text;
      expect(new RegExp(offsetPattern, "u").test(offset)).toBe(parseOffset(offset).ok);
    }
  });
});
