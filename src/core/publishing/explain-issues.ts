import * as z from "zod";
import {
  explainNoOption,
  explainOtherKey,
  explainWord,
  misfit,
  missing,
  typeWords,
} from "./explain-value.ts";
import {
  declaredAt,
  fixedWords,
  meantKey,
  narrow,
  optionsOf,
  pathToUnion,
  pickOption,
  schemaAt,
} from "./find-schema.ts";
import { nearestValue } from "./nearest-value.ts";
import { didYouMean, nearestOrKnown } from "./nearest-word.ts";
import { meantWord } from "./other-words.ts";
import { placeOf, shortText, valueAt } from "./place.ts";
import { error, type Finding } from "./problem.ts";

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** After so many mistakes nobody reads on; a file may have thousands. */
const mostFindings = 100;

/** A file while its issues are explained. */
interface Reading {
  readonly schema: Schema;
  readonly value: unknown;
  /** Places where a key is misspelt, and where the right one is therefore missing. */
  readonly typos: Set<string>;
  readonly findings: Finding[];
}

/** What a schema finds wrong in a file, in plain words: one finding per mistake, not per rule. */
export function explainIssues(schema: Schema, value: unknown): Finding[] {
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  const reading: Reading = { schema, value, typos: new Set(), findings: [] };
  explainAll(reading, schema, value, []);
  const told = reading.findings.filter(
    // A key misspelt is not also a key missing, nor a test forgotten.
    ({ place, found }) => !(found === undefined && reading.typos.has(place)),
  );
  // Whatever was meant, a file is not refused without a word.
  return told.length > 0
    ? told
    : result.error.issues.map(({ path, message }) => error(placeOf(path), message));
}

/**
 * @param schema that judges the value at the path, with its unions: where exactly one option of a
 *   union can read a value zod tells that option's issues, whichever was meant
 */
function explainAll(
  reading: Reading,
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[],
): void {
  const unions = new Set<string>();
  const misfits = new Set<string>();
  for (const issue of z.safeParse(schema, value).error?.issues ?? []) {
    if (reading.findings.length >= mostFindings) return;
    // A key that may not stand there is its owner's fault, whatever would be read under it.
    const owner = issue.code === "invalid_key" ? issue.path.slice(0, -1) : issue.path;
    const parts = pathToUnion(schema, value, owner);
    if (parts !== undefined) {
      const union = [...path, ...issue.path.slice(0, parts)];
      if (!unions.has(placeOf(union))) explainUnion(reading, union);
      unions.add(placeOf(union));
      continue;
    }
    const placed = { ...issue, path: [...path, ...issue.path] };
    const place = placeOf(placed.path);
    // What is of a wrong type has no length.
    if (misfits.has(place)) continue;
    if (placed.code === "invalid_type") misfits.add(place);
    if (placed.code === "invalid_union") explainDiscriminated(reading, placed);
    else {
      const told = explain(reading, placed);
      const isOfKey = placed.code === "unrecognized_keys" || placed.code === "invalid_key";
      reading.findings.push(
        ...told.map((one) => (isOfKey ? one : withNearest(reading, placed.path, one))),
      );
    }
  }
}

/** The value as the schema would take it, where the finding names none yet. */
function withNearest({ schema, value }: Reading, path: PropertyKey[], finding: Finding): Finding {
  const wanted = schemaAt(schema, value, path);
  if (finding.nearest !== undefined || wanted === undefined || finding.place !== placeOf(path)) {
    return finding;
  }
  // In another case it would be free again, and mean nothing.
  if (finding.message.includes("reserved")) return finding;
  const nearest = nearestValue(wanted, valueAt(value, path), path.at(-1));
  if (nearest === undefined) return finding;
  const text = typeof nearest === "string" ? nearest : JSON.stringify(nearest);
  const isSaid = finding.message.includes("did you mean");
  const hint = isSaid ? "" : `; did you mean ${shortText(nearest)}?`;
  return { ...finding, message: finding.message + hint, nearest: text };
}

type PlainIssue = Exclude<Issue, z.core.$ZodIssueInvalidUnion>;

function explain(reading: Reading, issue: PlainIssue): Finding[] {
  const { schema, value } = reading;
  const found = valueAt(value, issue.path);
  const place = placeOf(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      reading.typos.add(place);
      return issue.keys.map((key) => explainKey(reading, issue.path, key));
    case "invalid_value":
      return [explainWord(place, found, issue.values.map(String))];
    case "invalid_type": {
      const wanted = wantedAt(schema, value, issue);
      if (found === undefined) return [missing(place, wanted)];
      if (!["string", "number", "boolean"].includes(issue.expected)) {
        return [misfit(place, found, wanted)];
      }
      return [explainList(reading, issue.path) ?? misfit(place, found, wanted)];
    }
    case "invalid_key":
      return issue.issues.map(({ message }) => explainName(reading, issue.path, message));
    case "too_small":
    case "too_big":
      return [explainSize(place, found, issue)];
    case "invalid_format":
    case "custom":
      return [explainFormat(schema, value, issue)];
    case "not_multiple_of":
    case "invalid_element":
      return [misfit(place, found, issue.message)];
  }
}

/** A name that the author chose, where only some can be chosen. */
function explainName({ schema, value }: Reading, path: PropertyKey[], message: string): Finding {
  const name = String(path.at(-1));
  const text = shortText(name);
  const owner = schemaAt(schema, value, path.slice(0, -1));
  const nearest = owner instanceof z.ZodRecord ? nearestValue(owner.keyType, name) : undefined;
  const isNear = typeof nearest === "string" && !message.includes("reserved");
  return error(
    placeOf(path),
    `${text} does not fit; ${message}${isNear ? didYouMean(nearest) : ""}`,
    {
      found: text,
      ...(isNear && { nearest }),
    },
  );
}

function explainKey(
  { schema, value, typos }: Reading,
  path: readonly PropertyKey[],
  key: string,
): Finding {
  const here = valueAt(value, path);
  const union = schemaAt(schema, value, path);
  const owner = union && narrow(union, here);
  const known = owner instanceof z.ZodRecord ? fixedWords(owner.keyType) : keysOf(owner);
  const free = known.filter((other) => !Object.hasOwn(Object(here), other));
  const nearest = meantWord(key, free);
  if (nearest !== undefined) {
    typos.add(placeOf([...path, nearest]));
    return explainOtherKey(placeOf(path), key, nearest);
  }
  if (/^\$?(?:not?|n)[-_]?in$/i.test(key) && known.includes("in")) {
    const wanted = '{ "not": { …, "in": [ … ] } }';
    const message = `no key ${shortText(key)}; write ${wanted}`;
    return error(placeOf(path), message, { found: shortText(key), wanted, nearest: "not" });
  }
  return error(placeOf(path), `no key ${shortText(key)}${nearestOrKnown(undefined, known)}`, {
    found: shortText(key),
  });
}

/** A list where one value stands: which condition asks for any of them. */
function explainList({ schema, value }: Reading, path: PropertyKey[]): Finding | undefined {
  const found = valueAt(value, path);
  if (!Array.isArray(found) || found.length < 2) return undefined;
  const above = schemaAt(schema, value, path.slice(0, -1));
  const keys = above === undefined ? [] : optionsOf(above).flatMap(keysOf);
  const key = String(path.at(-1));
  // What `not` denies may be several.
  if (key === "not") return undefined;
  const text = shortText(found);
  const says = `${text} is a list, and one value stands here`;
  if (keys.includes("in") && key === "is") {
    const wanted = `"in": ${text}`;
    return error(placeOf(path), `${says}; write ${wanted}`, { found: text, wanted, nearest: "in" });
  }
  if (!keys.includes("any")) return error(placeOf(path), says, { found: text });
  const any = shortText({ any: found.map((one: unknown) => ({ [key]: one })) });
  return error(placeOf(path), `${says}; for any of them write ${any}`, {
    found: text,
    wanted: any,
    nearest: "any",
  });
}

function keysOf(schema: Schema | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Explains the issues of that option of a union which the author meant, and no others. */
function explainUnion(reading: Reading, path: PropertyKey[]): void {
  const { schema, value, findings } = reading;
  const place = placeOf(path);
  const found = valueAt(value, path);
  const union = schemaAt(schema, value, path);
  if (!(union instanceof z.ZodUnion)) return;
  const option = pickOption(union, found);
  const told = (finding: Finding) => findings.push(withNearest(reading, path, finding));
  const isOfValues = !optionsOf(union).some((one) => one instanceof z.ZodObject);
  if (option === undefined) {
    const list = isOfValues || path.at(-1) === "is" ? explainList(reading, path) : undefined;
    told(list ?? explainNoOption(place, found, union));
  } else if (fixedWords(option).length > 0) {
    told(explainWord(place, found, optionsOf(union).flatMap(fixedWords)));
  } else explainAll(reading, option, found, path);
}

/** Where it is not known which option of a discriminated union was meant. */
function explainDiscriminated(
  { value, findings }: Reading,
  issue: z.core.$ZodIssueInvalidUnion,
): void {
  const place = placeOf(issue.path);
  const found = valueAt(value, issue.path);
  const { discriminator } = issue;
  const kinds = "options" in issue ? (issue.options ?? []).map(String) : [];
  const above = issue.path.slice(0, -1);
  const keys = Object.keys(Object(valueAt(value, above)) as object);
  const meant =
    found === undefined && discriminator !== undefined
      ? meantKey(keys, [discriminator])
      : undefined;
  if (meant !== undefined) {
    findings.push(explainOtherKey(placeOf(above), meant.key, meant.nearest));
    return;
  }
  findings.push(explainWord(place, found, kinds, discriminator === "do" ? "step" : "word"));
}

function explainSize(
  place: string,
  found: unknown,
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
): Finding {
  const [side, edge] =
    issue.code === "too_small"
      ? ([issue.inclusive === false ? "more than" : "at least", issue.minimum] as const)
      : ([issue.inclusive === false ? "less than" : "at most", issue.maximum] as const);
  if (issue.origin === "string") {
    const wanted = `${side} ${edge} character${Number(edge) === 1 ? "" : "s"}`;
    return error(place, `has ${String(found).length} characters; write ${wanted}`, { wanted });
  }
  if (issue.origin === "array") {
    const count = Array.isArray(found) ? found.length : 0;
    return error(place, `has ${count} entries; write ${side} ${edge}`, {
      wanted: `${side} ${edge}`,
    });
  }
  return misfit(place, found, `${side} ${edge}`);
}

/** What a word of the vocabulary says of itself; else what JSON calls its type, with an example. */
function wantedAt(schema: Schema, value: unknown, issue: z.core.$ZodIssueInvalidType): string {
  const wanted = schemaAt(schema, value, issue.path);
  const brackets = bracketWords[issue.expected];
  const example = exampleOf(declaredAt(schema, value, issue.path)) ?? exampleOf(wanted);
  if (brackets !== undefined && example !== undefined) {
    return `${brackets}, such as ${shortText(example)}`;
  }
  let here = brackets === undefined ? wanted : undefined;
  while (here !== undefined) {
    const { id, description } = z.globalRegistry.get(here) ?? {};
    if (id !== undefined && description !== undefined) {
      return description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, "");
    }
    // A word with a description of its own place stands for the word.
    here = here._zod.parent;
  }
  return typeWords[issue.expected] ?? issue.expected;
}

function exampleOf(schema: Schema | undefined): unknown {
  const { examples } = (schema && z.globalRegistry.get(schema)) ?? {};
  return Array.isArray(examples) ? examples[0] : undefined;
}

/** What has parts is shown by an example rather than told. */
const bracketWords: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
};

/** The schema's own words; with what was found, unless they say it. */
function explainFormat(schema: Schema, value: unknown, { path, message }: Issue): Finding {
  const found = valueAt(value, path);
  const place = placeOf(path);
  if (typeof found !== "string") return error(place, message);
  const union = schemaAt(schema, value, path);
  const words = union instanceof z.ZodUnion ? optionsOf(union).flatMap(fixedWords) : [];
  if (meantWord(found, words) !== undefined) return explainWord(place, found, words);
  const text = shortText(found);
  const says = /^(?:write|this) /.test(message) ? `${text} does not fit; ${message}` : message;
  return error(place, says, { found: text });
}
