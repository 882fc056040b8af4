import * as z from "zod";
import { explainNoOption, explainWord, misfit, missing, typeWords } from "./explain-value.ts";
import { fixedWords, narrow, optionsOf, pickOption, schemaAt } from "./find-schema.ts";
import { didYouMean, nearestOrKnown, nearestWord } from "./nearest-word.ts";
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
  explainAll(reading, result.error.issues, []);
  return reading.findings.filter(
    // A key misspelt is not also a key missing, nor a test forgotten.
    ({ place, found }) => !(found === undefined && reading.typos.has(place)),
  );
}

function explainAll(reading: Reading, issues: readonly Issue[], path: PropertyKey[]): void {
  for (const issue of issues) {
    if (reading.findings.length >= mostFindings) return;
    const placed = { ...issue, path: [...path, ...issue.path] };
    if (placed.code === "invalid_union") explainUnion(reading, placed);
    else reading.findings.push(...explain(reading, placed));
  }
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
      return found === undefined ? [missing(place, wanted)] : [misfit(place, found, wanted)];
    }
    case "invalid_key":
      return issue.issues.map(({ message }) => {
        const text = shortText(String(issue.path.at(-1)));
        return error(place, `${text} does not fit; ${message}`, { found: text });
      });
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

function explainKey(
  { schema, value, typos }: Reading,
  path: readonly PropertyKey[],
  key: string,
): Finding {
  const here = valueAt(value, path);
  const union = schemaAt(schema, value, path);
  const owner = union && narrow(union, here);
  const known = owner instanceof z.ZodObject ? Object.keys(owner.shape) : [];
  const free = known.filter((other) => !Object.hasOwn(Object(here), other));
  const nearest = nearestWord(key, free);
  if (nearest !== undefined) typos.add(placeOf([...path, nearest]));
  return error(placeOf(path), `no key ${shortText(key)}${nearestOrKnown(nearest, known)}`, {
    found: shortText(key),
    ...(nearest !== undefined && { nearest }),
  });
}

/** Explains the issues of that option of a union which the author meant, and no others. */
function explainUnion(reading: Reading, issue: z.core.$ZodIssueInvalidUnion): void {
  const { schema, value, findings } = reading;
  const place = placeOf(issue.path);
  const found = valueAt(value, issue.path);
  if (issue.discriminator !== undefined) {
    const kinds = "options" in issue ? (issue.options ?? []).map(String) : [];
    const kind = issue.discriminator === "do" ? "step" : "word";
    const misspelt = found === undefined ? findMisspelt(value, issue) : undefined;
    if (misspelt !== undefined) {
      findings.push(misspelt);
      return;
    }
    findings.push(explainWord(place, found, kinds, kind));
    return;
  }
  const union = schemaAt(schema, value, issue.path);
  const option = union instanceof z.ZodUnion ? pickOption(union, found) : undefined;
  if (!(union instanceof z.ZodUnion)) findings.push(misfit(place, found, issue.message));
  else if (option === undefined) findings.push(explainNoOption(place, found, union));
  else if (fixedWords(option).length > 0) {
    findings.push(explainWord(place, found, optionsOf(union).flatMap(fixedWords)));
  } else explainAll(reading, z.safeParse(option, found).error?.issues ?? [], issue.path);
}

/** Finds the misspelt key that was meant to say which option an object is. */
function findMisspelt(
  value: unknown,
  { path, discriminator = "" }: z.core.$ZodIssueInvalidUnion,
): Finding | undefined {
  const above = path.slice(0, -1);
  const here = Object(valueAt(value, above)) as object;
  const key = Object.keys(here).find((one) => nearestWord(one, [discriminator]) !== undefined);
  if (key === undefined) return undefined;
  const text = shortText(key);
  return error(placeOf(above), `no key ${text}${didYouMean(discriminator)}`, {
    found: text,
    nearest: discriminator,
  });
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
  const example = wanted && exampleOf(wanted);
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

function exampleOf(schema: Schema): unknown {
  const { examples } = z.globalRegistry.get(schema) ?? {};
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
  if (nearestWord(found, words) !== undefined) return explainWord(place, found, words);
  const text = shortText(found);
  const says = /^(?:write|this) /.test(message) ? `${text} does not fit; ${message}` : message;
  return error(place, says, { found: text });
}
