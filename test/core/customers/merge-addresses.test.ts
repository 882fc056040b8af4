import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import {
  type AddressRule,
  joinAddresses,
  mergeAddresses,
} from "../../../src/core/customers/merge-addresses.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { customer } from "../given.ts";

type Told = readonly [at: number, profile: Profile];

const nobody = customer({ addresses: {} });

function after(told: readonly Told[], before = nobody, rule: AddressRule = "replace"): Customer {
  return told.reduce<Customer>(
    (who, [at, profile]) => ({ ...who, ...mergeAddresses(who, profile, at, rule) }),
    before,
  );
}

const emails = (who: Customer) => who.addresses.email?.map(({ to }) => to) ?? [];
const email = (...list: string[]) => ({ addresses: { email: list } });

describe("addresses of an event", () => {
  it.each<[what: string, told: readonly Told[], wanted: string[]]>([
    [
      "replace the list of their channel",
      [
        [1, email("old@x.y")],
        [2, email("new@x.y")],
      ],
      ["new@x.y"],
    ],
    [
      "late, reinstate nothing",
      [
        [2, email("new@x.y")],
        [1, email("old@x.y")],
      ],
      ["new@x.y"],
    ],
    [
      "as an empty list, remove",
      [
        [1, email("old@x.y")],
        [2, email()],
      ],
      [],
    ],
    ["are several in their order", [[1, email("b@x.y", "a@x.y")]], ["b@x.y", "a@x.y"]],
    [
      "say nothing of another channel",
      [
        [1, email("a@x.y")],
        [2, { addresses: { sms: ["+8613800138000"] } }],
      ],
      ["a@x.y"],
    ],
    [
      "may be added one by one",
      [
        [1, email("a@x.y")],
        [2, { addAddresses: { email: ["b@x.y"] } }],
      ],
      ["a@x.y", "b@x.y"],
    ],
    [
      "and removed",
      [
        [1, email("a@x.y", "b@x.y")],
        [2, { removeAddresses: { email: ["A@X.y"] } }],
      ],
      ["b@x.y"],
    ],
    [
      "added before the newest list, are gone",
      [
        [2, email("a@x.y")],
        [1, { addAddresses: { email: ["b@x.y"] } }],
      ],
      ["a@x.y"],
    ],
    [
      "added after the newest list, stay whatever came first",
      [
        [3, { addAddresses: { email: ["b@x.y"] } }],
        [2, email("a@x.y")],
      ],
      ["a@x.y", "b@x.y"],
    ],
    [
      "removed later than they were added, stay away",
      [
        [3, { removeAddresses: { email: ["b@x.y"] } }],
        [2, { addAddresses: { email: ["b@x.y"] } }],
      ],
      [],
    ],
    [
      "removed later than the list that has them, stay away",
      [
        [3, { removeAddresses: { email: ["b@x.y"] } }],
        [2, email("a@x.y", "b@x.y")],
      ],
      ["a@x.y"],
    ],
    [
      "removed, come back by a later word",
      [
        [3, { removeAddresses: { email: ["b@x.y"] } }],
        [4, { addAddresses: { email: ["b@x.y"] } }],
      ],
      ["b@x.y"],
    ],
    [
      "of two spellings are one, as the newest list writes it",
      [
        [1, email("Ann@B\u00fccher.example")],
        [2, email("ann@xn--bcher-kva.EXAMPLE")],
      ],
      ["ann@xn--bcher-kva.EXAMPLE"],
    ],
    [
      "added in another spelling, stay as written",
      [
        [1, email("Ann@x.y")],
        [2, { addAddresses: { email: ["ann@X.Y"] } }],
      ],
      ["Ann@x.y"],
    ],
  ])("%s", (_, told, wanted) => {
    expect(emails(after(told))).toEqual(wanted);
  });

  it("only add where the settings say so, and devices always", () => {
    const told: Told[] = [
      [1, { addresses: { email: ["a@x.y"], push: ["one"] } }],
      [2, { addresses: { email: ["b@x.y"], push: ["two"] } }],
    ];
    expect(emails(after(told, nobody, "add"))).toEqual(["a@x.y", "b@x.y"]);
    expect(after(told).addresses).toEqual({
      email: [{ to: "b@x.y" }],
      push: [{ to: "one" }, { to: "two" }],
    });
    expect(after([[3, { addresses: { push: [] } }]], after(told)).addresses.push).toHaveLength(2);
  });

  it("replace in an import that says so", () => {
    const told: Told[] = [
      [1, email("a@x.y")],
      [2, { replaceAddresses: { email: ["b@x.y"] } }],
    ];
    expect(emails(after(told, nobody, "add"))).toEqual(["b@x.y"]);
  });

  it("are one phone however it is written", () => {
    const told: Told[] = [
      [1, { addresses: { sms: ["+86 138 0013 8000"] } }],
      [2, { addAddresses: { sms: ["+8613800138000"] } }],
      [3, { removeAddresses: { sms: ["+86-138-0013-8000"] } }],
    ];
    expect(after(told.slice(0, 2)).addresses.sms).toEqual([{ to: "+86 138 0013 8000" }]);
    expect(after(told).addresses.sms).toEqual([]);
  });

  const kept = customer({
    profileAt: 5,
    addresses: { email: [{ to: "Old@x.y", suppressed: "bounced" }, { to: "b@x.y" }] },
  });

  it("come back with the mark that an item of 0.2.0 has on them", () => {
    const back = after(
      [
        [6, email("new@x.y")],
        [7, email("old@x.y")],
      ],
      kept,
    );
    expect(back.addresses.email).toEqual([{ to: "old@x.y", suppressed: "bounced" }]);
    const removed = after(
      [
        [6, { removeAddresses: { email: ["old@x.y"] } }],
        [7, { addAddresses: { email: ["OLD@x.y"] } }],
      ],
      kept,
    );
    expect(removed.addresses.email).toContainEqual({ to: "OLD@x.y", suppressed: "bounced" });
  });

  it("of 0.2.0 are replaced by what is as new as their profile, and not by what is older", () => {
    expect(emails(after([[5, email("new@x.y")]], kept))).toEqual(["new@x.y"]);
    expect(emails(after([[4, email("new@x.y")]], kept))).toEqual(["new@x.y", "Old@x.y", "b@x.y"]);
  });

  it("change nothing where nothing is new", () => {
    const who = after([[1, email("a@x.y")]]);
    const again = after([[1, email("a@x.y")]], who);
    expect(again).toEqual(who);
    expect(mergeAddresses(who, { tags: ["x"] }, 9, "replace")).toBe(who);
  });

  it("are 20 of a channel at most: the newest, and none that nothing goes to", () => {
    const many = Array.from(
      { length: 25 },
      (_, n): Told => [n + 10, { addAddresses: { email: [`${n}@x.y`] } }],
    );
    const who = after(many, kept);
    expect(emails(who)).toHaveLength(20);
    expect(emails(who)).not.toContain("4@x.y");
    expect(emails(who)).toContain("5@x.y");
    const back = after([[50, { addAddresses: { email: ["old@x.y"] } }]], who);
    expect(who.addressHistory?.email?.gone).toEqual([{ to: "Old@x.y", suppressed: "bounced" }]);
    expect(emails(back)).not.toContain("old@x.y");
  });

  it("come to the same set in any order", () => {
    const to = fc.constantFrom("a@x.y", "A@x.y", "b@x.y", "c@x.y");
    const list = fc.record({ email: fc.uniqueArray(to, { maxLength: 3 }) });
    const part = fc.record(
      { addresses: list, addAddresses: list, removeAddresses: list },
      { requiredKeys: [] },
    );
    // One instant each: of two lists of one instant the one that arrived last counts.
    const some = fc
      .array(part, { maxLength: 6 })
      .map((parts) => parts.map((profile, at): Told => [at, profile]));
    const shuffled = some.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
    );
    fc.assert(
      fc.property(shuffled, ([told, other]) => {
        const set = (who: Customer) => new Set(emails(who).map((one) => one.toLowerCase()));
        expect(set(after(other))).toEqual(set(after(told)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("addresses of two who are one", () => {
  it("are put together by their times, those of the known one first", () => {
    const known = after([[5, email("a@x.y")]]);
    const older = after([[4, email("b@x.y")]]);
    const newer = after([[6, email("b@x.y", "A@x.y")]]);
    expect(joinAddresses(known, older).addresses.email).toEqual([{ to: "a@x.y" }]);
    const joined = { ...known, ...joinAddresses(known, newer) };
    expect(emails(joined)).toEqual(["a@x.y", "b@x.y"]);
    expect(emails(after([[5, email("c@x.y")]], joined))).toEqual(["c@x.y", "a@x.y", "b@x.y"]);
  });

  it.each<[what: string, newest: readonly string[]]>([
    ["replaced", ["new@x.y"]],
    ["emptied", []],
  ])(
    "let no late event of the visitor bring back what the visitor's list had %s",
    (_what, newest) => {
      const visitor = after([[5, email(...newest)]]);
      const known = after([[3, email("a@x.y")]]);
      const joined = { ...known, ...joinAddresses(known, visitor) };
      const late = (at: number, isVisitors: boolean) =>
        emails({
          ...joined,
          ...mergeAddresses(joined, email("old@x.y"), at, "replace", isVisitors),
        });
      expect(late(4, true)).toEqual(["a@x.y", ...newest]);
      // The known customer's own words are judged by the known customer's lists.
      expect(late(4, false)).toContain("old@x.y");
      expect(late(6, true)).toEqual(["old@x.y"]);
    },
  );

  it("are marked where either is", () => {
    const marked = { email: [{ to: "A@x.y", suppressed: "bounced" }] };
    const plain = { email: [{ to: "a@x.y" }] };
    for (const [one, other] of [
      [marked, plain],
      [plain, marked],
    ] as const) {
      const joined = joinAddresses(customer({ addresses: one }), customer({ addresses: other }));
      expect(joined.addresses.email).toMatchObject([{ suppressed: "bounced" }]);
    }
  });
});
