import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayWrite } from "../../../src/core/customers/consent.ts";
import type { Consent } from "../../../src/core/customers/customer.ts";
import { mostGrants } from "../../../src/core/customers/limit-consents.ts";
import {
  type Consents,
  consentsOf,
  mergeConsents,
  type SaidConsent,
} from "../../../src/core/customers/merge-consents.ts";

/** One event: its own time, and its words by scope. */
type Told = readonly [at: number, words: Readonly<Record<string, SaidConsent | boolean>>];

const late = 1000;
const form = { given: true, source: "form" };
const no = { given: false, source: "form" };

function consents(...told: readonly Told[]): Consents {
  return told.reduce<Consents>((known, [at, words]) => {
    const said = Object.entries(words).map(([scope, word]) => [
      scope,
      typeof word === "boolean" ? { given: word } : word,
    ]);
    return mergeConsents(known, consentsOf(Object.fromEntries(said), { at }), late);
  }, {});
}

const may = (known: Consents, purpose: string) => mayWrite({ consents: known }, "email", purpose);

describe("a customer's consent", () => {
  it.each<[rule: string, told: readonly Told[], given: boolean]>([
    ["nothing was said", [], false],
    ["a flag gives", [[1, { "email:promo": true }]], true],
    ["a flag for the channel gives every purpose", [[1, { "email:*": true }]], true],
    ["another purpose is no consent", [[1, { "email:care": form }]], false],
    [
      "own time decides within one scope",
      [
        [5, { "email:promo": no }],
        [3, { "email:promo": form }],
      ],
      false,
    ],
    [
      "a later grant with a proof lifts a refusal",
      [
        [5, { "email:promo": no }],
        [7, { "email:promo": form }],
      ],
      true,
    ],
    [
      "a grant with a time of its own is no bare one",
      [
        [5, { "email:promo": no }],
        [9, { "email:promo": { given: true, at: 7 } }],
      ],
      true,
    ],
    [
      "a bare true never undoes a refusal",
      [
        [5, { "email:promo": no }],
        [7, { "email:promo": true }],
      ],
      false,
    ],
    [
      "nor one that came before it as an object",
      [
        [5, { "email:promo": false }],
        [7, { "email:promo": { given: true } }],
      ],
      false,
    ],
    [
      "nor does what an import writes by itself",
      [
        [5, { "email:promo": no }],
        [7, { "email:promo": { given: true, source: "imported" } }],
      ],
      false,
    ],
    [
      "a true with empty texts beside it is a bare one",
      [
        [5, { "email:promo": no }],
        [7, { "email:promo": { given: true, source: "", text: " " } }],
      ],
      false,
    ],
    [
      "a bare true for one purpose does not undo a refusal of all",
      [
        [5, { "email:*": no }],
        [7, { "email:promo": true }],
      ],
      false,
    ],
    [
      "a general grant never lifts a specific refusal",
      [
        [5, { "email:promo": no }],
        [7, { "email:*": form }],
      ],
      false,
    ],
    [
      "a later general refusal beats an earlier specific grant",
      [
        [5, { "email:promo": form }],
        [7, { "email:*": no }],
      ],
      false,
    ],
    [
      "an earlier one does not",
      [
        [5, { "email:*": no }],
        [7, { "email:promo": form }],
      ],
      true,
    ],
    [
      "a specific grant stands again when the general refusal is lifted",
      [
        [5, { "email:promo": form }],
        [7, { "email:*": no }],
        [9, { "email:*": form }],
      ],
      true,
    ],
    [
      "within one event the specific beats the general",
      [[5, { "email:*": no, "email:promo": form }]],
      true,
    ],
    ["also as flags", [[5, { "email:*": false, "email:promo": true }]], true],
    ["also where it refuses", [[5, { "email:*": form, "email:promo": no }]], false],
    [
      "but not where it says that the general came later",
      [
        [
          9,
          { "email:*": { given: false, at: 7 }, "email:promo": { given: true, at: 5, text: "v1" } },
        ],
      ],
      false,
    ],
    [
      "between events of one instant the refusal wins",
      [
        [5, { "email:promo": form }],
        [5, { "email:promo": no }],
      ],
      false,
    ],
    [
      "also the general one of another event",
      [
        [5, { "email:*": no, "email:promo": form }],
        [5, { "email:*": { given: false, source: "complaint" } }],
      ],
      false,
    ],
    [
      "flags beside a general refusal do not undo an earlier one",
      [
        [2, { "email:*": { given: false, source: "complaint" } }],
        [5, { "email:*": false, "email:promo": true }],
      ],
      false,
    ],
    [
      "but a grant with a proof does",
      [
        [2, { "email:*": { given: false, source: "complaint" } }],
        [5, { "email:*": false, "email:promo": form }],
      ],
      true,
    ],
    [
      "flags that a sync repeats stay what they were",
      [
        [2, { "email:*": false, "email:promo": true }],
        [5, { "email:*": false, "email:promo": true, "email:care": true }],
      ],
      true,
    ],
    ["another channel is not concerned", [[5, { "email:*": form, "sms:*": no }]], true],
  ])("%s", (_, told, given) => {
    expect(may(consents(...told), "promo")).toBe(given);
    expect(may(consents(...told.toReversed()), "promo")).toBe(given);
  });

  it("keeps what is said beside a general refusal apart from other purposes", () => {
    const known = consents([5, { "email:*": no, "email:promo": form }]);
    expect(may(known, "care")).toBe(false);
    expect(known["email:*"]).toEqual({ given: false, at: 5, source: "form", except: ["promo"] });
  });

  it("reads items of 0.2.0 as they are", () => {
    const kept = { "email:*": { given: false, at: 5 }, "email:promo": { given: true, at: 7 } };
    expect(may(kept, "promo")).toBe(true);
    expect(may(kept, "care")).toBe(false);
    const same = { ...kept, "email:promo": { given: true, at: 5 } };
    expect(may(same, "promo")).toBe(false);
    expect(
      mergeConsents(kept, consentsOf({ "email:promo": { given: true } }, { at: 9 }), late),
    ).toBe(kept);
  });

  it("is the very same where nothing new is said", () => {
    const known = consents([5, { "email:*": no, "email:promo": form }], [2, { "email:*": no }]);
    expect(mergeConsents(known, known, late)).toBe(known);
  });
});

describe("a word of a clock ahead", () => {
  const grant = (at: number, said?: number): Consents => ({
    "email:promo": { given: true, at, ...(said !== undefined && { said }), source: "form" },
  });
  const refusal = (at: number, said?: number): Consents => ({
    "email:promo": { given: false, at, ...(said !== undefined && { said }), source: "form" },
  });
  const given = (known: Consents, said: Consents, now: number) =>
    may(mergeConsents(known, said, now), "promo");

  it("of 0.2.0 counts as accepted before a refusal that comes now", () => {
    expect(given(grant(900), refusal(100), 101)).toBe(false);
    expect(
      given(grant(900), { "email:*": { given: false, at: 100, source: "complaint" } }, 101),
    ).toBe(false);
  });

  it("of 0.2.0 counts as of now for what else comes", () => {
    const kept = mergeConsents(grant(900), { "sms:*": { given: true, at: 1 } }, 101);
    expect(kept["email:promo"]).toMatchObject({ given: true, at: 101 });
  });

  it("is ordered by the said times among such words, and lifts a refusal only by both", () => {
    expect(given(refusal(10, 20), grant(12, 18), 12)).toBe(false);
    expect(given(refusal(10, 20), grant(15), 15)).toBe(true);
    expect(given(grant(10, 20), refusal(12, 18), 12)).toBe(false);
  });
});

describe("the merge of consents", () => {
  const scope = fc.constantFrom("email:*", "email:promo", "email:care", "sms:*", "sms:promo");
  const word = fc.oneof(
    fc.boolean(),
    fc.record<SaidConsent>(
      {
        given: fc.boolean(),
        at: fc.integer({ min: 0, max: 5 }),
        source: fc.constantFrom("form", "imported"),
        text: fc.constantFrom("v1"),
      },
      { requiredKeys: ["given"] },
    ),
  );
  const told: fc.Arbitrary<Told> = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.dictionary(scope, word, { minKeys: 1, maxKeys: 4 }),
  );
  const runs = { numRuns: 2000 };

  it("comes to the same in any order and however often", () => {
    const some = fc.array(told, { maxLength: 6 });
    const shuffled = some.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, again]) => {
        expect(consents(...again)).toEqual(consents(...list));
      }),
      runs,
    );
  });

  it("comes to the same however it is grouped", () => {
    const part = fc.array(told, { maxLength: 3 }).map((list) => consents(...list));
    fc.assert(
      fc.property(part, part, part, (one, two, three) => {
        const left = mergeConsents(mergeConsents(one, two, late), three, late);
        expect(mergeConsents(one, mergeConsents(two, three, late), late)).toEqual(left);
        expect(mergeConsents(left, two, late)).toBe(left);
      }),
      runs,
    );
  });

  it("gives what the history says by the plain rule", () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 6 }), (list) => {
        for (const purpose of ["promo", "care", "other"]) {
          expect(may(consents(...list), purpose)).toBe(judge(list, purpose));
        }
      }),
      runs,
    );
  });

  it("drops the oldest grants beyond the ceiling, and never a refusal", () => {
    const words = (count: number, given: boolean) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n): [string, Consent] => [
          `email:${given ? "yes" : "no"}${n}`,
          { given, at: n },
        ]),
      );
    const known = mergeConsents(words(150, false), words(150, true), late);
    const grants = Object.values(known).filter(({ given }) => given);
    expect(grants).toHaveLength(mostGrants);
    expect(Math.min(...grants.map(({ at }) => at))).toBe(50);
    expect(Object.values(known).filter(({ given }) => !given)).toHaveLength(150);
  });
});

/** The rule in words, over the whole history: nothing is merged, nothing forgotten. */
function judge(list: readonly Told[], purpose: string): boolean {
  const words = list.flatMap(([time, said]) =>
    Object.entries(said).map(([scope, word]) => {
      const {
        given,
        at = time,
        source,
        text,
      } = typeof word === "boolean" ? ({ given: word } as SaidConsent) : word;
      const dated = typeof word !== "boolean" && word.at !== undefined;
      const proven = dated || text !== undefined || (source !== undefined && source !== "imported");
      const beside = said[`email:${purpose}`];
      const besideAt = (typeof beside === "object" ? beside.at : undefined) ?? time;
      const excepted =
        scope === "email:*" &&
        !given &&
        (typeof beside === "object" ? beside.given : beside === true) &&
        besideAt >= at;
      return { scope, given, at, bare: given && !proven, excepted };
    }),
  );
  const last = (scope: string) => {
    const own = words.filter((word) => word.scope === scope && !word.excepted);
    const proven = own.filter(({ bare }) => !bare);
    const newest = Math.max(...proven.map(({ at }) => at));
    const decisive = proven.filter(({ at }) => at === newest);
    if (decisive.length > 0)
      return { at: newest, given: decisive.every(({ given }) => given), bare: false };
    return own.length > 0 ? { at: 0, given: true, bare: true } : undefined;
  };
  const own = last(`email:${purpose}`);
  const whole = last("email:*");
  if (own === undefined || !own.given) return own === undefined && whole?.given === true;
  return whole === undefined || whole.given || (!own.bare && own.at > whole.at);
}
