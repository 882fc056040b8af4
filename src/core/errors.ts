/**
 * The catalogue of operational failures. The *name* is the retry contract: the state machines'
 * `Retry`/`Catch` and the queues match it, and a test compares the two (STYLE, "Errors").
 */

/** Worth another try: the store, a queue or a provider was busy or away. */
export const retryableErrors = [
  "CustomerBusy",
  "StoreUnavailable",
  "QueueUnavailable",
  "SchedulerUnavailable",
  "RunsUnavailable",
  "BusUnavailable",
  "CatalogUnavailable",
  "FilesUnavailable",
  "ProviderUnavailable",
  "WakeTooEarly",
] as const;

/** Another try gives the same: a person has to look. */
export const permanentErrors = [
  "DefinitionMissing",
  "RecordMissing",
  "ConfigurationInvalid",
  "EventRefused",
  "ItemTooLarge",
  "ItemRefused",
  "TooManySetAside",
] as const;

/**
 * Permanent errors of one item among many, a closed list: whoever goes over many sets that one aside
 * and goes on. Everything else concerns all of them, or may pass: it is tried again.
 */
export const itemErrors = [
  "DefinitionMissing",
  "RecordMissing",
  "EventRefused",
  /** DynamoDB holds 400 KB in an item. */
  "ItemTooLarge",
  /** A value that DynamoDB takes in no item, such as one nested more than 32 levels deep. */
  "ItemRefused",
] as const satisfies readonly (typeof permanentErrors)[number][];
export type ItemErrorName = (typeof itemErrors)[number];

export type RetryableErrorName = (typeof retryableErrors)[number];
export type PermanentErrorName = (typeof permanentErrors)[number];
export type ErrorName = RetryableErrorName | PermanentErrorName;

/** How a run tells the state machine that its journey is over; caught into Succeed. Not a failure. */
export const journeyEnded = "JourneyEnded";

/**
 * An operational failure with a stable name and its cause.
 * The message says what happened, what was got, and what to do.
 */
export function operationalError(name: ErrorName, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = name;
  return error;
}

const retryable: ReadonlySet<string> = new Set(retryableErrors);

/** Whether another try may help. Unknown errors (bugs) are not retryable by name. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && retryable.has(error.name);
}

const ofOneItem: ReadonlySet<string> = new Set(itemErrors);

/** Whether an error is one item's own, for good. */
export function isOfOneItem(error: unknown): error is Error & { readonly name: ItemErrorName } {
  return error instanceof Error && ofOneItem.has(error.name);
}
