import type { Consent } from "./customer.ts";

/**
 * Where a consent may be given that lifts an opt-out's mark on an address: the reader's own choice in
 * a preference centre, or a link that was sent to the address and followed.
 */
export const provingSources = ["preference-center", "double-opt-in"] as const;
type ProvingSource = (typeof provingSources)[number];

/** The source of a refusal by the link in a message: it speaks for the address that the message went to. */
export const optOutLink = "opt-out link";

/**
 * Where a refusal may be said that speaks for the address itself, so that nobody who has it is written
 * to: beside those, the link in a message, and a list of addresses that a provider keeps. A refusal of
 * any other source, such as a flag that a profile sync or an import carries, is its customer's alone.
 */
export const refusingSources = [...provingSources, optOutLink, "opt-out list"] as const;

/** The source of a word of such a list. */
export const optOutList: (typeof refusingSources)[number] = "opt-out list";

/** A consent that tells its proof: a source that proves it, and which text was shown. */
export function isProvenGrant(
  word: Pick<Consent, "given" | "source" | "text">,
): word is Consent & { source: ProvingSource } {
  const isProving = provingSources.some((source) => source === word.source);
  return word.given && isProving && word.text !== undefined && word.text.trim() !== "";
}

/** Whether a word is a refusal that speaks for the address. */
export function refusesForAddress({ given, source }: Pick<Consent, "given" | "source">): boolean {
  return !given && refusingSources.some((one) => one === source);
}
