import { Logger } from "@aws-lambda-powertools/logger";
import { isRetryable, permanentErrors, retryableErrors } from "../core/errors.ts";
import { correlation, type LogContext } from "./correlation.ts";
import { findEnvironment } from "./env.ts";

/**
 * Errors and refusals only (DESIGN §9), each as one JSON line; at DEBUG also a line per record that
 * was handled. No personal data: ids, names, counts, and the words of our own operational errors,
 * which hold nothing else. Every line bears the keys of what it is about (correlation.ts).
 */

const operational: ReadonlySet<string> = new Set([...retryableErrors, ...permanentErrors]);

/** Its level is the function's own (`AWS_LAMBDA_LOG_LEVEL`, from `-c logLevel`). */
const logger = new Logger({ persistentKeys: { function: findEnvironment("functionName") } });

/** Something failed: a warning where it is tried again, an error where a person has to look. */
export function logFailure(what: string, error: unknown, context: LogContext = {}): void {
  const line = { message: what, ...correlation(context), ...describeError(error) };
  if (isRetryable(error)) logger.warn(line);
  else logger.error(line);
}

/** Something was refused or left out, as it should be. */
export function logRefusal(what: string, context: LogContext = {}): void {
  logger.warn({ message: what, ...correlation(context) });
}

/** Something was done: seen at DEBUG only. */
export function logHandled(what: string, context: LogContext = {}): void {
  logger.debug({ message: what, ...correlation(context) });
}

/** The words of any other error may quote what it choked on: of those, only the name and the place. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { error: typeof error };
  const { name, message, cause } = error;
  if (operational.has(name)) {
    return {
      error: name,
      reason: message,
      ...(cause instanceof Error ? { cause: cause.name } : {}),
    };
  }
  return { error: name, at: framesOf(error).slice(0, 5) };
}

/** Where it was thrown. The words stand first in the stack, and may have lines like those of a place. */
function framesOf({ message, stack = "" }: Error): string[] {
  const places = stack.replace(message, "").split("\n");
  return places.filter((line) => line.startsWith("    at ")).map((frame) => frame.trim());
}

/**
 * An error as Lambda and Step Functions may have it: they write its words into the log and into the
 * history of an execution. Our own errors leave as they are; of others the name and the place stay.
 */
export function withoutWords(error: unknown): unknown {
  if (!(error instanceof Error) || operational.has(error.name)) return error;
  const bare = new Error("unexpected: the function's log tells where");
  bare.name = error.name;
  bare.stack = [`${bare.name}: ${bare.message}`, ...framesOf(error)].join("\n    ");
  return bare;
}
