import { describe, expect, it } from "vitest";
import { parseLiquid } from "../../../src/core/messages/liquid/parse-liquid.ts";
import { renderText } from "../../../src/core/messages/render-text.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";

const about = { now: 0, zone: "UTC", locale: "en", currency: undefined };

/** What comes of a template that somebody wrote to do harm, or by mistake. */
function outcome(text: string): string {
  const parsed = parseLiquid(text, "html");
  if (!parsed.ok) return parsed.faults[0]?.message ?? "";
  const rendered = renderText({ ...parsed, markup: "html" }, {}, about);
  return rendered.ok ? rendered.text : printReason(rendered.reason);
}

const ten = "{% assign x = 'aaaaaaaaaa' %}";

describe("a template without measure", () => {
  it.each([
    ["many tags", "{{ a.b }}".repeat(2001), "more than 2000 tags in one text"],
    ["a long tag", `{% if a${" or a".repeat(2000)} %}x{% endif %}`, "this tag is too long"],
    ["deep brackets", `{{ ${"a[".repeat(80_000)}1${"]".repeat(80_000)} }}`, "this tag is too long"],
    ["nothing closed", "{%".repeat(100_000), undefined],
    ["a long loop", "{% for i in (1..100000000) %}x{% endfor %}", "the text is too long"],
    [
      "loops in loops",
      `${"{% for i in (1..99) %}".repeat(5)}x${"{% endfor %}".repeat(5)}`,
      "the text is too long",
    ],
    ["doubling", `${ten}${"{% assign x = x | append: x %}".repeat(40)}`, "the text is too long"],
    [
      "doubling by capture",
      `${ten}${"{% capture x %}{{ x }}{{ x }}{% endcapture %}".repeat(40)}`,
      "the text is too long",
    ],
    [
      "doubling unescaped",
      `${ten}${"{% capture x %}{{ x | raw }}{{ x | raw }}{% endcapture %}".repeat(40)}`,
      "the text is too long",
    ],
  ])("is stopped: %s", (_what, text, expected) => {
    const told = outcome(text);
    expect(told.length).toBeLessThan(200);
    expect(told).toBe(expected ?? told);
  });

  it("is not one of some hundred tags and thousand passes", () => {
    const text = `${"{{ 'a' | upcase }}".repeat(999)}{% for i in (1..1000) %}b{% endfor %}`;
    expect(outcome(text)).toBe("A".repeat(999) + "b".repeat(1000));
  });

  it("draws nothing by chance and reads no file", () => {
    expect(outcome("{{ 'a,b' | split: ',' | sample }}")).toBe('no filter "sample"');
    expect(outcome("{% include 'settings.json' %}")).toBe('no tag "include"');
  });
});
