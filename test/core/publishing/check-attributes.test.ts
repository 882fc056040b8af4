import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { now, shopFiles } from "./shop-files.ts";

const order = { event: "order.placed" };
const spend = { kind: "computed", name: "spend", value: { ...order, sum: "total" } };
const rfm = {
  kind: "rfm",
  name: "rfm",
  event: "order.placed",
  recency: { upTo: [30] },
  frequency: { within: "3mo", atLeast: [2] },
  monetary: { of: "total", quantiles: 2 },
  bands: [
    { name: "high", sum: { atMost: 4 }, tag: "vip" },
    { name: "low", sum: { above: 4 } },
  ],
};
const stages = [
  { name: "buyer", when: order },
  { name: "back", when: { segment: "life.buyer", wasWithin: "30d" } },
];
const life = { kind: "lifecycle", name: "life", stages };
const alike = { kind: "clusters", name: "alike", k: 3, features: ["age", { computed: "spend" }] };

interface File {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** What is said of the good shop with these attributes and segments. */
function said(attributes: readonly File[], others: Record<string, unknown> = {}) {
  const named = attributes.map((one) => [`attributes/${one.name}.json`, one]);
  const files = shopFiles({ ...Object.fromEntries(named), ...others });
  return checkFiles(files, { now }).problems.map(describeProblem);
}
const segment = (name: string, when: unknown) => ({ [`segments/${name}.json`]: { name, when } });

describe("attributes", () => {
  it("of every kind are taken, with what names them", () => {
    const rest = {
      ...segment("rich", { computed: "spend", atLeast: 1000 }),
      ...segment("good", { all: [{ segment: "rfm.high" }, { computed: "rfm.sum", below: 4 }] }),
      ...segment("buying", { computed: "life", is: "buyer" }),
    };
    expect(said([spend, rfm, life, alike], rest)).toEqual([]);
  });

  it.each<[string, readonly File[], Record<string, unknown>, string[]]>([
    [
      "a kind that is none",
      [{ ...spend, kind: "computd" }],
      {},
      ['attributes/spend.json · kind: no word "computd"; did you mean "computed"?'],
    ],
    [
      "two measures at once",
      [{ ...spend, value: { ...order, sum: "total", max: "total" } }],
      {},
      [
        "attributes/spend.json · value: one figure has one measure; write another attribute for the other",
      ],
    ],
    [
      "a window of a measure that is of all events ever",
      [{ ...spend, value: { ...order, daysSince: true, within: "30d" } }],
      {},
      [
        'attributes/spend.json · value.daysSince: counts from the last event ever; take out "within" or write two conditions',
      ],
    ],
    [
      "an event of segments",
      [{ ...spend, value: { event: "segment.entered" } }],
      {},
      [
        'attributes/spend.json · value.event: "segment.entered" is made of segments; an attribute can\'t count it',
      ],
    ],
    [
      "a condition that asks since entry",
      [{ ...life, stages: [{ name: "a", when: { ...order, since: "entry" } }] }],
      {},
      ['attributes/life.json · stages[0].when.since: an attribute knows no entry; write "within"'],
    ],
    [
      "a computed attribute that is not there",
      [spend],
      segment("rich", { computed: "spent", atLeast: 1 }),
      ['segments/rich.json · when.computed: no computed attribute "spent"; did you mean "spend"?'],
    ],
    [
      "a test that is forgotten",
      [spend],
      segment("rich", { computed: "spend" }),
      [
        "segments/rich.json · when: write a test, one of: is, isNot, in, atLeast, atMost, above, below, between, contains, before, after, exists",
      ],
    ],
    [
      "a band that is not there",
      [rfm],
      segment("good", { segment: "rfm.hihg" }),
      ['segments/good.json · when.segment: no segment "rfm.hihg"; did you mean "rfm.high"?'],
    ],
    [
      "thresholds in no order",
      [{ ...rfm, recency: { upTo: [90, 30] } }],
      {},
      ["attributes/rfm.json · recency.upTo: each threshold is higher than the one before"],
    ],
    [
      "no thresholds, or two kinds",
      [{ ...rfm, recency: {}, frequency: { atLeast: [2], quantiles: 3 } }],
      {},
      [
        'attributes/rfm.json · recency: write one of "upTo", "atLeast" and "quantiles"',
        'attributes/rfm.json · frequency: write one of "upTo", "atLeast" and "quantiles"',
      ],
    ],
    [
      "a score too few",
      [{ ...rfm, recency: { upTo: [30, 90], scores: [1, 2] } }],
      {},
      ["attributes/rfm.json · recency.scores: has 2 entries for 3 parts; write 3"],
    ],
    [
      "a learning of nothing",
      [{ ...rfm, monetary: { of: "total", atLeast: [9] }, learn: "daily" }],
      {},
      ["attributes/rfm.json · learn: there is nothing to learn: no figure has quantiles"],
    ],
    [
      "one name or one tag twice",
      [
        {
          ...life,
          stages: [
            { name: "a", when: order, tag: "t" },
            { name: "a", when: order, tag: "t" },
          ],
        },
      ],
      {},
      [
        'attributes/life.json · stages[1]: "a" stands there twice',
        'attributes/life.json · stages[1]: the tag "t" is another one\'s, too: who changes over would lose it',
      ],
    ],
    [
      "a segment that has the name of a stage",
      [life],
      segment("life.buyer", order),
      [
        'attributes/life.json · name: gives the segment "life.buyer", which segments/life.buyer.json is already',
      ],
    ],
    [
      "an attribute that has the name of a score",
      [rfm, { ...spend, name: "rfm.sum" }],
      {},
      [
        'attributes/rfm.json · name: gives the attribute "rfm.sum", which attributes/rfm.sum.json is already',
      ],
    ],
    [
      "an attribute that hangs on itself",
      [{ ...spend, value: { cases: [{ when: { computed: "spend", above: 1 }, value: 1 }] } }],
      {},
      [
        'attributes/spend.json · value.cases[0].when.computed: "spend" leads back to "spend" (spend → spend)',
      ],
    ],
    [
      "a circle through a segment",
      [{ ...life, stages: [{ name: "a", when: { segment: "odd" } }] }],
      segment("odd", { segment: "life.a" }),
      [
        'attributes/life.json · stages[0].when.segment: "odd" leads back to "life" (life → odd → life.a → life)',
        'segments/odd.json · when.segment: "life.a" leads back to "odd" (odd → life.a → life → odd)',
      ],
    ],
    [
      "a stage that hangs on its own tag",
      [{ ...life, stages: [{ name: "a", when: { tag: "seen" }, tag: "seen" }] }],
      {},
      ["attributes/life.json: hangs on a tag that hangs on this segment (life.a ← life.a)"],
    ],
    [
      "a feature that is not there",
      [alike],
      {},
      [
        'attributes/alike.json · features[1].computed: no computed attribute "spend"; waiting for attributes/spend',
      ],
    ],
    [
      "two clusters of one name",
      [{ ...alike, features: ["age"], names: { c1: "old", c2: "old" } }],
      {},
      ['attributes/alike.json · names.c2: "old" stands there twice'],
    ],
    [
      "bands that leave some out",
      [
        {
          ...rfm,
          bands: [
            { name: "high", sum: { atMost: 4 } },
            { name: "none", sum: { is: 4 } },
          ],
        },
      ],
      {},
      [
        'attributes/rfm.json · bands[1] (advice): nobody gets into "none": no scores that are left fit it',
        "attributes/rfm.json · bands (advice): 4 sets of scores are in no band, such as 1, 2, 2",
      ],
    ],
  ])("%s is told", (_, attributes, others, expected) => {
    expect(said(attributes, others)).toEqual(expected);
  });
});

describe("a template that shows a computed attribute", () => {
  const path = "templates/winback-offer";
  const header = (variables: object) => ({
    [`${path}/template.json`]: {
      variables: { "offer.code": {}, "customer.firstName": {}, ...variables },
    },
  });

  it("is taken where the attribute is there and a default is written", () => {
    const more = header({ "computed.spend": { default: 0 }, "computed.rfm.sum": { default: 9 } });
    const text = '{{ computed.spend }} {{ computed["rfm.sum"] }} {{ offer.code }}';
    expect(said([spend, rfm], { ...more, [`${path}/sms.txt`]: text })).toEqual([]);
  });

  it.each([
    [
      { "computed.spend": {} },
      "",
      'variables["computed.spend"]: needs a "default": who refuses profiling has no computed value',
    ],
    [
      { "computed.spent": { default: 0 } },
      "",
      'variables["computed.spent"]: no computed attribute "spent"; did you mean "spend"?',
    ],
    [
      { "computed.rfm.sum": { default: 9 } },
      "{{ computed.rfm.sum }}",
      'write computed["rfm.sum"]: its name has a dot',
    ],
  ])("with %j and %j is told", (variables, text, expected) => {
    const files = { ...header(variables), ...(text && { [`${path}/sms.txt`]: text }) };
    const [first = ""] = said([spend, rfm], files);
    expect(first).toContain(expected);
  });
});
