import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { checkHeader } from "../../../src/core/publishing/check-variable.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { coupon, now, send, shopFiles, withSteps } from "./shop-files.ts";

const folder = "templates/winback-offer";

function check(changes: Record<string, unknown>): string[] {
  return checkFiles(shopFiles(changes), { now }).problems.map(describeProblem);
}

/** What is said of a mail's text. */
function checkText(text: string): string[] {
  return check({ [`${folder}/email.html`]: text }).map((line) =>
    line.replace("templates/winback-offer/email.html · ", ""),
  );
}

describe("a template", () => {
  it.each([
    [
      "<p>\n  Hi {{ customer.firstNme }}",
      'line 2, column 9: no variable "customer.firstNme"; did you mean "customer.firstName"?',
    ],
    [
      "{{ firstName }}",
      'line 1, column 4: no variable "firstName"; did you mean "customer.firstName"?',
    ],
    [
      "{{ event.firstName }}",
      'line 1, column 4: no variable "event.firstName"; did you mean "customer.firstName"?',
    ],
    [
      "{{ customer.birthday }}",
      'line 1, column 4: "customer.birthday" is not among the variables of template.json; declare it there',
    ],
    [
      "{% if customer.vip %}x{% endif %}",
      'line 1, column 7: "customer.vip" is not among the variables of template.json; declare it there',
    ],
    [
      "{{ customer }}",
      'line 1, column 4: "customer" is no value; write one of its own, such as customer.firstName',
    ],
    [
      "{{ customer[event.total] }}",
      "line 1, column 4: a name that is put together while sending can't be checked; write it out",
    ],
    [
      "{{ weather }}",
      'line 1, column 4: no variable "weather"; known: customer.firstName, event.total, offer.code, unsubscribeUrl, shop, message',
    ],
    [
      "{{ unsubscribeURL }}",
      'line 1, column 4: no variable "unsubscribeURL"; did you mean "unsubscribeUrl"?',
    ],
    ["{{ message.ix }}", 'line 1, column 4: no variable "message.ix"; did you mean "message.id"?'],
    [
      "{{ shop.nam }}",
      'line 1, column 4: no shop value "nam" in settings.json; did you mean "name"?',
    ],
    [
      "Hi {{ customer.firstName }",
      'line 1, column 4: "{{ customer.firstName }" is not closed with }}',
    ],
    [
      "a\nb {% if customer.firstName %}",
      "line 2, column 3: {% if customer.firstName %} is not closed with {% endif %}",
    ],
    ["{% iff customer.firstName %}", 'line 1, column 1: no tag "iff"; did you mean "if"?'],
    ["{% endfor %}", "line 1, column 1: {% endfor %} has nothing before it that it belongs to"],
    [
      "x {{ customer.firstName | upcse }}",
      'line 1, column 3: no filter "upcse"; did you mean "upcase"?',
    ],
    ['{% include "footer" %}', 'line 1, column 1: no tag "include"'],
    ['{% render "footer" %}', 'line 1, column 1: no tag "render"'],
    ["{% layout 'x' %}", 'line 1, column 1: no tag "layout"'],
    ["{{ customer.firstName | constructor }}", 'line 1, column 1: no filter "constructor"'],
    [
      "{% for i in (1..100000000) %}x{% endfor %}",
      "line 1, column 1: makes too much text; look for a loop that is too long",
    ],
  ])("is refused for %j", (text, expected) => {
    const lines = checkText(text).map((line) => line.replace(`${folder}/email.html`, ""));
    expect(lines).toEqual([expected]);
  });

  it.each([
    "{% assign code = offer.code %}{{ code | upcase }}",
    "{% for i in (1..3) %}{{ forloop.index }}{{ i }}{% endfor %}",
    "{% capture x %}{{ customer.firstName }}{% endcapture %}{{ x }}",
    '{{ customer.firstName | default: "you" }} {{ "now" | date: "%Y" }}',
    "{{ shop.support }} {{ message.id }} {{ unsubscribeUrl }} {% raw %}{{ any }}{% endraw %}",
  ])("may say %j", (text) => {
    expect(checkText(text)).toEqual([]);
  });

  it("declares only what an offer has", () => {
    const variables = { "offer.cod": {}, "customer.constructor": {}, firstName: {} };
    expect(check({ [`${folder}/template.json`]: { variables } })).toEqual([
      `${folder}/template.json · variables["customer.constructor"]: "customer.constructor" does not fit; this name is reserved`,
      `${folder}/template.json · variables.firstName: "firstName" does not fit; write a variable such as "customer.firstName", "event.total" or "computed.spend-90d"`,
    ]);
    expect(check({ [`${folder}/template.json`]: { variables: { "offer.cod": {} } } })[0]).toBe(
      `${folder}/template.json · variables["offer.cod"]: no variable "offer.cod"; did you mean "offer.code"?`,
    );
  });

  it("has a template.json", () => {
    expect(check({ [`${folder}/template.json`]: undefined })).toEqual([
      `${folder}/template.json: waiting for ${folder}/template.json`,
    ]);
  });

  it.each([
    ['{ "title": "x" }', "body: is missing; write a text"],
    [
      '{ "title": "x", "body": ["y"] }',
      'body: ["y"] does not fit; write a text; did you mean "y"?',
    ],
    [
      '{ "title": "x", "body": "y", "badge": {} }',
      "badge: {} does not fit; write a text, or a number, or true or false",
    ],
    [
      '{ "title": "x", "body": "y {{ nme }}" }',
      'body · line 1, column 6: no variable "nme"; known: customer.firstName, event.total, offer.code, unsubscribeUrl, shop, message',
    ],
    [
      '{ "title": "x",',
      "line 1, column 16: found the end of the file; write a key in double quotes",
    ],
  ])("is refused for push.json %s", (text, expected) => {
    expect(check({ [`${folder}/push.json`]: text })).toEqual([`${folder}/push.json · ${expected}`]);
  });

  it("has a part for everybody, not only in another language", () => {
    const changes = { [`${folder}/sms.txt`]: undefined, [`${folder}/sms.fr.txt`]: "Salut" };
    expect(check(changes)).toEqual([
      'journeys/winback.json · steps[2].channels[1]: template "winback-offer" has no sms.txt, only sms.fr.txt; waiting for templates/winback-offer/sms.txt',
    ]);
    expect(check({ [`${folder}/sms.txt`]: undefined, [`${folder}/sms.zh.txt`]: "你好" })).toEqual(
      [],
    );
  });

  it("has no opt-out where none is owed", () => {
    const files = new Map([
      ...withSteps(coupon, { ...send, purpose: "order-update" }),
      [`${folder}/email.txt`, "{{ unsubscribeUrl }}"],
    ]);
    expect(checkFiles(files, { now }).problems.map(describeProblem)).toEqual([
      'journeys/winback.json · steps[1].template: "order-update" is transactional and has no opt-out, but email.txt uses unsubscribeUrl',
    ]);
  });

  it("is not larger in all than the catalog takes", () => {
    const half = "x".repeat(140 * 1024);
    const changes = { [`${folder}/email.html`]: half, [`${folder}/email.txt`]: half };
    expect(check(changes)[0]).toBe(
      `${folder}/template.json: is larger than 256 KB; link images instead of writing them into it`,
    );
  });
});

describe("a variable of the event without a default", () => {
  it("is advised against: a message whose event lacks it is dropped", () => {
    const variables = { "event.total": { example: 3 }, "event.note": { default: "" } };
    expect(checkHeader({ variables })).toMatchObject([
      {
        severity: "advice",
        place: 'variables["event.total"]',
        code: "event-value-without-default",
      },
    ]);
  });
});

describe("a value that the journey's own event never has", () => {
  const variables = {
    "customer.firstName": { default: "friend" },
    "event.gift": {},
    "offer.code": {},
    "event.date": {},
    "event.note": { default: "-" },
  };
  const said = (entry: object) => {
    const files = shopFiles({
      "journeys/winback.json": {
        ...JSON.parse(shopFiles().get("journeys/winback.json") ?? ""),
        entry,
      },
      [`${folder}/template.json`]: { title: "Gift", variables },
      [`${folder}/email.txt`]: "{{ event.gift }} {{ event.date }} {{ event.note }} {{ shop.name }}",
    });
    const lines = checkFiles(files, { now }).problems.map(describeProblem);
    return lines.filter((line) => line.includes("has only"));
  };

  it("is told where the journey begins on an event of Sojourn", () => {
    expect(said({ on: "date.reached", attribute: "birthday" })).toEqual([
      expect.stringContaining(
        "template winback-offer prints event.gift, but date.reached has only event.journey, event.attribute, event.date: without a default its messages are dropped",
      ),
    ]);
    expect(said({ on: "segment.left", segment: "no-order" })).toHaveLength(2);
  });

  it.each(["order.placed", "constructor"])("is no matter of %s, which may say anything", (on) => {
    expect(said({ on })).toEqual([]);
  });
});
