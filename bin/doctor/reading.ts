import { permanentErrors, retryableErrors } from "../../src/core/errors.ts";
import { explainFailure } from "../stage/explain-failure.ts";
import { type Check, conclude, type Finding } from "./finding.ts";

const operational: ReadonlySet<string> = new Set([...retryableErrors, ...permanentErrors]);

const notTold = "NotTold";

/** What was read, or why it could not be: never taken for good. */
export type Reading<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "unknown"; readonly why: string };

/** Reads something; a refusal, a silence or a service that is not there makes it unknown. */
export async function attempt<Value>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { kind: "read", value: await read() };
  } catch (error) {
    const why = explain(error);
    if (why === undefined) throw error;
    return { kind: "unknown", why: why.replaceAll(/\s+/g, " ") };
  }
}

/** A field that the service documents as always there; without it nothing is known. */
export function expectTold<Value>(value: Value | undefined, field: string): Value {
  if (value !== undefined) return value;
  const error = new Error(`the answer lacks ${field}`);
  error.name = notTold;
  throw error;
}

/** The judge's findings on what was read; else one that says what is unknown. */
export function judgeReading<Value>(
  check: Check,
  reading: Reading<Value>,
  judge: (value: Value) => readonly Finding[],
): readonly Finding[] {
  return reading.kind === "read" ? judge(reading.value) : [concludeUnread(check, reading.why)];
}

/** What mends the check might do harm where nobody knows that it fails. */
export function concludeUnread(check: Check, why: string): Finding {
  const mend = `make it readable and ask again; only then, if it fails: ${check.mend}`;
  return conclude({ ...check, mend }, "unknown", why);
}

/** @returns undefined for a bug of ours, which should show its stack */
function explain(error: unknown): string | undefined {
  // The SDK could not read the answer: it is not this service's.
  if (error instanceof SyntaxError && isAnswer(error)) return "nobody there knows this service";
  const plain = explainFailure(error);
  if (plain !== undefined) return plain;
  if (!(error instanceof Error)) return undefined;
  // The adapters of src/aws say what happened and keep AWS's answer as the cause.
  if (error.cause !== undefined) return explain(error.cause) ?? error.message;
  if (error.name === notTold || operational.has(error.name)) return error.message;
  return isAnswer(error) ? `${error.name}: ${error.message}` : undefined;
}

/** Whether AWS, its stand-in or the network said it: those errors carry an answer or a code. */
function isAnswer(error: Error): boolean {
  if ("$metadata" in error || "$response" in error || "$responseBodyText" in error) return true;
  if (error.name === "TimeoutError") return true;
  return "code" in error && typeof error.code === "string" && !error.code.startsWith("ERR_");
}
