import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Model } from "../../../src/core/attributes/model.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { type Attribute, attribute } from "../../../src/core/definitions/attribute.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import { settings } from "../given.ts";

/** An example that ships. */
export function example(name: string): Attribute {
  const path = join(import.meta.dirname, `../../../examples/attributes/${name}.json`);
  return attribute.parse(JSON.parse(readFileSync(path, "utf8")));
}

export function setWith(
  attributes: readonly unknown[],
  change: Partial<DefinitionSet> = {},
): DefinitionSet {
  return {
    rev: 1,
    settings: settings(),
    journeys: [],
    segments: [],
    templates: [],
    attributes: attributes.map((one) => attribute.parse(one)),
    ...change,
  };
}

export function publishAttributes(
  attributes: readonly unknown[],
  models: readonly Model[] = [],
): Definitions {
  return compileDefinitions(setWith(attributes, { models }));
}

/** What a customer's computed attribute is. */
export function valueOf(published: Definitions, name: string, customer: Customer, now: Instant) {
  const computed = published.computed.get(name);
  if (computed === undefined) throw new RangeError(name);
  return computed.value({
    customer,
    now,
    today: published.today(now),
    zone: published.settings.zone,
  });
}

export function publishWith(set: DefinitionSet): Definitions {
  return compileDefinitions(set);
}
