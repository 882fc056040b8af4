import * as z from "zod";
import { nearestWord } from "./nearest-word.ts";

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

function childOf(schema: Schema, part: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)] ?? schema.def.catchall;
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
  return options.find((option) => z.safeParse(option, value).success);
}

/** The options of a union and of the unions in it. */
export function optionsOf(union: z.ZodUnion): Schema[] {
  return union.options.flatMap((option) => {
    const inner = unwrap(option);
    return inner instanceof z.ZodUnion ? optionsOf(inner) : [inner];
  });
}

/** The key that tells an object from the others of its union: its first. */
export function firstKey(schema: Schema): string | undefined {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape)[0] : undefined;
}

/** By the value of the first key (`do`), else by the first key that is there (`event`, `all`). */
function pickObject(options: readonly Schema[], value: object): Schema | undefined {
  const objects = options.filter((option) => option instanceof z.ZodObject);
  if (objects.length === 1) return objects[0];
  for (const key of Object.keys(value)) {
    const named = objects.filter((option) => firstKey(option) === key);
    if (named.length === 1) return named[0];
    const found = (value as Record<string, unknown>)[key];
    const exact = named.find((option) => z.safeParse(option.shape[key] as Schema, found).success);
    if (exact !== undefined) return exact;
  }
  return undefined;
}

/** A fixed word when one is near, else free text. */
function pickText(options: readonly Schema[], value: string): Schema | undefined {
  const fixed = options.filter((option) => fixedWords(option).length > 0);
  const near = fixed.find((option) => nearestWord(value, fixedWords(option)) !== undefined);
  return near ?? options.find((option) => option instanceof z.ZodString) ?? fixed[0];
}

/** The words that an enum or a literal allows. */
export function fixedWords(schema: Schema): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return [];
}
