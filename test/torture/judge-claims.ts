import type { Message } from "../../src/core/messages/message.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import {
  type Accepted,
  type Claim,
  type Commit,
  type Entered,
  type Facts,
  listIn,
} from "./facts.ts";
import { isGiven } from "./judge-consent.ts";
import { followedAlready, isOf, type PlainRun, triggerOf } from "./plain-keys.ts";
import {
  consents,
  entryOf,
  exitsOf,
  isPeriod,
  isQuietSomewhere,
  isTransactional,
  journeyOf,
  mayFollow,
  periodOf,
  rolling,
  wallClock,
  windowOpen,
} from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** Every claim of a commit, by the item as it was at that commit: I2, I3, I4, I6. */
export function judgeClaims(
  facts: Facts,
  commit: Commit,
  messageOf: (id: string) => Message | undefined,
  say: Say,
): void {
  for (const claim of listIn(facts.claims, commit.key)) {
    if (claim.seq !== commit.seq) continue;
    const message = messageOf(claim.message);
    if (message === undefined) continue;
    if (claim.at < commit.began || claim.at > commit.at) {
      say(
        "I4",
        `claim ${claim.message} is stamped at ${formatInstant(claim.at)}, not at its moment`,
      );
    }
    if (claim.at > message.expires) {
      say("I4", `claim ${claim.message} after it expired at ${formatInstant(message.expires)}`);
    }
    judgeConsent(facts, commit, claim, say);
    judgeHours(commit, claim, message, say);
    judgeCaps(facts, commit, claim, say);
    judgeExit(facts, commit, message, say);
  }
}

/** By what the item says, and by all that was ever said. */
function judgeConsent(facts: Facts, commit: Commit, claim: Claim, say: Say): void {
  const { before, definitions, key, seq } = commit;
  if (before === undefined) return;
  if (claim.addresses.length === 0) say("I2", `claim ${claim.message}: no good address`);
  if (isTransactional(definitions.settings, claim.purpose)) return;
  const accepted = listIn(facts.accepted, key);
  const history = { accepted, complaints: listIn(facts.complaints, key) };
  const isRefused = isGiven(history, claim.channel, claim.purpose, seq) === "no";
  if (consents(before, claim.channel, claim.purpose) && !isRefused) return;
  say("I2", `claim ${claim.message}: no consent to ${claim.purpose} by ${claim.channel}`);
}

function judgeHours(commit: Commit, claim: Claim, message: Message, say: Say): void {
  const { before, definitions } = commit;
  const { settings } = definitions;
  if (before === undefined || isTransactional(settings, claim.purpose)) return;
  if (before.zone === undefined && settings.unknownZone === "hold") {
    say("I3", `claim ${claim.message}: the zone is unknown`);
    return;
  }
  const local = wallClock(claim.at, before.zone ?? settings.zone);
  const own = journeyOf(definitions, message.journey, message.version)?.sendWindow;
  const window = own ?? settings.sendWindow;
  if (window !== undefined && !windowOpen(window, settings, local)) {
    say("I3", `claim ${claim.message} at ${local.toString()} outside ${JSON.stringify(window)}`);
  }
  if (isQuietSomewhere(settings, claim.channel, before, claim.at)) {
    say("I3", `claim ${claim.message} at ${local.toString()} in quiet hours of ${claim.channel}`);
  }
}

/** All claims of the customer once more, each message by its latest stamp. */
function judgeCaps(facts: Facts, { key, definitions }: Commit, claim: Claim, say: Say): void {
  const { settings } = definitions;
  if (isTransactional(settings, claim.purpose)) return;
  const latest = new Map(listIn(facts.claims, key).map((one) => [one.message, one]));
  for (const cap of settings.caps ?? []) {
    const counted = [...latest.values()].filter(
      (one) =>
        (cap.purpose ?? one.purpose) === one.purpose &&
        (cap.channel ?? one.channel) === one.channel &&
        (cap.journey ?? one.journey) === one.journey &&
        !isTransactional(settings, one.purpose) &&
        isCounted(cap.per, one, claim) &&
        one.at <= claim.at,
    );
    if (!counted.some(({ message }) => message === claim.message)) continue;
    if (counted.length <= cap.atMost) continue;
    const which = counted.map(({ message, at }) => `${message} ${formatInstant(at)}`).join(", ");
    say("I4", `claim ${claim.message}: ${JSON.stringify(cap)} exceeded by ${which}`);
  }
}

/**
 * Whether an earlier claim counts against a later one: in a rolling length of time, or in one day,
 * week or month of the customer's calendar, by the zone of either.
 */
function isCounted(per: string, earlier: Claim, later: Claim): boolean {
  if (!isPeriod(per)) return earlier.at > later.at - rolling(per);
  return [earlier.zone, later.zone].some(
    (zone) => periodOf(per, earlier.at, zone) === periodOf(per, later.at, zone),
  );
}

/**
 * No exit event of the enrollment was accepted before this claim. A known limit: of a trigger that was
 * derived, the history does not tell what of its very instant came after it; where the item no longer
 * knows the run, such an event does not count.
 */
function judgeExit(facts: Facts, commit: Commit, message: Message, say: Say) {
  const { key, seq, definitions, before } = commit;
  const { derived } = facts;
  if (message.afterExit === "send") return;
  const entered = facts.entered.get(message.enrollment);
  if (entered === undefined) {
    say("I6", `claim ${message.id} of an enrollment that never began: ${message.enrollment}`);
    return;
  }
  if ((entered.undone ?? seq) < seq) say("I6", `claim ${message.id} after its date moved away`);
  if ((entered.endedByJoin ?? seq) < seq) {
    say("I6", `claim ${message.id} after ${entered.id} ended with its customer`);
  }
  const journey = journeyOf(definitions, entered.journey, entered.version);
  const trigger = triggerOf(facts, entered.trigger, key);
  if (journey === undefined || trigger === undefined) return;
  for (const one of listIn(facts.accepted, key)) {
    const { event, seq: accepted } = one;
    if (accepted >= seq || !hasFollowed(facts, one, entered, { journey, trigger })) continue;
    if (!exitsOf(journey).some((rule) => isOf(rule, event, { journey, trigger }))) continue;
    const isUnknown = derived.has(trigger.id) && event.at === trigger.at;
    if (isUnknown && before?.enrollments[entered.id] === undefined) continue;
    say("I6", `claim ${message.id} after ${event.id} ended ${entered.id} at commit ${accepted}`);
    return;
  }
}

/**
 * What was accepted before the entry, or with it, is judged by the rules of entry; of another customer,
 * who was joined after the entry, nobody could know it then. Of segments that another customer left
 * before a join nothing counts.
 */
function hasFollowed(
  { joins, derived }: Facts,
  { event, seq, key }: Accepted,
  entered: Entered,
  { journey, trigger }: PlainRun,
): boolean {
  const own = entered.id.slice(0, 16);
  if (key !== own && derived.has(event.id)) return false;
  if (seq > entered.seq) return mayFollow(event, trigger);
  const joined = Math.max(joins.get(own)?.seq ?? 0, joins.get(key)?.seq ?? 0);
  if (key === own || joined < entered.seq || entered.continues !== undefined) return false;
  return !derived.has(trigger.id) && followedAlready(event, trigger, entryOf(journey).event);
}
