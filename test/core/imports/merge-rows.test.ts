import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ImportedCustomer } from "../../../src/core/imports/imported-customer.ts";
import { type CustomerRow, keyOfRow, mergeRows } from "../../../src/core/imports/merge-rows.ts";
import { DAY, formatInstant } from "../../../src/core/time/instant.ts";

const row = (place: number, customer: Partial<ImportedCustomer> = {}): CustomerRow => ({
  place,
  customer: { id: "c1", ...customer },
});

describe("rows of one customer", () => {
  test("are one by what the last says, and what it leaves open the one before says", () => {
    const rows = [
      row(0, { attributes: { tier: "gold", city: "Lima" }, zone: "America/Lima", tags: ["a"] }),
      row(1, { attributes: { tier: "basic" }, locale: "es", tags: ["b"] }),
    ];
    expect(mergeRows(rows, "last").customer).toEqual({
      id: "c1",
      attributes: { tier: "basic", city: "Lima" },
      zone: "America/Lima",
      locale: "es",
      tags: ["b", "a"],
    });
  });

  test("keep the winner's address first and each address once, letters of any case", () => {
    const rows = [
      row(0, { addresses: { email: ["old@x.example", "A@x.example"] } }),
      row(1, { addresses: { email: ["a@x.example"], sms: ["+8613800138000"] } }),
    ];
    expect(mergeRows(rows, "last").customer.addresses).toEqual({
      email: ["a@x.example", "old@x.example"],
      sms: ["+8613800138000"],
    });
  });

  test("keep a refusal where no time tells, whichever row comes last", () => {
    const given = row(0, { consents: { "email:*": { given: true } } });
    const refused = row(1, { consents: { "email:*": { given: false } }, profiling: "refused" });
    for (const rows of [
      [given, refused],
      [refused, given],
    ]) {
      const { customer } = mergeRows(
        rows.map((one, place) => ({ ...one, place })),
        "last",
      );
      expect(customer.consents?.["email:*"]?.given).toBe(false);
      expect(customer.profiling).toBe("refused");
    }
  });

  test("go by the later word on a consent, dated by itself or by its row", () => {
    const day = (n: number) => formatInstant(n * DAY);
    const rows = [
      row(0, { at: day(9), consents: { "email:*": { given: false, at: day(2) } } }),
      row(1, { at: day(5), consents: { "email:*": { given: true, source: "form" } } }),
    ];
    expect(mergeRows(rows, "newest").customer).toMatchObject({
      at: day(9),
      consents: { "email:*": { given: true, at: day(5) } },
    });
  });

  test("are one by a first address, and a row without one is like no other", () => {
    const to = (email: string) => row(0, { addresses: { email: [email, "x@x.example"] } });
    expect(keyOfRow(to("A@x.example"), "email")).toBe(keyOfRow(to("a@x.example"), "email"));
    expect(keyOfRow(row(0), "email")).toBeUndefined();
    expect(keyOfRow(row(0), "id")).toBe("c1");
  });

  test("that say when they were changed may come in any order", () => {
    const one = fc.record({
      attributes: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer()),
      consents: fc.dictionary(
        fc.constantFrom("email:*", "sms:*"),
        fc.record({ given: fc.boolean() }),
      ),
      tags: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), fc.nat(), (said, seed) => {
        const rows = said.map((each, n) => row(n, { ...each, at: formatInstant(n * DAY) }));
        const mixed = rows
          .toSorted((a, b) => ((a.place * 31 + seed) % 7) - ((b.place * 31 + seed) % 7))
          .map((each, place) => ({ ...each, place }));
        expect(mergeRows(mixed, "newest").customer).toEqual(mergeRows(rows, "newest").customer);
      }),
    );
  });
});

describe("consents of several rows", () => {
  const consentsIn = (...said: Partial<ImportedCustomer>[]) =>
    mergeRows(
      said.map((customer, place) => row(place, customer)),
      "last",
    ).customer.consents;

  test("keep a refusal that a later row only repeats a flag against", () => {
    const refused = { given: false, source: "form" };
    expect(
      consentsIn(
        { consents: { "email:*": refused } },
        { consents: { "email:*": { given: true } } },
      ),
    ).toEqual({ "email:*": refused });
  });

  test("leave out a grant that a refusal of the whole channel beats", () => {
    const given = { given: true, at: "2026-01-01T00:00:00Z" };
    const refused = { given: false, at: "2026-01-02T00:00:00Z" };
    expect(
      consentsIn({ consents: { "email:promo": given } }, { consents: { "email:*": refused } }),
    ).toEqual({ "email:*": refused });
  });
});
