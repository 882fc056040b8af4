import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { now, shopFiles } from "./shop-files.ts";

const folder = "templates/winback-offer";

/** What is said of the HTML of a mail whose only variable of an event is declared so. */
function check(html: string, declared: object = { example: 20 }): string[] {
  const header = {
    title: "Offer",
    variables: {
      "customer.firstName": { example: "Al", default: "you" },
      "event.total": declared,
      "offer.code": { example: "X" },
    },
  };
  const files = shopFiles({
    [`${folder}/template.json`]: JSON.stringify(header),
    [`${folder}/email.html`]: html,
  });
  return checkFiles(files, { now })
    .problems.map(describeProblem)
    .filter((line) => line.startsWith(`${folder}/email.html`))
    .map((line) => line.replace(/^\S+email\.html(?: · |: | (?=\())/, ""));
}

describe("the faults of a template", () => {
  it("are all told, each at its line and column", () => {
    const html = [
      '<p lang="en">{{ event.total | money }}',
      "{% if event.total > 1 %}",
      "  {{ event.total | divided_by: event.nothing.size | money: offer.code }}",
      "  {{ event.total | number: offer.code }}",
      "{% endif %}",
      "{{ 'now' | date: '%Y', offer.code }}</p>",
    ].join("\n");
    expect(check(html.replace("event.nothing.size", "customer.firstName"))).toEqual([
      'line 1, column 31: the filter money has no currency; write one such as money: "EUR", or shop.currency in settings.json',
      "line 3, column 20: divides by customer.firstName, which is 0",
      'line 4, column 20: offer.code is no pattern of a number; the filter number wants one such as "0.00" or "#,##0.00"',
      'line 6, column 12: offer.code is no time zone; the filter date wants one such as "Asia/Shanghai" or "+08:00"',
    ]);
  });

  it("are the first twenty and a count where there are more", () => {
    const told = check(`<p lang="en">${"{{ event.total | money }}\n".repeat(25)}</p>`);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe("and 5 more problems in this file");
  });

  it("are all told where they are slips of the pen", () => {
    const html = "{{ 1 | moneyy }}\n{% if true %}{{ 2 | datee }}{% endif %}\n{{ 3 | upcas }}";
    expect(check(html)).toEqual([
      'line 1, column 1: no filter "moneyy"; did you mean "money"?',
      'line 2, column 14: no filter "datee"; did you mean "date"?',
      'line 3, column 1: no filter "upcas"; did you mean "upcase"?',
    ]);
  });

  it("leave the advice on HTML that needs no whole text, and name the example to write", () => {
    const html =
      '<p>{% for item in event.total %}{{ item.name }}{% endfor %}</p><img src="x"><!-- {{ unsubscribeUrl }} -->';
    expect(check(html, {})).toEqual([
      "line 1, column 36 (advice): the check has no value for item.name, so what depends on it is not judged; write an example of event.total in template.json",
      expect.stringContaining("no lang: a screen reader does not know how to read it"),
      expect.stringContaining("without alt"),
      expect.stringContaining("unsubscribeUrl stands in a comment only"),
    ]);
  });
});
