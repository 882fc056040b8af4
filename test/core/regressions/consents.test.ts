import { describe, expect, it } from "vitest";
import { mayWrite } from "../../../src/core/customers/consent.ts";
import type { Consents } from "../../../src/core/customers/merge-consents.ts";
import { consentsOf, mergeConsents } from "../../../src/core/customers/merge-consents.ts";

/** All words are accepted at this instant. */
const now = 1000;
/**
 * A refusal of every purpose but one by a phone whose clock is right, one by a clock ahead, a later
 * grant.
 */
const allBut = { "sms:*": { given: false }, "sms:winback": { given: true } };
const right = consentsOf(allBut, { at: now });
const ahead = consentsOf({ "sms:*": { given: false } }, { at: now, said: now + 1 });
const grant = consentsOf({ "sms:care": { given: true, source: "form" } }, { at: now, said: 2000 });

describe("refusals at one instant, of which one was said by a clock ahead", () => {
  // Torture seed 59: the word of the clock ahead was kept alone, and a grant lifted that.
  it.each<[string, Consents[]]>([
    ["the right clock first", [right, ahead, grant]],
    ["the clock ahead first", [ahead, right, grant]],
    ["the grant first", [grant, ahead, right]],
    ["the grant in between", [right, grant, ahead]],
  ])("stand against a grant by a clock ahead, %s", (_order, words) => {
    const consents = words.reduce((known, said) => mergeConsents(known, said, now), {});
    expect(mayWrite({ consents }, "sms", "care")).toBe(false);
  });

  it("are lifted by a grant that clocks ahead said later, where all were ahead", () => {
    const consents = mergeConsents(ahead, grant, now);
    expect(mayWrite({ consents }, "sms", "care")).toBe(true);
  });

  it("give way to a grant between their instants only if it is later than both", () => {
    const early = consentsOf({ "sms:*": { given: false } }, { at: 1000, said: 9000 });
    const late = consentsOf({ "sms:*": { given: false } }, { at: 3000, said: 4000 });
    const between = consentsOf({ "sms:care": { given: true, source: "form" } }, { at: 2000 });
    const consents = [early, late, between].reduce(
      (known, said) => mergeConsents(known, said, 3000),
      {},
    );
    expect(mayWrite({ consents }, "sms", "care")).toBe(false);
  });
});
