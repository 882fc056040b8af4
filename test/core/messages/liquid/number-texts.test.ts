import { describe, expect, it } from "vitest";
import { parseLiquid } from "../../../../src/core/messages/liquid/parse-liquid.ts";
import { renderText } from "../../../../src/core/messages/render-text.ts";
import { printReason } from "../../../../src/core/reasons/reason.ts";
import { at } from "../../given.ts";

const about = { now: at("01-05 12:00"), zone: "UTC", locale: "en", currency: "EUR" };

/** The text, or the code of the reason why there is none. */
function print(source: string, total: unknown): string {
  const parsed = parseLiquid(source, "text");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const rendered = renderText({ ...parsed, markup: "text" }, { event: { total } }, about);
  return rendered.ok ? rendered.text : printReason(rendered.reason);
}

const refused = "is given no number";

describe("money and number print a number, or a text of one, and no false amount", () => {
  it.each(["120,50", "1.234,50", "1,234.50", "€19.90", "19.90 EUR", "12e2", "abc", "", " "])(
    "not %j",
    (total) => {
      expect(print("{{ event.total | money }}", total)).toContain(refused);
      expect(print("{{ event.total | number: '0.00' }}", total)).toContain(refused);
    },
  );

  it.each([[true], [[1, 2]], [{ a: 1 }]])("not %j", (total) => {
    expect(print("{{ event.total | money }}", total)).toContain(refused);
  });

  it.each([
    ["12.50", "€12.50"],
    [" 7 ", "€7.00"],
    [-3, "-€3.00"],
    ["-0.001", "€0.00"],
  ])("%j as %s", (total, wanted) => expect(print("{{ event.total | money }}", total)).toBe(wanted));
});

describe("arithmetic", () => {
  it.each(["12,50", "€19.90", "2 pieces"])("counts with no beginning of %j", (total) => {
    for (const how of ["times: 2", "plus: 1", "round", "abs", "divided_by: 2", "at_least: 1"]) {
      expect(print(`{{ event.total | ${how} }}`, total)).toContain(refused);
    }
    expect(print("{{ 2 | times: event.total }}", total)).toContain(refused);
    const list = [{ price: 1 }, { price: total }];
    expect(print("{{ event.total | sum: 'price' }}", list)).toContain(refused);
  });

  it("takes a text without a digit for 0, as Liquid does", () => {
    expect(print("{{ event.total | plus: 1 }}", "free")).toBe("1");
  });
});
