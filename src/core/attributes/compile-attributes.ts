import { compileCondition } from "../conditions/compile-condition.ts";
import { measureEvent } from "../conditions/compile-event.ts";
import type { CompileContext, ComputedValue, WhyNone } from "../conditions/subject.ts";
import type { AttributeValue, Customer } from "../customers/customer.ts";
import type { Attribute, Lifecycle } from "../definitions/attribute.ts";
import type { Clusters } from "../models/clusters.ts";
import { compileModel } from "../models/compile-model.ts";
import { attributeOf, nameOfCluster } from "../models/feature-words.ts";
import { readProfiling } from "../models/profiling.ts";
import { readFeature } from "../models/read-features.ts";
import { compileRfm } from "./compile-rfm.ts";
import { compileValue, leafOf } from "./compile-value.ts";
import { computedNames } from "./groups-of.ts";
import { type ClustersModel, type Model, modelOf } from "./model.ts";

/** A computed attribute, ready to be asked. */
export interface Computed {
  readonly name: string;
  /** The attribute whose file gives it. */
  readonly attribute: Attribute;
  readonly value: ComputedValue;
  /** Why there is no value where there is none, as far as the figure tells. */
  readonly whyNone?: WhyNone | undefined;
}

/** Looks a computed attribute up by its name; compiled when it is asked for first. */
export type FindComputed = (name: string) => Computed | undefined;

/**
 * Attributes as closures over what is known of a customer. Who refuses profiling has no value but
 * the neutral one that the file names.
 * @param contextOf what an attribute is compiled in, by the attribute's name
 */
export function compileAttributes(
  attributes: readonly Attribute[],
  models: readonly Model[] | undefined,
  contextOf: (name: string) => CompileContext,
): FindComputed {
  const owners = new Map(
    attributes.flatMap((one) => computedNames(one).map((name) => [name, one])),
  );
  const compiled = new Map<Attribute, ReadonlyMap<string, Computed>>();
  const begun = new Set<Attribute>();
  return (name) => {
    const attribute = owners.get(name);
    if (attribute === undefined) return undefined;
    const known = compiled.get(attribute);
    if (known !== undefined) return known.get(name);
    if (begun.has(attribute)) throw new RangeError(`attribute "${name}" hangs on itself`);
    begun.add(attribute);
    const context = contextOf(attribute.name);
    const values = compileKind(attribute, modelOf(attribute, models), context);
    const whyNone = whyNoFigure(attribute, context);
    const own = new Map(
      [...values].map(([of, value]) => [
        of,
        { name: of, attribute, value: orNeutral(value, neutralOf(attribute, of)), whyNone },
      ]),
    );
    compiled.set(attribute, own);
    return own.get(name);
  };
}

function compileKind(
  attribute: Attribute,
  model: Model | undefined,
  context: CompileContext,
): ReadonlyMap<string, ComputedValue> {
  const { name } = attribute;
  switch (attribute.kind) {
    case "computed":
      return new Map([[name, compileValue(attribute.value, context)]]);
    case "rfm":
      return compileRfm(attribute, model?.kind === "rfm" ? model : undefined, context);
    case "lifecycle":
      return new Map([[name, compileStages(attribute, context)]]);
    case "clusters": {
      const learned = model?.kind === "clusters" ? model : undefined;
      return new Map([[name, compileClusters(attribute, learned, context)]]);
    }
  }
}

/** What the figure of an event tells of why it has no value; nothing of who refuses profiling. */
function whyNoFigure(attribute: Attribute, context: CompileContext): WhyNone | undefined {
  if (attribute.kind !== "computed" || !("event" in attribute.value)) return undefined;
  const [measured] = measureEvent(leafOf(attribute.value), context);
  const whyNone = measured?.whyNone;
  if (whyNone === undefined) return undefined;
  return (subject) =>
    readProfiling(subject.customer) === "allowed" ? whyNone(subject) : undefined;
}

function neutralOf(attribute: Attribute, name: string): AttributeValue | undefined {
  return attribute.kind === "computed" || name !== attribute.name ? undefined : attribute.refused;
}

/** Kept from one call to the next: each band is a segment that asks about the same customer. */
function orNeutral(value: ComputedValue, neutral: AttributeValue | undefined): ComputedValue {
  let about: Customer | undefined;
  let at = Number.NaN;
  let known: AttributeValue | undefined;
  return (subject) => {
    const { customer, now } = subject;
    if (customer === about && now === at) return known;
    known = readProfiling(customer) === "allowed" ? value(subject) : neutral;
    about = customer;
    at = now;
    return known;
  };
}

function compileStages({ stages }: Lifecycle, context: CompileContext): ComputedValue {
  const compiled = stages.map(({ name, when }) => ({
    name,
    holds: compileCondition(when, context),
  }));
  return (subject) => {
    for (const { name, holds } of compiled) if (holds(subject)) return name;
    return undefined;
  };
}

/**
 * Membership of clusters. Nobody is in one before they are learned, nor a customer that lacks a
 * feature, unless the file says so.
 */
function compileClusters(
  definition: Clusters,
  model: ClustersModel | undefined,
  context: CompileContext,
): ComputedValue {
  const read = compileFeatures(definition, context);
  if (model === undefined) return () => undefined;
  const assign = compileModel(model.clusters);
  return (subject) => {
    const values = read(subject);
    if (values === undefined) return undefined;
    const { id } = assign(values).cluster;
    return nameOfCluster(definition, id) ?? id;
  };
}

/** A customer's features as numbers; undefined where one of them is none. */
export function compileFeatures(
  { features }: Clusters,
  { computed }: CompileContext,
): (subject: Parameters<ComputedValue>[0]) => number[] | undefined {
  const readers = features.map((feature): ((...of: Parameters<ComputedValue>) => unknown) => {
    const name = attributeOf(feature);
    if (typeof feature === "string" || !("computed" in feature)) {
      return ({ customer }) => customer.attributes[name];
    }
    const value = computed?.(name);
    if (value === undefined) throw new RangeError(`no computed attribute "${name}"`);
    return value;
  });
  return (subject) => {
    const values: number[] = [];
    for (const [at, feature] of features.entries()) {
      const value = readFeature(feature, readers[at]?.(subject));
      if (typeof value === "string") return undefined;
      values.push(value);
    }
    return values;
  };
}
