import type * as z from "zod";
import { type FileText, notUtf8 } from "../text/decode-utf8.ts";
import { explainIssues } from "./explain-issues.ts";
import { tooLarge } from "./file-size.ts";
import { parseJson } from "./parse-json.ts";
import { atLine } from "./place.ts";
import { error, type Finding, isBlocking, type Problem, problemOf } from "./problem.ts";

/** A definition as its file says it: `value` when it is good by itself. */
export interface Read<T> {
  /** The file that its verdict is told beside. */
  readonly path: string;
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/** One JSON file: its text, its schema, then what the schema can't see. */
export function readJson<T>(
  path: string,
  text: FileText,
  schema: z.ZodType<T>,
  check: (value: T) => Finding[],
): Read<T> {
  const told = (findings: readonly Finding[]) => findings.map((finding) => ({ path, ...finding }));
  if (typeof text !== "string") {
    return { path, value: undefined, problems: told([problemOf("error", "", notUtf8(text))]) };
  }
  const large = tooLarge(text);
  if (large !== undefined) return { path, value: undefined, problems: told([large]) };
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const slip = error(atLine(parsed), parsed.message);
    return { path, value: undefined, problems: told([slip]) };
  }
  const result = schema.safeParse(parsed.value);
  if (!result.success) {
    return { path, value: undefined, problems: told(explainIssues(schema, parsed.value)) };
  }
  const problems = told(check(result.data));
  return { path, value: problems.some(isBlocking) ? undefined : result.data, problems };
}
