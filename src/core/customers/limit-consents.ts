import type { Consent } from "./customer.ts";

/**
 * Grants of one channel that a customer's item keeps: some ten kilobytes at most, where shops have
 * ten purposes. Refusals are not counted: no ceiling may drop one.
 */
export const mostGrants = 100;

/** Without the oldest grants of a channel that has too many; what is dropped is not given. */
export function limitConsents(
  consents: Readonly<Record<string, Consent>>,
): Readonly<Record<string, Consent>> {
  const scopes = Object.keys(consents);
  if (scopes.length <= mostGrants) return consents;
  const grants = new Map<string, [scope: string, word: Consent][]>();
  for (const [scope, word] of Object.entries(consents)) {
    const channel = scope.slice(0, scope.indexOf(":"));
    if (word.given && scope !== `${channel}:*`) {
      grants.set(channel, [...(grants.get(channel) ?? []), [scope, word]]);
    }
  }
  const dropped = new Set(
    [...grants.values()].flatMap((list) =>
      list
        .toSorted(([, one], [, other]) => other.at - one.at)
        .slice(mostGrants)
        .map(([scope]) => scope),
    ),
  );
  return Object.fromEntries(Object.entries(consents).filter(([scope]) => !dropped.has(scope)));
}
