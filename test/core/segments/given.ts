import type { Customer } from "../../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { Definitions, Since } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { sweepCustomer } from "../../../src/core/segments/sweep-customer.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import { journey, settings } from "../given.ts";

interface Published {
  readonly segments?: readonly Segment[];
  readonly journeys?: readonly Partial<Journey>[];
  readonly since?: Readonly<Record<string, Since>>;
  readonly zone?: string;
  readonly attributes?: Settings["attributes"];
}

/** Segments and live journeys, published as revision 1. */
export function publish({
  segments = [],
  journeys = [],
  since = {},
  zone = "UTC",
  attributes,
}: Published): Definitions {
  return compileDefinitions({
    rev: 1,
    settings: settings({ zone, attributes }),
    journeys: journeys.map((change) => ({ journey: journey(change), version: 1, live: true })),
    segments,
    templates: [],
    since,
  });
}

/** The events that a sweep makes of a customer, as "type value". */
export function sweepTold(before: Customer, published: Definitions, now: Instant) {
  const { customer, outcome, owed } = sweepCustomer(before, published, now, "run");
  const told = (outcome?.derived ?? []).map(({ type, properties }) =>
    [type, ...Object.values(properties)].join(" "),
  );
  return { customer, told, owed };
}

/** As after its commit: one revision on. */
export function committed(customer: Customer): Customer {
  return { ...customer, rev: customer.rev + 1 };
}
