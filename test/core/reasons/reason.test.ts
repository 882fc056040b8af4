import { describe, expect, it } from "vitest";
import { english } from "../../../src/core/reasons/english.ts";
import { printReason, type Reason, reason } from "../../../src/core/reasons/reason.ts";

describe("the catalogue of reasons", () => {
  it("keeps its codes in alphabetical order, so that two changes rarely meet", () => {
    const codes = Object.keys(english);
    expect(codes).toEqual(codes.toSorted());
  });

  it("has sentences without a full stop at their end", () => {
    for (const sentence of Object.values(english)) expect(sentence).not.toMatch(/[.!]$/);
  });
});

describe("printing a reason", () => {
  it("prints the sentence of its code", () => {
    expect(printReason(reason("value-missing", { variable: "event.total" }))).toBe(
      "no value for event.total",
    );
  });

  it("leaves the sentence of an older record as it is", () => {
    expect(printReason("capped: at most 2 winback per 30d")).toBe(
      "capped: at most 2 winback per 30d",
    );
  });

  it("shows the code and the parameters of a reason that a newer version wrote", () => {
    const newer = { code: "moon-phase", params: { phase: "full" } } as unknown as Reason;
    expect(printReason(newer)).toBe('moon-phase {"phase":"full"}');
  });
});

describe("a count in a sentence", () => {
  it.each([
    [1, "and 1 more problem in this file"],
    [2, "and 2 more problems in this file"],
    [1204, "and 1,204 more problems in this file"],
  ])("has its noun in the right number: %i", (count, expected) => {
    expect(printReason(reason("more-problems", { count }))).toBe(expected);
  });
});
