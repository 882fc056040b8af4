import { type $ZodType, safeParse } from "zod/v4/core";
import { operationalError } from "../../core/errors.ts";

/**
 * Checks what a handler was given.
 * @param what names it, such as "a wake"
 * @throws EventRefused with the place and the expectation, never with the value
 */
export function readInput<Input>(what: string, schema: $ZodType<Input>, value: unknown): Input {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join(".") || "the whole";
  throw operationalError("EventRefused", `not ${what}: ${place}: ${issue?.message}`);
}

/** As {@link readInput}, of JSON text. */
export function readBody<Input>(what: string, schema: $ZodType<Input>, body: string): Input {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The parser's own words quote the text.
    throw operationalError("EventRefused", `not ${what}: not JSON`);
  }
  return readInput(what, schema, value);
}
