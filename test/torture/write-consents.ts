import type { Instant } from "../../src/core/time/instant.ts";
import type { Random } from "./random.ts";
import { purposes } from "./vocabulary.ts";

const channels = ["email", "sms", "push"] as const;

/** One word on consent as its author means it: what an oracle judges by, without reading the text. */
export interface MeantConsent {
  readonly channel: string;
  /** "*": every purpose. */
  readonly purpose: string;
  readonly given: boolean;
  /** Own time of the word; absent: when its event happened. */
  readonly at?: Instant;
  /** Its time can't be read, so it counts as of its acceptance. */
  readonly atAcceptance?: true;
  /** A flag without any proof. */
  readonly bare?: true;
  /** Purposes that the same event gives, in a refusal of every purpose. */
  readonly except?: readonly string[];
}

export interface WrittenConsents {
  /** As it stands in the event. */
  readonly consents: Readonly<Record<string, unknown>>;
  readonly meant: readonly MeantConsent[];
}

/** Consents in every form that producers send, good and bad, with what they mean. */
export function writeConsents(random: Random, now: Instant): WrittenConsents {
  const channel = random.pick(channels);
  const purpose = random.pick(["*", ...purposes]);
  const one = random.pick(purposes);
  const given = random.chance(0.5);
  const scope = `${channel}:${purpose}`;
  const word = { channel, purpose, given };
  const form = { given, source: "form" };
  const kind = random.weighted({
    proven: 5,
    bare: 3,
    dated: 2,
    beside: 2,
    badTime: 1,
    badScope: 1,
    badChannel: 0.3,
    badWord: 1,
  });
  switch (kind) {
    case "proven":
      return { consents: { [scope]: form }, meant: [word] };
    case "bare":
      return { consents: { [scope]: given }, meant: [given ? { ...word, bare: true } : word] };
    case "dated": {
      const at = now - random.int(0, 3) * 3_600_000;
      const dated = { given, at: new Date(at).toISOString() };
      return { consents: { [scope]: dated }, meant: [{ ...word, at }] };
    }
    case "beside": {
      const proof = random.chance(0.5) ? { source: "form" } : {};
      const grant = { channel, purpose: one, given: true };
      const isBare = Object.keys(proof).length === 0;
      return {
        consents: { [`${channel}:*`]: false, [`${channel}:${one}`]: { given: true, ...proof } },
        meant: [
          { channel, purpose: "*", given: false, except: [one] },
          isBare ? { ...grant, bare: true } : grant,
        ],
      };
    }
    case "badTime":
      return {
        consents: { [scope]: { ...form, at: "yesterday" } },
        meant: given ? [] : [{ ...word, atAcceptance: true }],
      };
    case "badScope": {
      const bad = random.pick([
        channel.toUpperCase(),
        `${channel} ${one}`,
        `${channel}:Wöchentlich`,
      ]);
      const meant = given ? [] : [{ channel, purpose: "*", given }];
      return { consents: { [bad]: given }, meant };
    }
    case "badChannel": {
      const meant = given ? [] : channels.map((each) => ({ channel: each, purpose: "*", given }));
      return { consents: { [`fax:${one}`]: given }, meant };
    }
    case "badWord":
      return {
        consents: { [scope]: given ? "yes" : random.pick(["no", "STOP", 0, {}]) },
        meant: given ? [] : [word],
      };
  }
}
