import { permanentErrors, retryableErrors } from "../../src/core/errors.ts";

interface AwsError extends Error {
  readonly code?: unknown;
  /** The party at fault, as every service's refusal says. */
  readonly $fault?: "client" | "server";
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const refusals: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "UnauthorizedOperation",
  "KMSAccessDeniedException",
]);

const badKeys: ReadonlySet<string> = new Set([
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

const expired: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "TokenProviderError",
]);

const unreachable: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
]);

/** Our own adapters' failures: their message is a sentence, and AWS's reason is in their cause. */
const operational: ReadonlySet<string> = new Set([...retryableErrors, ...permanentErrors]);

/**
 * What to tell a person: what happened and what to do, whether AWS, its SDK or an adapter said so.
 * @returns undefined for an error that is a bug and should show its stack
 */
export function explainFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (operational.has(error.name)) return explainAws(error.cause) ?? error.message;
  return explainAws(error);
}

function explainAws(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, code, $fault, $metadata } = error as AwsError;
  if (message === "Region is missing") {
    return "No Region is known. Add --region, or set AWS_REGION.";
  }
  if (expired.has(name) || /token.*expired|session.*expired/i.test(message)) {
    return `Your AWS sign-in has expired (${message}). Sign in again, such as with: aws sso login`;
  }
  if (name === "CredentialsProviderError") {
    return `No AWS credentials were found (${message}). Sign in, such as with aws sso login or aws configure, or name a profile with --profile.`;
  }
  if (badKeys.has(name)) {
    return `AWS does not know these keys (${message}). Look at AWS_PROFILE and --profile, or sign in again.`;
  }
  if (refusals.has(name) || $metadata?.httpStatusCode === 403) {
    return `AWS does not let you do this: ${message}. Ask for this permission, or use another --profile.`;
  }
  if (typeof code === "string" && unreachable.has(code)) {
    return `AWS does not answer (${message || code}). Look at the network, and at the Region's name.`;
  }
  return $fault === undefined ? undefined : `AWS refused: ${name}: ${message}`;
}
