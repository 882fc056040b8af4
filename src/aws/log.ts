import { isRetryable, permanentErrors, retryableErrors } from "../core/errors.ts";

/**
 * Errors and refusals only (DESIGN §9): Lambda writes each as one JSON line. No personal data: ids,
 * names, counts, and the words of our own operational errors, which hold nothing else.
 */

/** What a line is about, such as `{ enrollment, turn }`. */
export type LogContext = Readonly<Record<string, string | number>>;

const operational: ReadonlySet<string> = new Set([...retryableErrors, ...permanentErrors]);

/** Something failed: a warning where it is tried again, an error where a person has to look. */
export function logFailure(what: string, error: unknown, context: LogContext): void {
  const entry = { what, ...context, ...describeError(error) };
  if (isRetryable(error)) console.warn(entry);
  else console.error(entry);
}

/** Something was refused or left out, as it should be. */
export function logRefusal(what: string, context: LogContext): void {
  console.warn({ what, ...context });
}

/** The words of any other error may quote what it choked on: of those, only the name and the place. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { error: typeof error };
  const { name, message, stack = "", cause } = error;
  if (operational.has(name)) {
    return {
      error: name,
      reason: message,
      ...(cause instanceof Error ? { cause: cause.name } : {}),
    };
  }
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  return { error: name, at: frames.slice(0, 5).map((frame) => frame.trim()) };
}
