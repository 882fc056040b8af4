import { operationalError, type RetryableErrorName } from "../core/errors.ts";

/** What the SDK's errors carry beside their name. */
interface ServiceError extends Error {
  readonly code?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Refusals by a 4xx that pass: throttles, quotas that refill, credentials that are renewed. */
const passing: ReadonlySet<string> = new Set([
  "ExecutionLimitExceeded",
  "ExpiredToken",
  "ExpiredTokenException",
  "KmsThrottlingException",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestExpired",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ServiceQuotaExceededException",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionCanceledException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/** Failures before any answer, which carry no status. */
const withoutAnswer: ReadonlySet<string> = new Set([
  "AbortError",
  "CredentialsProviderError",
  "TimeoutError",
]);

/** What a missing grant or a resource that isn't there look like. */
const misconfigured: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationErrorException",
  "InvalidClientTokenId",
  "NoSuchBucket",
  "QueueDoesNotExist",
  "ResourceNotFoundException",
  "StateMachineDoesNotExist",
  "UnrecognizedClientException",
]);

/** Whether an error has this name: the SDK's names are the services' own and part of their API. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** The HTTP status of a service's answer; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError | undefined)?.$metadata?.httpStatusCode;
}

/**
 * What an error of a service is called, with its status: `ThrottlingException 400`. Its words stay in
 * the cause: they may quote numbers, addresses and other values of a request.
 */
export function codeOf(error: ServiceError): string {
  const { name, code } = error;
  const said = [name === "Error" ? "" : name, typeof code === "string" ? code : ""];
  // A name is one word; anything else is no name.
  const names = said.filter((one) => /^[\w.-]{1,80}$/.test(one));
  return [...names, statusOf(error) ?? ""].join(" ").trim() || "no code";
}

/**
 * Calls a service. What may pass is thrown as `name`, a missing grant or resource as
 * ConfigurationInvalid; anything else means that we sent nonsense: a bug, thrown as it came.
 * @param what names the call and the resource, such as "GetItem on table x"
 */
export async function callService<Answer>(
  name: RetryableErrorName,
  what: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw explain(name, what, error);
  }
}

function explain(name: RetryableErrorName, what: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const said = codeOf(error);
  if (misconfigured.has(error.name)) {
    const advice = "Check that the stack is deployed whole and that the function may do this.";
    return operationalError(
      "ConfigurationInvalid",
      `${what} was refused: ${said}. ${advice}`,
      error,
    );
  }
  return mayPass(error)
    ? operationalError(name, `${what} failed and is worth another try: ${said}`, error)
    : error;
}

/** Whether another try may do: no answer, a stumble of the service, a throttle. */
export function mayPass(error: ServiceError): boolean {
  const status = statusOf(error);
  if (status === undefined) return typeof error.code === "string" || withoutAnswer.has(error.name);
  // Below 400 the answer came but could not be read: cut off on its way.
  if (status >= 500 || status === 429 || status < 400) return true;
  return error.$retryable !== undefined || passing.has(error.name);
}
