import { describe, expect, it } from "vitest";
import type { Markup } from "../../../../src/core/messages/liquid/markup.ts";
import { parseLiquid } from "../../../../src/core/messages/liquid/parse-liquid.ts";
import { renderText } from "../../../../src/core/messages/render-text.ts";
import { at } from "../../given.ts";

const about = { now: at("01-05 12:00"), zone: "UTC", locale: "en", currency: "EUR" };
const values = {
  customer: { name: "Tea & <cup>" },
  event: { names: ["a", "Tea & <cup>"], items: [{ sale: true, n: 1 }, {}, { sale: false, n: 1 }] },
};

function print(source: string, markup: Markup = "html"): string {
  const parsed = parseLiquid(source, markup);
  if (!parsed.ok) return JSON.stringify(parsed.faults);
  const rendered = renderText({ ...parsed, markup }, values, about);
  return rendered.ok ? rendered.text : JSON.stringify(rendered);
}

describe("a captured text in HTML is to filters and conditions what its reader sees:", () => {
  const capture = "{% capture t %}{{ customer.name }}{% endcapture %}";
  it.each([
    ["{{ t | size }}", "11"],
    ["{{ t | url_encode }}", "Tea+%26+%3Ccup%3E"],
    ["{{ t | truncate: 6, '' }}", "Tea &amp; "],
    ["{{ t | truncate: 8 }}", "Tea &amp;..."],
    ["{{ t | slice: 4 }}", "&amp;"],
    ["{{ t | slice: -5, 5 }}", "&lt;cup&gt;"],
    ["{{ t }}", "Tea &amp; &lt;cup&gt;"],
    ["{% if t == customer.name %}same{% endif %}", "same"],
    ["{% if customer.name == t %}same{% endif %}", "same"],
    ["{% if t != customer.name %}other{% else %}same{% endif %}", "same"],
    ["{% if event.names contains t %}in{% endif %}", "in"],
    ["{% if t contains '& <' %}in{% endif %}", "in"],
    ["{% assign n = event.names | where: 'x' | size %}{{ n }}", "0"],
  ])("%s prints %s", (source, wanted) => expect(print(capture + source)).toBe(wanted));

  it("a date that was captured is a date", () => {
    const source = "{% capture d %}2026-01-05{% endcapture %}{{ d | date: '%d' }}";
    expect(print(source)).toBe("05");
  });

  it.each(["blank", "''", "empty"])("what captured nothing is %s", (word) => {
    expect(print(`{% capture t %}{% endcapture %}{% if t == ${word} %}yes{% endif %}`)).toBe("yes");
  });

  it("what captured blanks alone is blank", () => {
    expect(print("{% capture t %}  {% endcapture %}{% if t == blank %}yes{% endif %}")).toBe("yes");
  });
});

describe.each(["html", "text"] as const)("in %s", (markup) => {
  it.each([
    ["{{ event.items | where: 'sale', true | size }}", "1"],
    ["{{ event.items | where: 'sale' | size }}", "1"],
    ["{{ event.items | where: 'n', 1 | size }}", "2"],
    ["{{ event.items | where: 'nothing' | size }}", "0"],
    ["{% if 7 <> 3 %}A{% else %}B{% endif %}", "A"],
    ["{% if 7 <> 7 %}A{% else %}B{% endif %}", "B"],
    ["{% if 7 <> 3 and 1 == 1 %}A{% else %}B{% endif %}", "A"],
    ["{{ '𠮷野家' | size }}", "3"],
    ["{{ 4.0 | divided_by: 8 }} {{ 4 | divided_by: 8 }}", "0.5 0"],
    ["{% assign x = 4.0 %}{{ x | divided_by: 8 }}", "0.5"],
    ["{{ 1.0 }} {{ 10.0 | times: 2 }} {{ 2.5 }}", "1.0 20.0 2.5"],
    ["{{ 20 | times: 1.5 | append: '!' }}", "30.0!"],
    ["{% if 4 == 4.0 %}same{% endif %}{% if 5 > 4.0 %} more{% endif %}", "same more"],
    ["{{ 15 | round: -1 }} {{ 1249.9 | round: -2 }} {{ -15 | round: -1 }}", "20 1200 -20"],
    ["{{ '𠮷野家' | split: '' | first }}", "𠮷"],
    ["{{ ' a  b c ' | split: ' ' | join: '/' }}", "a/b/c"],
    ['{{ "it\'s (50%)!*" | url_encode }}', "it%27s+%2850%25%29%21%2A"],
    ["{{ '100% of a+b%20c' | url_decode }}", "100% of a b c"],
    ["{{ '2026-01-05T10:00:00.123Z' | date: '%3N %L %6N %N' }}", "123 123 123000 123000000"],
    ["{{ 'Now' | date: '%Y' }} {{ 'TODAY' | date: '%F' }}", "2026 2026-01-05"],
    ["{{ '2026-01-05T23:30:00Z' | date: '%H:%M %Z', '+08:00' }}", "07:30 +08:00"],
  ])("%s prints %s", (source, wanted) => expect(print(source, markup)).toBe(wanted));
});
