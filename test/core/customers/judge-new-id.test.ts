import { describe, expect, it } from "vitest";
import { judgeNewId, noteOnId } from "../../../src/core/customers/judge-new-id.ts";

describe("the id of a new customer", () => {
  it.each([
    "8841",
    "mei@shop.example",
    "gid://shopify/Customer/7103",
    "张 三",
    "é",
    "e\u0301",
    "👍",
    "a b",
    "x".repeat(256),
    "中".repeat(85),
  ])("may be %j", (id) => {
    expect(noteOnId(id)).toBeUndefined();
  });

  it.each([
    [" 8841", "new-id-blanks"],
    ["8841 ", "new-id-blanks"],
    ["8841\u00a0", "new-id-blanks"],
    ["8841\n", "new-id-blanks"],
    ["88\t41", "new-id-unseen"],
    ["88\u00a041", "new-id-unseen"],
    ["88\u200b41", "new-id-unseen"],
    ["\u202e8841", "new-id-unseen"],
    ["88\u3164", "new-id-unseen"],
    ["88\u2800", "new-id-unseen"],
    ["88\u001b[31m", "new-id-unseen"],
    ["x".repeat(257), "new-id-long"],
    ["中".repeat(86), "new-id-long"],
  ])("is never %j", (id, code) => {
    expect(judgeNewId(id)).toMatchObject({ code });
    expect(noteOnId(id)).toMatchObject({ code });
  });

  it.each(["1.23457E+17", "1,23457E+17", "1e+15", "9.0E17"])(
    "may be %s, and is told: a spreadsheet has rounded it",
    (id) => {
      expect(judgeNewId(id)).toBeUndefined();
      expect(noteOnId(id)).toMatchObject({ code: "id-rounded" });
    },
  );

  it.each(["1E5", "e-17", "1.2E", "12E+17", "A1.2E+17"])("%s is an id like any other", (id) => {
    expect(noteOnId(id)).toBeUndefined();
  });
});
