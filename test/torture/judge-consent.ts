import type { Instant } from "../../src/core/time/instant.ts";
import type { Accepted, Complaint } from "./facts.ts";
import type { MeantConsent } from "./write-consents.ts";

interface Word extends MeantConsent {
  readonly when: Instant;
  /** What a clock ahead said, where that was later than the acceptance. */
  readonly said?: Instant;
}

/**
 * Whether a customer may be written to, by all that was ever said and nothing else (I2): no word is
 * forgotten, and none is merged. A purpose is given if a grant stands that no refusal beats.
 * @param seq what was taken in before this commit
 */
export function isGiven(
  history: { readonly accepted: readonly Accepted[]; readonly complaints: readonly Complaint[] },
  channel: string,
  purpose: string,
  seq: number,
): "yes" | "no" | "unclear" {
  const verdicts = (["began", "at"] as const).map((moment) => {
    const words = wordsIn(history, seq, moment).filter((word) => word.channel === channel);
    return judge(words, purpose);
  });
  if (verdicts[0] === undefined || verdicts[0] !== verdicts[1]) return "unclear";
  return verdicts[0] ? "yes" : "no";
}

/** @param moment the acceptance lies between the beginning of its handler and its commit */
function wordsIn(
  { accepted, complaints }: Parameters<typeof isGiven>[0],
  seq: number,
  moment: "began" | "at",
): Word[] {
  const said = accepted
    .filter((one) => one.seq < seq)
    .flatMap((one) =>
      (one.event.meant ?? []).map((word) => {
        const acceptance = one[moment];
        const own = word.atAcceptance ? acceptance : (word.at ?? one.event.at);
        const said = word.atAcceptance || word.at !== undefined ? undefined : one.event.said;
        return { ...word, when: Math.min(own, acceptance), ...(said !== undefined && { said }) };
      }),
    );
  const told = complaints
    .filter((one) => one.seq < seq)
    .map(({ channel, at }): Word => ({ channel, purpose: "*", given: false, when: at }));
  return [...said, ...told];
}

/** Where clocks ahead and acceptances tell different orders, either is right. */
function judge(words: readonly Word[], purpose: string): boolean | undefined {
  const [bySaid, byAcceptance] = [isLaterAsSaid, isLater].map((later) => {
    return judgeBy(words, purpose, later);
  });
  return bySaid === byAcceptance ? bySaid : undefined;
}

type Later = (one: Word, other: Word) => boolean;

function judgeBy(words: readonly Word[], purpose: string, later: Later): boolean {
  const own = words.filter((word) => word.purpose === purpose);
  const whole = words.filter((word) => word.purpose === "*" && !word.except?.includes(purpose));
  const general = isGranted(whole, later);
  if (own.length === 0) return general ?? false;
  if (!isGranted(own, later)) return false;
  if (general !== false) return true;
  const grants = own.filter(({ given, bare }) => given && bare === undefined);
  const refusals = whole.filter(({ given }) => !given);
  return grants.some((grant) => refusals.every((refusal) => later(grant, refusal)));
}

/** Undefined: nothing was said. A bare flag counts only where nothing else was said. */
function isGranted(words: readonly Word[], later: Later): boolean | undefined {
  const proven = words.filter((word) => word.bare === undefined);
  if (proven.length === 0) return words[0]?.given;
  const refusals = proven.filter(({ given }) => !given);
  return proven.some((one) => one.given && refusals.every((refusal) => later(one, refusal)));
}

/** At one instant a refusal counts. */
function isLater(one: Word, other: Word): boolean {
  return one.when > other.when;
}

/**
 * Whether one word is later than the other. Of two that clocks ahead said, the said times tell the
 * order.
 */
function isLaterAsSaid(one: Word, other: Word): boolean {
  if (one.said === undefined || other.said === undefined) return isLater(one, other);
  return one.said > other.said && one.when >= other.when;
}
