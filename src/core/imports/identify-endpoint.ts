import { channelRow } from "../channels/channels.ts";
import type { Endpoint } from "./endpoint.ts";

/** What becomes of endpoints without a user: their address is their id, or they are left out. */
export const anonymousRules = ["address", "skip"] as const;
export type AnonymousRule = (typeof anonymousRules)[number];

/**
 * Whose endpoint it is: its user's, else whoever has its address, in lower case. A token says
 * nothing of a person, so an endpoint of a token alone is nobody's.
 * @returns undefined when it is nobody's
 */
export function identifyEndpoint(endpoint: Endpoint, anonymous: AnonymousRule): string | undefined {
  if (endpoint.user !== undefined) return endpoint.user;
  if (anonymous === "skip") return undefined;
  const { channel } = endpoint;
  if (channel !== undefined && !channelRow(channel).address.ofPerson) return undefined;
  return endpoint.to?.toLowerCase();
}
