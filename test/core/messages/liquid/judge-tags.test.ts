import { describe, expect, it } from "vitest";
import { judgeLiquid } from "../../../../src/core/messages/liquid/judge-liquid.ts";
import { judgeTags } from "../../../../src/core/messages/liquid/judge-tags.ts";
import { parseLiquid } from "../../../../src/core/messages/liquid/parse-liquid.ts";

const restOf = (source: string) => judgeTags(source).map(({ why }) => why.params["rest"]);

describe("words of a tag that Liquid does not know are told at their place:", () => {
  it.each([
    ["{% if event.count == 3 event.flag %}A{% endif %}", "event.flag"],
    ["{% if event.count is 7 %}A{% endif %}", "is 7"],
    ["{% if not event.flag %}A{% endif %}", "event.flag"],
    ["{% if event.count == 7 garbage %}A{% endif %}", "garbage"],
    ["{% if event.items | size > 3 %}A{% endif %}", "| size > 3"],
    ["{% if a %}A{% elsif b is c %}B{% endif %}", "is c"],
    ["{% unless a && b %}A{% endunless %}", "&& b"],
    ["{% if customer.tier = 'gold' %}A{% endif %}", "= 'gold'"],
    ["{% case event.count %}{% when 1 and 7 %}A{% endcase %}", "and 7"],
    ["{% case event.count | plus: 1 %}{% when 1 %}A{% endcase %}", "| plus: 1"],
    ["{% for i in event.items | sort %}A{% endfor %}", "| sort"],
    ["{% for i in event.items limit 1 %}A{% endfor %}", "limit 1"],
    ["{% liquid\n if a is b\n echo 'A'\n endif\n%}", "is b"],
  ])("%s", (source, rest) => expect(restOf(source)).toEqual([rest]));

  it("with line and column of the tag", () => {
    expect(judgeTags("one\n  {% if a is b %}x{% endif %}")).toMatchObject([{ line: 2, column: 3 }]);
  });
});

describe("what Liquid knows is let through:", () => {
  it.each([
    "{% if event.count <> 3 %}A{% else %}B{% endif %}",
    "{% if a == 1 and b contains 'x' or c %}A{% endif %}",
    "{% if event.items[0].name != blank %}A{% endif %}",
    "{% unless customer.tags contains 'vip' %}A{% endunless %}",
    "{% case a %}{% when 1, 2 or 3 %}A{% else %}B{% endcase %}",
    "{% case event.name %}{% when 'or' or 'and' %}A{% endcase %}",
    "{% for i in event.items reversed limit: 2 offset: 1 %}A{% endfor %}",
    "{% for i in event.items limit:2, offset:continue %}A{% endfor %}",
    "{% for i in (1..3) %}A{% endfor %}",
    "{% comment %}{% if a is b %}x{% endif %}{% endcomment %}",
    "{% raw %}{% if a is b %}x{% endif %}{% endraw %}",
    "{% assign x = a | plus: 1 %}{% if x %}A{% endif %}",
    "{% liquid\n if a == b\n echo 'A'\n endif\n%}",
  ])("%s", (source) => expect(restOf(source)).toEqual([]));
});

describe("braces that are written once", () => {
  const braces = (source: string) => {
    const parsed = parseLiquid(source, "html");
    if (!parsed.ok) return parsed.faults;
    return judgeLiquid(parsed.nodes, source).filter(({ why }) => {
      return why.code === "liquid-single-braces";
    });
  };

  it("are told at their place", () => {
    expect(braces("Hello\n { customer.firstName }!")).toMatchObject([
      {
        severity: "advice",
        line: 2,
        column: 2,
        why: { params: { variable: "customer.firstName" } },
      },
    ]);
  });

  it.each([
    "{{ customer.firstName }}",
    "a { color: red }",
    "{customer}",
    "{%if customer.a%}{%endif%}",
  ])("are no matter of %s", (source) => expect(braces(source)).toEqual([]));
});
