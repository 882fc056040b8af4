import { expect, it } from "vitest";
import { liquidWords } from "../../../src/core/messages/liquid/create-engine.ts";
import { parseLiquid } from "../../../src/core/messages/liquid/parse-liquid.ts";
import type { Writing } from "../../../src/core/messages/liquid/writing.ts";
import { renderText } from "../../../src/core/messages/render-text.ts";
import { at } from "../given.ts";

const about: Writing = { now: at("01-05 12:00"), zone: "UTC", locale: "en", currency: "EUR" };
/** Every way to a tag: as it is, escaped once and twice, and as a link has it. */
const name = `<i a="b" c='d'>&lt;i&gt;&amp;lt;i %3Ci%3E i`;
const values = { customer: { name, names: [name, "x"] }, event: { items: [{ name }] } };
const given = [
  "{{ customer.name",
  "{{ customer.names",
  "{% capture text %}<b>{{ customer.name }}</b>{% endcapture %}{{ text",
  "{% capture text %}{{ customer.name }}{% endcapture %}{% assign list = text | split: ' ' %}{{ list",
];
/** What comes out of a value, and of what is HTML already. */
const wanted = [
  "customer.name",
  "1, customer.name",
  "'b', customer.name",
  "text",
  "1, text",
  "'i'",
];

function print(source: string): string {
  const parsed = parseLiquid(source, "html");
  if (!parsed.ok) return "";
  const rendered = renderText({ ...parsed, markup: "html" }, values, about);
  return rendered.ok ? rendered.text : "";
}

const filters = liquidWords.filters.filter((word) => word !== "raw");

it.each(filters)("the filter %s prints no tag of a customer's, whatever goes into it", (filter) => {
  const applied = [filter, ...wanted.map((words) => `${filter}: ${words}`)];
  const after = ["", " | first", " | join: customer.name", " | url_decode", " | escape_once"];
  const sources = given.flatMap((value) =>
    applied.flatMap((how) => after.map((then) => `${value} | ${how}${then} }}`)),
  );
  expect(sources.filter((source) => print(source).toLowerCase().includes("<i"))).toEqual([]);
});

it("an ending of a text in HTML is escaped where it is a value, and not where it is written", () => {
  const text = "{% capture text %}a <b>c</b>{% endcapture %}{{ text";
  expect(print(`${text} | truncatewords: 1, "<br>" }}`)).toBe("a<br>");
  expect(print(`${text} | truncatewords: 1, event.items[0].name | slice: 0, 6 }}`)).toBe(
    "a&lt;i a=",
  );
  expect(print(`${text} | truncatewords: 1 }}`)).toBe("a...");
});
