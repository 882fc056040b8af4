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
