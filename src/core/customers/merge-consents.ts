import type { Instant } from "../time/instant.ts";
import { compareWhen, type When, whenKept } from "../time/when.ts";
import type { Consent } from "./customer.ts";
import { limitConsents } from "./limit-consents.ts";

/** What is known of a customer's consents: by `channel:purpose`, or `channel:*` for every purpose. */
export type Consents = Readonly<Record<string, Consent>>;

/** A word as an event, an import or an opt-out says it; without `at` it was said when that happened. */
export type SaidConsent = Pick<Consent, "given" | "said" | "source" | "text"> & {
  readonly at?: Instant;
  /** A refusal whose scope could not be read: it refuses what the event gives beside it, too. */
  readonly widened?: true;
};

/** Sources that an import writes by itself: nobody said anywhere that it is allowed. */
const writtenByImports = ["imported", "import --consent"];

/**
 * What one event (or line of a file) says, as consents of their own. Within it the specific counts
 * before the general: `email:*` refused and `email:orders` given refuses all purposes but orders.
 * @param when the own time of the event, for words that say none
 */
export function consentsOf(said: Readonly<Record<string, SaidConsent>>, when: When): Consents {
  const words: Record<string, Consent> = {};
  for (const [scope, word] of Object.entries(said)) {
    const { at, said: ahead } = word.at === undefined ? when : { at: word.at, said: word.said };
    const { given, source, text } = word;
    words[scope] = {
      given,
      at,
      ...(ahead !== undefined && { said: ahead }),
      ...(source !== undefined && { source }),
      ...(text !== undefined && { text }),
      ...(isBare(word) && { bare: true }),
    };
  }
  for (const [scope, word] of Object.entries(words)) {
    const except = word.given || said[scope]?.widened ? [] : givenBeside(scope, word, words);
    if (except.length > 0) words[scope] = { ...word, except };
  }
  return words;
}

/** `true` and nothing more: profile syncs repeat such flags, so it is no proof that anybody agreed. */
function isBare({ given, at, source, text }: SaidConsent): boolean {
  const proved = isSaid(source) && !writtenByImports.includes(source);
  return given && at === undefined && !isSaid(text) && !proved;
}

/** Profile syncs write empty texts where nothing is known. */
function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== "";
}

/** The purposes of a channel that the event gives, not earlier than it refuses all of them. */
function givenBeside(scope: string, refusal: Consent, words: Consents): string[] {
  const [channel, purpose] = splitScope(scope);
  if (purpose !== "*") return [];
  return Object.entries(words).flatMap(([other, word]) => {
    const [otherChannel, given] = splitScope(other);
    const excepted = otherChannel === channel && word.given && compareWhen(word, refusal) >= 0;
    return excepted ? [given] : [];
  });
}

/** `email:repurchase` → email, repurchase. */
export function splitScope(scope: string): readonly [channel: string, purpose: string] {
  const colon = scope.indexOf(":");
  return [scope.slice(0, colon), scope.slice(colon + 1)];
}

/**
 * Both together: the one merge rule of consent, for events, imports, opt-outs, complaints and joins.
 * Within a scope the own time decides, at one instant the refusal; a bare `true` counts only where
 * no other word does. Commutative, associative and idempotent, so the order of arrival is the same.
 * What a general and a specific word come to together is {@link mayWrite}'s.
 * @param now of the acceptance. Kept words of versions up to 0.2.0 may be ahead of it: they count as
 *   of `now`, and as earlier than a refusal, since they were accepted before it.
 */
export function mergeConsents(known: Consents, said: Consents, now: Instant): Consents {
  const merged: Record<string, Consent> = { ...known };
  let changed = false;
  for (const scope of new Set([...Object.keys(known), ...Object.keys(said)])) {
    const old = known[scope];
    const words = [
      ...acceptedWords(scope, known, said, now),
      ...acceptedWords(scope, said, known, now),
    ];
    const word = chain(words);
    if (isSame(word, old)) continue;
    if (word === undefined) delete merged[scope];
    else merged[scope] = word;
    changed = true;
  }
  return changed ? limitConsents(merged) : known;
}

/** Without a grant that is ahead of the acceptance of a refusal beside it: it was accepted before. */
function acceptedWords(scope: string, from: Consents, beside: Consents, now: Instant): Consent[] {
  const word = from[scope];
  if (word?.given && word.at > now && isRefused(scope, beside)) return [];
  return wordsOf(word, now);
}

function isRefused(scope: string, consents: Consents): boolean {
  const [channel, purpose] = splitScope(scope);
  const whole = wordForPurpose(consents[`${channel}:*`], purpose);
  return consents[scope]?.given === false || whole?.given === false;
}

function wordsOf(word: Consent | undefined, now: Instant): Consent[] {
  if (word === undefined) return [];
  const { before, ...own } = word;
  const kept = own.at > now ? { ...own, ...whenKept(own.at, own.said, now) } : own;
  return [kept, ...wordsOf(before, now)];
}

/**
 * The words that decide, newest first, each `before` the next: behind a word without exceptions no
 * other counts. Whatever the order of the words, the same ones are left.
 */
function chain(words: readonly Consent[]): Consent | undefined {
  const kept: Consent[] = [];
  // Purposes that no kept word concerns; undefined: all.
  let open: readonly string[] | undefined;
  for (const word of words.toSorted(compareWords)) {
    const { except = [] } = word;
    if (open?.every((purpose) => except.includes(purpose))) continue;
    kept.push(word);
    open = open === undefined ? except : open.filter((purpose) => except.includes(purpose));
  }
  return kept.reduceRight<Consent | undefined>(
    (before, word) => (before === undefined ? word : { ...word, before }),
    undefined,
  );
}

/** Negative: `one` counts before `other`. */
function compareWords(one: Consent, other: Consent): number {
  if (one.bare !== other.bare) return one.bare ? 1 : -1;
  if (one.given !== other.given) {
    const grantCounts = one.given ? isLaterGrant(one, other) : isLaterGrant(other, one);
    return grantCounts === one.given ? -1 : 1;
  }
  return (
    compareAlike(one, other) ||
    (one.except?.length ?? 0) - (other.except?.length ?? 0) ||
    // Any fixed order does, as long as it is not that of arrival.
    (proofOf(one) < proofOf(other) ? -1 : proofOf(one) > proofOf(other) ? 1 : 0)
  );
}

/**
 * Two grants, or two refusals: the one accepted last counts first. Of refusals at one instant it is
 * the one whose clock was right: no grant of that instant lifts it, though a clock ahead said it.
 */
function compareAlike(one: Consent, other: Consent): number {
  if (one.at !== other.at) return other.at - one.at;
  const isAhead = ({ said }: Consent) => said !== undefined;
  if (isAhead(one) !== isAhead(other)) return isAhead(one) === one.given ? -1 : 1;
  return compareWhen(other, one);
}

function proofOf({ source = "", text = "", said = 0, except = [] }: Consent): string {
  return JSON.stringify([source, text, said, except]);
}

/**
 * Whether a grant lifts a refusal of the same scope, or stands beside one of its whole channel. Where
 * clocks were ahead, said times and acceptances may tell different orders: it is later by both.
 */
export function isLaterGrant(grant: Consent, refusal: Consent): boolean {
  if (grant.bare) return false;
  return compareWhen(grant, refusal) > 0 && grant.at >= refusal.at;
}

/** The word on a whole channel that concerns a purpose. */
export function wordForPurpose(word: Consent | undefined, purpose: string): Consent | undefined {
  return word?.except?.includes(purpose) ? wordForPurpose(word.before, purpose) : word;
}

function isSame(one: Consent | undefined, other: Consent | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.given === other.given &&
    one.at === other.at &&
    one.bare === other.bare &&
    proofOf(one) === proofOf(other) &&
    isSame(one.before, other.before)
  );
}
