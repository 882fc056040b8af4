import { describe, expect, it } from "vitest";
import { liquidWords } from "../../../src/core/messages/liquid/create-engine.ts";
import { parseLiquid } from "../../../src/core/messages/liquid/parse-liquid.ts";
import { renderText } from "../../../src/core/messages/render-text.ts";

const secret = "ann@example.com";
const about = { now: 0, zone: "UTC", locale: "en", currency: "EUR" };
const values = { event: { x: secret, list: [secret], prices: {} }, customer: { x: secret } };

function failure(text: string) {
  const parsed = parseLiquid(text, "text");
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  const rendered = renderText({ ...parsed, markup: "text" }, values, about);
  return rendered.ok ? undefined : { reason: rendered.reason, faults: rendered.faults };
}

describe("why a text could not be made", () => {
  it.each([
    ["{{ 1 | money: event.x }}", "filter-currency", { argument: "event.x" }],
    ["{{ 1 | number: customer.x }}", "filter-pattern", { argument: "customer.x" }],
    ['{{ "now" | date: "%Y", event.x }}', "filter-zone", { argument: "event.x" }],
    ["{{ 1 | divided_by: event.x }}", "filter-divides-by-zero", { argument: "event.x" }],
    ["{{ event.x | append }}", "filter-fails", { filter: "append" }],
    ["{{ event.prices[customer.x] }}", "value-missing", { variable: "event.prices[customer.x]" }],
  ])("names what the template says and not the value: %s", (text, code, params) => {
    expect(failure(text)?.reason).toEqual({ code, params });
  });

  it("never holds a value, whatever the filter is given", () => {
    for (const filter of liquidWords.filters) {
      for (const value of ["event.x", "event.list", "event", "1"]) {
        for (const argument of ["", ": event.x", ": event.x, event.x", ": event.list", ": event"]) {
          const told = JSON.stringify(failure(`{{ ${value} | ${filter}${argument} }}`) ?? "");
          expect(told).not.toContain(secret);
        }
      }
    }
  });
});
