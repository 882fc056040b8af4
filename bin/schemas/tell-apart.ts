import { isDeepStrictEqual } from "node:util";

/** A schema as JSON, with the keywords that are looked at here. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, JsonSchema | boolean>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  [keyword: string]: unknown;
}

/** The definitions of one file by name, before anything is changed in them. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

const refTo = "#/$defs/";

/** What a `$ref` stands for, without what is written beside it. */
export function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.slice(refTo.length);
  const found = name === undefined ? undefined : definitions[name];
  return found === undefined ? schema : resolve(found, definitions);
}

/**
 * Writes a union so that a validator judges a value by the one option that was meant. `anyOf` would
 * report the faults of every option: 60 errors for one misspelt key of a condition. Options of
 * another type need no choice, their keywords concern no other type; objects are told apart by the
 * value of a key that all have (`do`), or by the key that only one has first (`event`, `all`).
 * @param self where the union stands, such as `#/$defs/step`: what leads back to it is judged outside
 *   of the choice, since a validator reports each choice on the way to a fault as one more
 */
export function tellApart(union: JsonSchema, definitions: Definitions, self: string): JsonSchema {
  const { anyOf: _, oneOf: __, ...own } = union;
  const options = optionsOf(union, definitions);
  const ofType = Map.groupBy(options, typeOf);
  const types = [...ofType.keys()];
  const parts = types.map((type) => {
    const those = ofType.get(type) ?? [];
    if (type === "object") return tellObjects(those, definitions, self);
    return type === "string" ? joinTexts(those, types.length > 1) : only(those, type);
  });
  return {
    ...own,
    type: types.length === 1 ? types[0] : types,
    ...merge(parts),
  };
}

function optionsOf(union: JsonSchema, definitions: Definitions): JsonSchema[] {
  const options = union.anyOf ?? union.oneOf ?? [];
  return options.flatMap((option) => {
    const inner = resolve(option, definitions);
    return inner.anyOf || inner.oneOf ? optionsOf(inner, definitions) : [inner];
  });
}

function typeOf({ type }: JsonSchema): string {
  if (typeof type !== "string") throw new TypeError("an option of a union needs one type");
  return type;
}

function only([option, ...others]: readonly JsonSchema[], type: string): JsonSchema {
  if (option === undefined || others.length > 0) {
    throw new TypeError(`no rule tells options of type ${type} apart`);
  }
  return withoutHead(option);
}

function withoutHead({ type: _, description: __, examples: ___, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** Parts of other types have other keywords, but for their choices. */
function merge(parts: readonly JsonSchema[]): JsonSchema {
  const allOf = parts.flatMap((part) => part.allOf ?? []);
  return { ...Object.assign({}, ...parts), ...(allOf.length > 0 && { allOf }) };
}

/** Fixed words beside a form are one more form: `^(?:send-window|…)$`. */
function joinTexts(options: readonly JsonSchema[], amongOthers: boolean): JsonSchema {
  const words = options.flatMap(fixedValues);
  const free = options.filter((option) => fixedValues(option).length === 0);
  if (free.length === 0) {
    // `enum` would judge values of the other types, too.
    const known = { enum: words };
    return amongOthers ? { allOf: [{ if: { type: "string" }, then: known }] } : known;
  }
  if (options.length === 1) return only(options, "string");
  const patterns = free.flatMap(({ pattern }) => pattern ?? []);
  if (patterns.length < free.length) return {};
  const word = words.length > 0 ? [`^(?:${words.map(String).join("|")})$`] : [];
  return { pattern: [...word, ...patterns].join("|") };
}

function fixedValues({ const: one, enum: several }: JsonSchema): unknown[] {
  return several ?? (one === undefined ? [] : [one]);
}

function tellObjects(
  options: readonly JsonSchema[],
  definitions: Definitions,
  self: string,
): JsonSchema {
  if (options.length === 1) return only(options, "object");
  const byFirst = Map.groupBy(options, firstKey);
  const [key = ""] = byFirst.keys();
  return byFirst.size === 1
    ? tellByValue(key, options, definitions, self)
    : tellByKey(byFirst, definitions, self);
}

function firstKey({ properties = {} }: JsonSchema): string {
  return Object.keys(properties)[0] ?? "";
}

function propertyOf({ properties = {} }: JsonSchema, key: string): JsonSchema {
  const found = properties[key];
  return typeof found === "object" ? found : {};
}

function tellByValue(
  key: string,
  options: readonly JsonSchema[],
  definitions: Definitions,
  self: string,
): JsonSchema {
  const values = options.map((option) => fixedValues(propertyOf(option, key)));
  const isFixed = values.every((words) => words.length > 0);
  const common = (options[0]?.required ?? []).filter((name) =>
    options.every(({ required = [] }) => required.includes(name)),
  );
  const shared = hoist(options, definitions, self);
  const known = {
    description: joinSaid(options.map((option) => propertyOf(option, key))),
    ...(isFixed
      ? { enum: values.flat() }
      : { examples: options.flatMap((option) => shownAt(option, key, definitions)) }),
  };
  const choices = options.map((option, index) => {
    const words = values[index] ?? [];
    const wanted =
      words.length === 0
        ? { not: { enum: values.flat() } }
        : words.length > 1
          ? { enum: words }
          : { const: words[0] };
    const { required = [], ...branch } = onlyOwnKeys(option, options);
    const more = required.filter((name) => !common.includes(name));
    return {
      if: {
        type: "object",
        properties: { [key]: { ...saidOf(propertyOf(option, key), definitions), ...wanted } },
        ...(required.includes(key) && { required: [key] }),
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: {
        ...branch,
        ...(more.length > 0 && { required: more }),
        properties: { ...option.properties, ...leftOut(option, shared, definitions) },
      },
    };
  });
  return {
    properties: { [key]: known, ...shared },
    ...knownKeys(options),
    ...(common.length > 0 && { required: common }),
    allOf: choices,
  };
}

/** A key that no option has is one fault of the union, not one more of the option that was meant. */
function knownKeys(options: readonly JsonSchema[]): JsonSchema {
  return {
    patternProperties: { [anyOfThese(keysOf(options))]: true },
    additionalProperties: false,
  };
}

/** The option without the keys that only other options have. */
function onlyOwnKeys(option: JsonSchema, options: readonly JsonSchema[]): JsonSchema {
  const { additionalProperties: _, ...rest } = option;
  const foreign = keysOf(options).difference(keysOf([option]));
  return foreign.size === 0
    ? rest
    : { ...rest, patternProperties: { [anyOfThese(foreign)]: false } };
}

function keysOf(options: readonly JsonSchema[]): Set<string> {
  return new Set(options.flatMap(({ properties = {} }) => Object.keys(properties)));
}

function anyOfThese(keys: ReadonlySet<string>): string {
  // `$schema` is the only key with a sign in it.
  return `^(?:${[...keys].map((key) => key.replace("$", "\\$")).join("|")})$`;
}

function shownAt(option: JsonSchema, key: string, definitions: Definitions): unknown[] {
  const property = propertyOf(option, key);
  const words = fixedValues(property);
  return words.length > 0 ? words : (resolve(property, definitions).examples ?? []);
}

/** Properties that all options have alike, or that lead back to the union, by name. */
function hoist(
  options: readonly JsonSchema[],
  definitions: Definitions,
  self: string,
): Record<string, JsonSchema> {
  const shared: Record<string, JsonSchema> = {};
  for (const { properties = {} } of options) {
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property !== "object") continue;
      const isCommon = options.every((option) =>
        isDeepStrictEqual(option.properties?.[name], property),
      );
      if (!isCommon && !leadsTo(property, self, definitions)) continue;
      const before = shared[name];
      if (before !== undefined && !isDeepStrictEqual(withoutHead(before), withoutHead(property))) {
        throw new TypeError(`"${name}" of ${self} has two meanings that lead back to it`);
      }
      const description = joinSaid([before ?? {}, property]);
      shared[name] = { ...property, ...(description !== "" && { description }) };
    }
  }
  return shared;
}

function leadsTo(value: unknown, self: string, definitions: Definitions): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inside]) => {
    if (key !== "$ref") return leadsTo(inside, self, definitions);
    // Lists of steps have a name of their own.
    const { items } = resolve({ $ref: String(inside) }, definitions);
    return inside === self || (items as JsonSchema | undefined)?.$ref === self;
  });
}

/** The option says what they are for; the union judges them. */
function leftOut(
  { properties = {} }: JsonSchema,
  shared: Readonly<Record<string, JsonSchema>>,
  definitions: Definitions,
): Record<string, JsonSchema> {
  const names = Object.keys(properties).filter((name) => name in shared);
  return Object.fromEntries(
    names.map((name) => [name, saidOf(propertyOf({ properties }, name), definitions)]),
  );
}

function joinSaid(schemas: readonly JsonSchema[]): string {
  const said = schemas.flatMap(({ description }) => description ?? []);
  return [...new Set(said)].join(" · ");
}

/** Of several options that begin with the same key another one tells, which they all need. */
function tellByKey(
  byFirst: ReadonlyMap<string, readonly JsonSchema[]>,
  definitions: Definitions,
  self: string,
): JsonSchema {
  const all = [...byFirst.values()].flat();
  const byKey = [...byFirst].map(([first, options]) => {
    const [option = {}, ...others] = options;
    if (others.length === 0) return { key: first, option, told: onlyOwnKeys(option, all) };
    const key = option.required?.find((name) =>
      others.every(({ required = [] }) => required.includes(name)),
    );
    if (key === undefined) throw new TypeError(`nothing tells the options of ${self} apart`);
    return { key, option, told: tellObjects(options, definitions, self) };
  });
  const keys = byKey.map(({ key }) => key);
  return {
    properties: Object.fromEntries(
      byKey.map(({ key, option }) => [key, saidOf(propertyOf(option, key), definitions)]),
    ),
    ...knownKeys(all),
    dependentSchemas: Object.fromEntries(byKey.map(({ key, told }) => [key, told])),
    // None of the keys is there.
    not: { type: "object", propertyNames: { not: { enum: keys } } },
  };
}

/** What a property says to a reader; what it is judged by is left out. */
export function saidOf(property: JsonSchema, definitions: Definitions): JsonSchema {
  const word = resolve(property, definitions);
  const examples = property.examples ?? word.examples ?? examplesOf(word);
  const description = property.description ?? word.description;
  return { ...(description && { description }), ...(examples && { examples }) };
}

function examplesOf(word: JsonSchema): unknown[] | undefined {
  const words = fixedValues(word);
  if (words.length > 0) return words;
  return word.type === "boolean" ? [true] : undefined;
}
