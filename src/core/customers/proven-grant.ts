import type { Consent } from "./customer.ts";

/**
 * Where a consent may be given that lifts an opt-out's mark on an address: the reader's own choice in
 * a preference centre, or a link that was sent to the address and followed.
 */
export const provingSources = ["preference-center", "double-opt-in"] as const;
type ProvingSource = (typeof provingSources)[number];

/** A consent that tells its proof: a source that proves it, and which text was shown. */
export function isProvenGrant(
  word: Pick<Consent, "given" | "source" | "text">,
): word is Consent & { source: ProvingSource } {
  const isProving = provingSources.some((source) => source === word.source);
  return word.given && isProving && word.text !== undefined && word.text !== "";
}
