import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { applyProfile } from "../../../src/core/events/apply-profile.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { at, customer } from "../given.ts";

const day = (number: number) => at(`02-0${number}`);
type Said = readonly [profile: Profile, when: number];
const now = day(9);
/** Each accepted on the 9th. */
const after = (...said: readonly Said[]): Customer =>
  said.reduce((who, [profile, at]) => applyProfile(who, profile, { at }, now, "add"), customer());

const give: Said = [{ tags: ["vip"] }, day(1)];
const take: Said = [{ removeTags: ["vip"] }, day(2)];

describe("tags of profiles", () => {
  it("are taken away by removeTags", () => {
    expect(after([{ tags: ["new", "vip"] }, day(1)], take).tags).toEqual(["new"]);
  });

  it("do not come back by a late event that gave them before", () => {
    expect(after(take, give).tags).toEqual([]);
    expect(after(take, give, [{ tags: ["vip"] }, day(3)]).tags).toEqual(["vip"]);
  });

  it("are not taken away by a late event, whatever else has been said since", () => {
    expect(after([{ tags: ["vip"] }, day(3)], take).tags).toEqual(["vip"]);
    expect(after(give, [{ attributes: { city: "上海" } }, day(3)], take).tags).toEqual([]);
  });

  it("that are given and taken away by one profile are away", () => {
    expect(after([{ tags: ["vip"], removeTags: ["vip"] }, day(1)]).tags).toEqual([]);
  });

  it("that a customer has from before there were times can be taken away", () => {
    const vip = customer({ tags: ["vip"] });
    expect(applyProfile(vip, { removeTags: ["vip"] }, { at: day(2) }, day(2), "add").tags).toEqual(
      [],
    );
  });

  it("keep the times of some twenty that are gone, no more", () => {
    const many = Array.from({ length: 90 }, (_, index) => `t${index}`);
    const who = after([{ tags: many }, day(1)], [{ removeTags: many.slice(1) }, day(2)], take);
    expect([who.tags, Object.keys(who.tagsAt ?? {}).length]).toEqual([["t0"], 21]);
  });

  it("come out the same in whatever order they are told", () => {
    const words = fc.uniqueArray(
      fc.record({
        when: fc.integer({ min: 0, max: 50 }),
        tag: fc.constantFrom("a", "b"),
        gives: fc.boolean(),
      }),
      { selector: ({ when }) => when, maxLength: 8 },
    );
    const shuffled = words.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, told]) => {
        const said = told.map(({ when, tag, gives }): Said => {
          return [gives ? { tags: [tag] } : { removeTags: [tag] }, when];
        });
        const last = (tag: string) =>
          list.filter((one) => one.tag === tag).toSorted((one, other) => other.when - one.when)[0];
        const expected = ["a", "b"].filter((tag) => last(tag)?.gives === true);
        expect(after(...said).tags.toSorted()).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("are read from events, but for names that are reserved", () => {
    const event = (customer: object) =>
      parseEvent(JSON.stringify({ id: "e", type: "customer.updated", customer }), day(1));
    expect(event({ id: "C1", removeTags: ["vip"] })).toMatchObject({
      event: { profile: { removeTags: ["vip"] } },
    });
    expect(event({ id: "C1", removeTags: ["vip", "__proto__"] })).toMatchObject({
      event: { profile: { removeTags: ["vip"] }, leftOut: [{ code: "left-out-name" }] },
    });
  });
});
