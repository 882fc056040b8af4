import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { type Definitions, type JsonSchema, resolve, saidOf, tellApart } from "./tell-apart.ts";

/**
 * The JSON Schema of one kind of file: unions that a validator can tell apart, and beside every
 * property what it is for and an example, since editors show what stands there and follow no `$ref`.
 * @param name such as "journey"
 */
export function makeSchema(name: string, schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  const { $schema, $ref, $defs = {} } = made as JsonSchema & { $defs?: Definitions };
  const written = Object.entries($defs).map(([id, definition]) => {
    const self = `#/$defs/${id}`;
    return [id, write(definition, $defs, self)] as const;
  });
  const { title, description } = resolve({ $ref: `#/$defs/${name}` }, $defs);
  return {
    $schema,
    $id: `urn:sojourn:schema:${name}`,
    title,
    description,
    $ref,
    $defs: onlyUsed(Object.fromEntries(written), `#/$defs/${name}`),
  };
}

function write(schema: JsonSchema, definitions: Definitions, self: string): JsonSchema {
  const told = schema.anyOf || schema.oneOf ? tellApart(schema, definitions, self) : schema;
  return mapValues(told, (key, value) => {
    if (key === "properties") {
      return mapValues(value as JsonSchema, (_, property) =>
        typeof property === "object"
          ? complete(write(property as JsonSchema, definitions, self), definitions)
          : property,
      );
    }
    return key === "examples" || key === "required" ? value : writeInside(value, definitions, self);
  });
}

function writeInside(value: unknown, definitions: Definitions, self: string): unknown {
  if (Array.isArray(value)) return value.map((one) => writeInside(one, definitions, self));
  if (typeof value !== "object" || value === null) return value;
  return write(value as JsonSchema, definitions, self);
}

function mapValues(
  record: Readonly<JsonSchema>,
  change: (key: string, value: unknown) => unknown,
): JsonSchema {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(key, value)]),
  );
}

/** What a word says of itself holds for a property that is one, unless the property says more. */
function complete(property: JsonSchema, definitions: Definitions): JsonSchema {
  const { description: _, examples: __, ...judged } = property;
  const word = resolve(property, definitions);
  const judges =
    property.$ref === undefined
      ? judged
      : // A keyword that the word has already would be a second error of one fault.
        Object.fromEntries(
          Object.entries(judged).filter(([key, value]) => !isDeepStrictEqual(word[key], value)),
        );
  return { ...saidOf(property, definitions), ...judges };
}

function onlyUsed(definitions: Definitions, root: string): Definitions {
  const used = new Set<string>();
  const visit = (ref: string): void => {
    if (used.has(ref)) return;
    used.add(ref);
    for (const inner of refsIn(resolveOnce(ref, definitions))) visit(inner);
  };
  visit(root);
  return Object.fromEntries(
    Object.entries(definitions).filter(([id]) => used.has(`#/$defs/${id}`)),
  );
}

function resolveOnce(ref: string, definitions: Definitions): JsonSchema {
  return definitions[ref.slice("#/$defs/".length)] ?? {};
}

function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) =>
    key === "$ref" && typeof inside === "string" ? [inside] : refsIn(inside),
  );
}
