import type { ProviderAnswer } from "../../core/ports.ts";
import { codeOf, statusOf } from "../failure.ts";

/** What one provider's refusals mean; names as the SDK gives them. */
export interface Refusals {
  /** Nothing is wrong with the message: over a rate, paused, not allowed, not set up. */
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
      if (!isBrokenCall(error)) throw error;
      return wasNeverWritten(error) ? busy : { kind: "unclear", reason };
    }
    if (status >= 500 || status < 400) return { kind: "unclear", reason };
    if (status === 429 || isPassing(error.name, refusals)) return busy;
    const suppress = refusals.isDeadAddress?.(error) ?? false;
    return suppress ? { kind: "refused", reason, suppress } : { kind: "refused", reason };
  }
}

/**
 * Errors that pass, of any service: throttling, and roles or credentials that time or a person
 * mends.
 */
const passing: readonly string[] = [
  "AccessDenied",
  "AccessDeniedException",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "UnrecognizedClientException",
];

function isPassing(name: string, { busy }: Refusals): boolean {
  return passing.includes(name) || busy.includes(name);
}

interface BrokenCall extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

const withoutCode: readonly string[] = ["AbortError", "CredentialsProviderError", "TimeoutError"];

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
