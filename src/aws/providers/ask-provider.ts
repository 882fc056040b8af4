import type { ProviderAnswer } from "../../core/ports.ts";
import { codeOf, statusOf } from "../failure.ts";

/** What one provider's refusals mean; names as the SDK gives them. */
export interface Refusals {
  /** The stage itself may not send: by its account, its set-up or its role. @default none of its own */
  readonly denied?: readonly string[];
  /** Nothing is wrong with the message: over a rate. */
  readonly busy: readonly string[];
  /** Whether the address is at fault and will be for good. @default never */
  isDeadAddress?(error: Error): boolean;
}

/**
 * Calls a provider once and says what is certain afterwards. Never sent: it could not be reached,
 * or refused with a 4xx. Maybe sent: the call broke off after the connection stood, or a 5xx.
 * @param send answers with the provider's own id of the message
 * @throws what is neither an answer nor a broken call: a bug
 */
export async function askProvider(
  send: () => Promise<string | undefined>,
  refusals: Refusals,
): Promise<ProviderAnswer> {
  try {
    return { kind: "accepted", providerId: (await send()) ?? "" };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = statusOf(error);
    const reason = `${error.name}: ${error.message}`;
    const busy = { kind: "busy", code: codeOf(error), reason } as const;
    if (status === undefined) {
      // The function has no credentials to sign with: no other message would be signed either.
      if (error.name === "CredentialsProviderError") return { kind: "denied", code: error.name };
      if (!isBrokenCall(error)) throw error;
      return wasNeverWritten(error) ? busy : { kind: "unclear", reason };
    }
    if (status >= 500 || status < 400) return { kind: "unclear", reason };
    if (denying.includes(error.name) || refusals.denied?.includes(error.name)) {
      return { kind: "denied", code: error.name };
    }
    if (status === 429 || isPassing(error.name, refusals)) return busy;
    const suppress = refusals.isDeadAddress?.(error) ?? false;
    return suppress ? { kind: "refused", reason, suppress } : { kind: "refused", reason };
  }
}

/**
 * Errors of any service that say nothing of the message and would meet every other one, too: the
 * role may not do it, or its credentials are bad.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 */
const denying: readonly string[] = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSecurity",
  "InvalidSecurityException",
  "MissingAuthenticationToken",
  "NotAuthorized",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
];

/** Errors of any service that pass by themselves. */
const passing: readonly string[] = [
  "RequestExpired",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
];

function isPassing(name: string, { busy }: Refusals): boolean {
  return passing.includes(name) || busy.includes(name);
}

interface BrokenCall extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

const withoutCode: readonly string[] = ["AbortError", "TimeoutError"];

function isBrokenCall(error: BrokenCall): boolean {
  return typeof error.code === "string" || withoutCode.includes(error.name);
}

/** Failures to find the host, to connect, or to sign: the request never left. */
function wasNeverWritten(error: BrokenCall): boolean {
  if (error.name === "CredentialsProviderError") return true;
  // Several addresses tried: each try has its own error.
  if (error instanceof AggregateError) return error.errors.every(wasNeverWritten);
  if (error.syscall === "connect" || error.syscall === "getaddrinfo") return true;
  // The SDK's connection timeout carries nothing but its words; others would only be "unclear".
  return error.name === "TimeoutError" && /not establish a connection/.test(error.message);
}
