import * as z from "zod";
import { meantWord } from "./other-words.ts";
import { valueAt } from "./place.ts";

type Schema = z.core.$ZodType;

/** The schema without what wraps it. */
export function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodLazy || schema instanceof z.ZodOptional)
    return unwrap(schema.unwrap());
  return schema;
}

/** The schema that a place of the file is read by: through unions, by what stands in the file. */
export function schemaAt(
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[],
): Schema | undefined {
  const here = unwrap(schema);
  const [part, ...rest] = path;
  if (part === undefined) return here;
  const owner = narrow(here, value);
  const child = owner && childOf(owner, part);
  const inside = Object.hasOwn(Object(value), part)
    ? (value as Record<PropertyKey, unknown>)[part]
    : undefined;
  return child && schemaAt(child, inside, rest);
}

/** The schema of a place as its owner declares it, with what is said of it there. */
export function declaredAt(
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[],
): Schema | undefined {
  const above = path.slice(0, -1);
  const part = path.at(-1);
  const union = schemaAt(schema, value, above);
  const owner = union && narrow(union, valueAt(value, above));
  return owner === undefined || part === undefined ? undefined : childOf(owner, part);
}

function childOf(schema: Schema, part: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) {
    const isKey = Object.hasOwn(schema.shape, part);
    return isKey ? (schema.shape[String(part)] as Schema) : schema.def.catchall;
  }
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(part)];
  return undefined;
}

/** A union's option that was meant; any other schema itself. */
export function narrow(schema: Schema, value: unknown): Schema | undefined {
  if (!(schema instanceof z.ZodUnion)) return schema;
  const picked = pickOption(schema, value);
  return picked && narrow(unwrap(picked), value);
}

/** The option of a union that the author meant; undefined when nothing says which. */
export function pickOption(union: z.ZodUnion, value: unknown): Schema | undefined {
  const options = optionsOf(union);
  if (Array.isArray(value)) return options.find((option) => option instanceof z.ZodArray);
  if (typeof value === "object" && value !== null) return pickObject(options, value);
  if (typeof value === "string") return pickText(options, value);
  if (typeof value === "number") return options.find((option) => option instanceof z.ZodNumber);
  return options.find((option) => z.safeParse(option, value).success);
}

/** The options of a union and of the unions in it; any other schema is its own only one. */
export function optionsOf(schema: Schema): Schema[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? inner.options.flatMap(optionsOf) : [inner];
}

/**
 * How many parts of a path lead to its first union, its own place included; undefined: to none. Of a
 * discriminated union zod names the faults of the option that was meant, so it is none of these.
 */
export function pathToUnion(
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[],
): number | undefined {
  const here = unwrap(schema);
  if (here instanceof z.ZodUnion && !(here instanceof z.ZodDiscriminatedUnion)) return 0;
  const [part, ...rest] = path;
  const owner = part === undefined ? undefined : narrow(here, value);
  const child = owner && part !== undefined ? childOf(owner, part) : undefined;
  if (child === undefined || part === undefined) return undefined;
  const inside = Object.hasOwn(Object(value), part)
    ? (value as Record<PropertyKey, unknown>)[part]
    : undefined;
  const further = pathToUnion(child, inside, rest);
  return further === undefined ? undefined : further + 1;
}

/** The key that tells an object from the others of its union: its first. */
export function firstKey(schema: Schema): string | undefined {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape)[0] : undefined;
}

/**
 * By the first key that is there (`event`, `all`); of several options that begin with it, by its
 * value (`segment.entered`), and where that is none of their words by the other keys.
 */
function pickObject(options: readonly Schema[], value: object): Schema | undefined {
  const objects = options.filter((option) => option instanceof z.ZodObject);
  if (objects.length === 1) return objects[0];
  const keys = Object.keys(value);
  for (const key of keys) {
    const named = objects.filter((option) => firstKey(option) === key);
    if (named.length === 1) return named[0];
    const found = (value as Record<string, unknown>)[key];
    const said = named.find(
      (option) => typeof found === "string" && fixedWords(wordAt(option, key)).includes(found),
    );
    if (said !== undefined) return said;
    if (named.length > 0) return fewestStrangers(named, keys);
  }
  const [first, ...others] = new Set(objects.map(firstKey));
  // The key that says which is missing, and not misspelt: what else stands there says it.
  const isLeftOut =
    others.length === 0 && first !== undefined && meantKey(keys, [first]) === undefined;
  if (!isLeftOut || keys.length === 0) return undefined;
  const silent = objects.find((option) => z.safeParse(option.shape[first], undefined).success);
  return silent ?? fewestStrangers(objects, keys);
}

function wordAt(option: z.ZodObject, key: string): Schema {
  return unwrap(option.shape[key] as Schema);
}

/**
 * The option with the fewest keys that it does not know. Of several the one that takes any word, so
 * that it says the least; undefined where all have words of their own.
 */
function fewestStrangers(
  options: readonly z.ZodObject[],
  keys: readonly string[],
): Schema | undefined {
  const strangers = (option: z.ZodObject) =>
    keys.filter((key) => !Object.hasOwn(option.shape, key)).length;
  const least = Math.min(...options.map(strangers));
  const [option, ...others] = options.filter((one) => strangers(one) === least);
  if (others.length === 0) return option;
  return options.find(
    (one) => strangers(one) === least && fixedWords(wordAt(one, firstKey(one) ?? "")).length === 0,
  );
}

/** The key that stands for one of those: misspelt, or as other systems call it. */
export function meantKey(
  keys: readonly string[],
  known: readonly string[],
): { readonly key: string; readonly nearest: string } | undefined {
  for (const key of keys) {
    const nearest = meantWord(key, known);
    if (nearest !== undefined) return { key, nearest };
  }
  return undefined;
}

/** A fixed word when one is near, else free text. Undefined: only options of another type are left. */
function pickText(options: readonly Schema[], value: string): Schema | undefined {
  const fixed = options.filter((option) => fixedWords(option).length > 0);
  const near = fixed.find((option) => meantWord(value, fixedWords(option)) !== undefined);
  const free = options.find((option) => option instanceof z.ZodString);
  return near ?? free ?? (fixed.length === options.length ? fixed[0] : undefined);
}

/** The words that an enum or a literal allows. */
export function fixedWords(schema: Schema): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return [];
}
