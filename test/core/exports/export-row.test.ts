import { describe, expect, test } from "vitest";
import type { Subject } from "../../../src/core/conditions/subject.ts";
import { compileColumns, exportRow } from "../../../src/core/exports/export-row.ts";
import { at, customer } from "../given.ts";

const context = {
  computed: new Map([["spend-90d", { value: ({ now }: Subject) => now / 1000 }]]),
  segments: [{ name: "dormant" }, { name: "active" }],
};
const mei = customer({
  id: "m1",
  attributes: { tier: "gold", interests: ["tea", "silk"] },
  tags: ["vip"],
  locale: "zh-CN",
  addresses: { email: [{ to: "old@x.example", suppressed: "bounced" }, { to: "mei@x.example" }] },
  consents: { "email:*": { given: true, at: 0 }, "sms:*": { given: false, at: 0 } },
  segments: { dormant: [at("01-05")], active: [at("01-01"), at("01-05")] },
});
const subject: Subject = { customer: mei, now: 90_000, today: 0, zone: "UTC" };

function row(...names: readonly string[]) {
  const compiled = compileColumns(names, context);
  if (compiled.kind === "refused") throw new RangeError(compiled.problems.join("\n"));
  return exportRow(subject, compiled.columns);
}

describe("a row of an export", () => {
  test("holds what was asked for, in that order", () => {
    expect(row("locale", "id", "attributes.tier", "attributes.interests", "tags")).toEqual([
      "zh-CN",
      "m1",
      "gold",
      ["tea", "silk"],
      ["vip"],
    ]);
  });

  test("gives the address that would be written to, the last word of consent and computed figures", () => {
    expect(
      row("addresses.email", "consents.email:*", "consents.sms:*", "computed.spend-90d"),
    ).toEqual(["mei@x.example", "given", "refused", 90]);
  });

  test("gives computed figures with at most 6 decimals", () => {
    const share = { value: () => 2 / 3 };
    const compiled = compileColumns(["computed.share"], {
      ...context,
      computed: new Map([["share", share]]),
    });
    expect(compiled.kind === "columns" && exportRow(subject, compiled.columns)).toEqual([0.666667]);
  });

  test("says since when somebody is in a segment, and nothing where they are not", () => {
    expect(row("segments.dormant", "segments.active")).toEqual(["2026-01-05T00:00:00Z", undefined]);
  });

  test("is empty where nothing is known, names of prototypes included", () => {
    expect(row("zone", "addresses.sms", "attributes.toString", "consents.push:*")).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ["computed.spend-90", 'no column "computed.spend-90"; did you mean "computed.spend-90d"?'],
    ["segments.dorment", 'no column "segments.dorment"; did you mean "segments.dormant"?'],
    ["addresses.fax", 'no column "addresses.fax"; known addresses: email, sms, push'],
    ["name", 'no column "name"; there are id, tags'],
    ["attributes.", 'no column "attributes."; there are id'],
  ])("of a column that there is not, %s, says which there are", (name, problem) => {
    const compiled = compileColumns(["id", name], context);
    expect(compiled.kind === "refused" && compiled.problems[0]).toContain(problem);
  });
});
