import type { Channel } from "../channels/channels.ts";
import { mayWrite } from "../customers/consent.ts";
import { type Consents, consentsOf, splitScope } from "../customers/merge-consents.ts";
import { type Reading, roomOfEvent } from "../events/left-out.ts";
import { readConsents } from "../events/read-consents.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import type { ImportedConsent, ImportedCustomer } from "./imported-customer.ts";

/** When something is said that has no time: at the import, which is later than all that has one. */
export const atTheImport: Instant = Number.MAX_SAFE_INTEGER;

/** What a line of a customers file says of consents, to be merged with what others say. */
export function readLineConsents({ at, consents = {} }: ImportedCustomer): Consents {
  const own = momentOf(at) ?? atTheImport;
  // A refusal in bad form is read as an event's is; whoever takes the line in tells what it was.
  const reading: Reading = { at: own, now: atTheImport, leftOut: [], room: roomOfEvent };
  return consentsOf(readConsents(consents, reading) ?? {}, { at: own });
}

/** A time of a line; undefined where it says none that can be read. */
export function momentOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : parseInstant(text);
}

/**
 * Merged consents as a line says them. A line is read as one event, in which the specific counts
 * before the general: a grant that a refusal of its whole channel beats is left out here.
 */
export function writeLineConsents(consents: Consents): Record<string, ImportedConsent> {
  const written: Record<string, ImportedConsent> = {};
  for (const [scope, word] of Object.entries(consents)) {
    const { given, at, source, text, bare } = word;
    const [channel, purpose] = splitScope(scope);
    if (given && purpose !== "*" && !mayWrite({ consents }, channel as Channel, purpose)) continue;
    written[scope] = {
      given,
      // A bare word with a time would pass for a proven one.
      ...(at < atTheImport && !bare && { at: formatInstant(at) }),
      ...(source !== undefined && { source }),
      ...(text !== undefined && { text }),
    };
  }
  return written;
}
