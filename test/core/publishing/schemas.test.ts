import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { makeSchemas } from "../../../bin/write-schemas.ts";
import { stepKinds } from "../../../src/core/definitions/step.ts";
import { goodJourney, goodSettings } from "./shop-files.ts";

const root = join(import.meta.dirname, "../../..");
const schemas = makeSchemas();

type Schema = z.core.JSONSchema.ObjectSchema;

function schemaOf(name: string): Schema {
  return JSON.parse(schemas.get(`${name}.schema.json`) ?? "{}") as Schema;
}

/** A definition of the journey's schema. */
function partOf(name: string): Schema {
  return (schemaOf("journey").$defs?.[name] ?? {}) as Schema;
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), "utf8"));
}

describe("the JSON Schemas", () => {
  it("are those that ship; else run `npm run schemas`", () => {
    const shipped = readdirSync(join(root, "schemas")).toSorted();
    expect(shipped).toEqual([...schemas.keys()].toSorted());
    for (const [name, text] of schemas) {
      expect(readFileSync(join(root, "schemas", name), "utf8")).toBe(text);
    }
  });

  it("let editors complete the kinds of steps", () => {
    const kinds = (partOf("step").oneOf ?? []).map((option) => {
      const { properties, description } = option as Schema;
      expect(description).toMatch(/\.$/);
      const { const: kind } = (properties?.["do"] ?? {}) as { const?: unknown };
      return String(kind);
    });
    expect(kinds.toSorted()).toEqual([...stepKinds].toSorted());
  });

  it("say what a key is for", () => {
    expect(partOf("journey").properties?.["purpose"]).toMatchObject({
      description: "Why we write: consent and caps hang on it. One of settings.purposes.",
    });
  });

  it("accept the examples that ship", () => {
    const journey = z.fromJSONSchema(schemaOf("journey"));
    const names = readdirSync(join(root, "examples/journeys"));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      expect(journey.safeParse(readJson("examples/journeys", name)).error).toBeUndefined();
    }
    const settings = z.fromJSONSchema(schemaOf("settings"));
    expect(settings.safeParse(readJson("examples/settings.json")).error).toBeUndefined();
  });

  it("refuse what publish refuses by form", () => {
    const journey = z.fromJSONSchema(schemaOf("journey"));
    expect(journey.safeParse(goodJourney).success).toBe(true);
    expect(journey.safeParse({ ...goodJourney, steps: [{ do: "sned" }] }).success).toBe(false);
    expect(journey.safeParse({ ...goodJourney, stepps: [] }).success).toBe(false);
    const settings = z.fromJSONSchema(schemaOf("settings"));
    expect(settings.safeParse({ ...goodSettings, unknownZone: "ask" }).success).toBe(false);
  });
});
