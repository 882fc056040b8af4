import type { Instant } from "../time/instant.ts";
import { whenOf } from "../time/when.ts";
import type { CustomerEvent, Profile } from "./event.ts";

/**
 * An event as the customer takes it in: no time that it says of itself or of a word in its profile
 * is later than its acceptance. Values of date attributes are values and stay as they are. Accepting
 * it once more changes nothing.
 */
export function acceptEvent(event: CustomerEvent, now: Instant): CustomerEvent {
  const { profile } = event;
  const isPast = event.at <= now;
  if (isPast && profile?.consents === undefined) return event;
  return {
    ...event,
    ...(!isPast && whenOf(event.at, now)),
    ...(profile !== undefined && { profile: acceptProfile(profile, now) }),
  };
}

/** The same of what is said of a customer without an event, as by a line of an import. */
export function acceptProfile(profile: Profile, now: Instant): Profile {
  if (profile.consents === undefined) return profile;
  const consents = Object.entries(profile.consents).map(([scope, word]) => {
    const { at } = word;
    return [scope, at === undefined || at <= now ? word : { ...word, ...whenOf(at, now) }] as const;
  });
  return { ...profile, consents: Object.fromEntries(consents) };
}
