import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AddressMarks,
  addressKey,
  awaitsDelivery,
  countedSoftBounces,
  isLiftedBy,
  isOptedOut,
  markCodes,
  mergeMarks,
  noMarks,
  refusalOf,
  standingMark,
} from "../../../src/core/customers/address-marks.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { at } from "../given.ts";

const now = at("01-05 12:00");

const time = fc.integer({ min: 0, max: 9 });
const times = <Name extends string>(...names: readonly Name[]) =>
  fc.dictionary(fc.constantFrom(...names), time, { maxKeys: 3 });
const marks = fc.record<AddressMarks>(
  {
    whole: times(...markCodes),
    optOuts: times("care", "*"),
    grants: times("care", "*"),
    allowed: fc.record({ at: time, reason: fc.constantFrom("one", "two") }),
    softBounces: fc.array(time, { maxLength: 3 }),
    autoReplies: fc.array(time, { maxLength: 3 }),
    deliveries: fc.array(time, { maxLength: 3 }),
    returned: fc.array(time, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
/** Also opt-outs of all but some: those that were never said but with these. */
const withSpared = fc.tuple(marks, times("care", "winback")).map(([known, said]): AddressMarks => {
  const last = known.optOuts?.["*"] ?? 0;
  const earlier = Object.entries(said).filter(([, at]) => at < last);
  return earlier.length === 0 ? known : { ...known, spared: Object.fromEntries(earlier) };
});

describe("marks of an address", () => {
  it("come to the same in any order, however often", () => {
    fc.assert(
      fc.property(
        fc.array(withSpared, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (news, draws) => {
          const inOrder = news.reduce(mergeMarks, noMarks);
          const shuffled = [...news, ...news].toSorted(() => ((draws.next().value ?? 0) % 3) - 1);
          expect(shuffled.reduce(mergeMarks, noMarks)).toEqual(inOrder);
        },
      ),
    );
  });

  it("merge the same however they are grouped", () => {
    fc.assert(
      fc.property(withSpared, withSpared, withSpared, (one, two, three) => {
        const left = mergeMarks(mergeMarks(one, two), three);
        expect(mergeMarks(one, mergeMarks(two, three))).toEqual(mergeMarks(noMarks, left));
      }),
    );
  });

  it("keep the ten latest soft bounces", () => {
    const bounces = Array.from({ length: 12 }, (_, day) => ({ softBounces: [now + day * DAY] }));
    const { softBounces = [] } = bounces.toReversed().reduce(mergeMarks, noMarks);
    expect(softBounces).toEqual(Array.from({ length: 10 }, (_, day) => now + (day + 2) * DAY));
  });
});

describe("what stands against an address", () => {
  it.each<[string, AddressMarks, string | undefined]>([
    ["nothing at all", {}, undefined],
    ["a bounce", { whole: { bounced: 5 } }, "bounced"],
    [
      "a bounce that was allowed later",
      { whole: { bounced: 5 }, allowed: { at: 6, reason: "x" } },
      undefined,
    ],
    [
      "a bounce of the very instant of the allowance",
      { whole: { bounced: 5 }, allowed: { at: 5, reason: "x" } },
      undefined,
    ],
    [
      "a bounce after the allowance",
      { whole: { bounced: 7 }, allowed: { at: 6, reason: "x" } },
      "bounced",
    ],
    [
      "a complaint before, a bounce after the allowance",
      { whole: { complained: 5, bounced: 7 }, allowed: { at: 6, reason: "x" } },
      "bounced",
    ],
    [
      "a complaint and a bounce: the graver",
      { whole: { bounced: 5, complained: 4 } },
      "complained",
    ],
    ["an opt-out: of one purpose only", { optOuts: { care: 5 } }, undefined],
  ])("%s", (_what, known, code) => expect(standingMark(known)).toBe(code));

  it.each<[string, AddressMarks, boolean]>([
    ["no opt-out", {}, false],
    ["an opt-out", { optOuts: { care: 5 } }, true],
    ["an opt-out of another purpose", { optOuts: { winback: 5 } }, false],
    ["a later proven grant", { optOuts: { care: 5 }, grants: { care: 6 } }, false],
    [
      "a grant of the same instant: the refusal wins",
      { optOuts: { care: 5 }, grants: { care: 5 } },
      true,
    ],
    ["a grant, then another opt-out", { optOuts: { care: 7 }, grants: { care: 6 } }, true],
    ["a later grant of another purpose", { optOuts: { care: 5 }, grants: { winback: 6 } }, true],
    [
      "an operator's allowance: it lifts no opt-out",
      { optOuts: { care: 5 }, allowed: { at: 9, reason: "x" } },
      true,
    ],
    ["an opt-out of every purpose", { optOuts: { "*": 5 } }, true],
    [
      "one of every purpose, and a later grant of this one",
      { optOuts: { "*": 5 }, grants: { care: 6 } },
      false,
    ],
    ["one of every purpose, and a later grant", { optOuts: { "*": 5 }, grants: { "*": 6 } }, false],
    [
      "one of this purpose, and a later grant of all",
      { optOuts: { care: 5 }, grants: { "*": 6 } },
      true,
    ],
    ["one of all after a grant of this one", { optOuts: { "*": 7 }, grants: { care: 6 } }, true],
    ["one of all but this", { optOuts: { "*": 5 }, spared: { care: 0 } }, false],
    ["one of all, then one of all but this", { optOuts: { "*": 6 }, spared: { care: 5 } }, true],
    [
      "one of all, then a grant of this, then one of all but this",
      { optOuts: { "*": 7 }, spared: { care: 5 }, grants: { care: 6 } },
      false,
    ],
    [
      "one of all but this, and one of this before",
      { optOuts: { "*": 5, care: 4 }, spared: { care: 0 } },
      true,
    ],
    ["the name of what every object has", { optOuts: {} }, false],
  ])("opted out of care: %s", (_what, known, said) => expect(isOptedOut(known, "care")).toBe(said));

  it.each<[string, AddressMarks, string, boolean]>([
    ["no opt-out", {}, "care", false],
    ["an earlier opt-out", { optOuts: { care: 5 } }, "care", true],
    ["a later opt-out", { optOuts: { care: 7 } }, "care", false],
    ["an earlier opt-out of all", { optOuts: { "*": 5 } }, "care", true],
    [
      "an opt-out that such a grant lifted",
      { optOuts: { care: 5 }, grants: { care: 6 } },
      "care",
      false,
    ],
    ["an opt-out of one, by a grant of all", { optOuts: { care: 5 } }, "*", false],
    [
      "an earlier opt-out of one beside a later of all",
      { optOuts: { care: 5, "*": 7 } },
      "care",
      true,
    ],
  ])("a proven grant of instant 6 says something new against %s", (_what, known, purpose, said) =>
    expect(isLiftedBy(known, purpose, 6)).toBe(said),
  );

  it("lets a transactional message pass an opt-out of everything, and no bounce", () => {
    expect(refusalOf({ optOuts: { "*": 1 } }, "email", undefined)).toBeUndefined();
    expect(refusalOf({ whole: { bounced: 1 } }, "email", undefined)?.code).toBe("address-bounced");
  });

  it("does not take what an object inherits for a purpose", () => {
    expect(isOptedOut({ optOuts: { care: 1 } }, "constructor")).toBe(false);
  });

  it("tells each mark as a sentence", () => {
    const sentences = markCodes.map((code) => {
      const refusal = refusalOf({ whole: { [code]: 1 } }, "email", "care");
      return refusal === undefined ? "" : printReason(refusal);
    });
    expect(new Set(sentences).size).toBe(markCodes.length);
    expect(sentences[0]).toBe("the reader of this email address called a message spam");
    const optedOut = refusalOf({ optOuts: { care: 1 } }, "email", "care");
    expect(optedOut && printReason(optedOut)).toBe(
      "the reader of this email address opted out of care",
    );
  });
});

describe("soft bounces that count", () => {
  const known = { softBounces: [now - 40 * DAY, now - 30 * DAY, now - 3 * DAY, now] };
  it("are those within the window", () => {
    expect(countedSoftBounces(known, 30 * DAY, now)).toEqual([now - 3 * DAY, now]);
  });
  it("are those after an allowance", () => {
    const allowed = { at: now - DAY, reason: "x" };
    expect(countedSoftBounces({ ...known, allowed }, 30 * DAY, now)).toEqual([now]);
  });
  it("are those after the last delivery that did not come back", () => {
    const deliveries = [now - 2 * DAY, now - DAY];
    expect(countedSoftBounces({ ...known, deliveries }, 30 * DAY, now)).toEqual([now]);
    const some = { ...known, deliveries, returned: deliveries };
    expect(countedSoftBounces(some, 30 * DAY, now)).toEqual([now - 3 * DAY, now]);
  });
  it("are no auto-replies", () => {
    const autoReplies = [now - 3 * DAY];
    expect(countedSoftBounces({ ...known, autoReplies }, 30 * DAY, now)).toEqual([now]);
    expect(awaitsDelivery({ ...known, autoReplies }, now)).toBe(true);
    expect(awaitsDelivery({ ...known, deliveries: [now] }, now)).toBe(false);
  });
});

describe("the name of a row", () => {
  const ann = { channel: "email", normal: "ann@example.com" } as const;
  it("hangs on the stage's key, the channel and the normal form", () => {
    const names = [
      addressKey("key", ann),
      addressKey("other", ann),
      addressKey("key", { ...ann, channel: "sms" }),
      addressKey("key", { ...ann, normal: "bob@example.com" }),
    ];
    expect(new Set(names).size).toBe(4);
    expect(addressKey("key", ann)).toBe(names[0]);
  });
  it("stays the same for ever: rows are found by it", () => {
    expect(addressKey("key", ann)).toBe("yhd3hh66xajjgtpgykil4urnkttunvbr");
  });
});
