import type { Instant } from "../../src/core/time/instant.ts";
import type { Accepted, Complaint } from "./facts.ts";
import type { MeantConsent } from "./write-consents.ts";

interface Word extends MeantConsent {
  readonly when: Instant;
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
  if (verdicts[0] !== verdicts[1]) return "unclear";
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
        return { ...word, when: Math.min(own, acceptance) };
      }),
    );
  const told = complaints
    .filter((one) => one.seq < seq)
    .map(({ channel, at }): Word => ({ channel, purpose: "*", given: false, when: at }));
  return [...said, ...told];
}

function judge(words: readonly Word[], purpose: string): boolean {
  const own = lastOf(words.filter((word) => word.purpose === purpose));
  const whole = lastOf(
    words.filter((word) => word.purpose === "*" && !word.except?.includes(purpose)),
  );
  if (own === undefined) return whole?.given ?? false;
  if (!own.given) return false;
  if (whole === undefined || whole.given) return true;
  return own.bare === undefined && own.when > whole.when;
}

/** The newest word, at one instant a refusal; a bare flag only where nothing else was said. */
function lastOf(words: readonly Word[]): Word | undefined {
  const proven = words.filter((word) => word.bare === undefined);
  const newest = Math.max(...proven.map(({ when }) => when));
  const last = proven.filter(({ when }) => when === newest);
  return last.find(({ given }) => !given) ?? last[0] ?? words[0];
}
