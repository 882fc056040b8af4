import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import {
  coupon,
  type Files,
  goodJourney,
  goodSettings,
  now,
  send,
  shopFiles,
  withSteps,
} from "./shop-files.ts";

const journeyFile = "journeys/winback.json";

function check(files: Files): string[] {
  return checkFiles(files, { now }).problems.map(describeProblem);
}

describe("checkFiles", () => {
  it("finds nothing in good files and gives them as a set", () => {
    const { problems, set } = checkFiles(shopFiles(), { now });
    expect(problems).toEqual([]);
    expect(set?.journeys.map(({ journey, version }) => [journey.name, version])).toEqual([
      ["winback", 1],
    ]);
    expect(set?.templates[0]?.parts["sms.txt"]).toBe("{{ customer.firstName }}: {{ offer.code }}");
  });

  it("names the place, what was found and the nearest valid word", () => {
    const files = withSteps(
      coupon,
      { do: "wait", for: "1d" },
      { ...send, template: "winback-offr" },
    );
    expect(check(files)).toEqual([
      'journeys/winback.json · steps[2].template: no template "winback-offr"; did you mean "winback-offer"?',
    ]);
    expect(checkFiles(files, { now })).toMatchObject({
      set: undefined,
      problems: [
        {
          path: "journeys/winback.json",
          place: "steps[2].template",
          severity: "waiting",
          found: "winback-offr",
          nearest: "winback-offer",
          names: "templates/winback-offr",
        },
      ],
    });
  });

  it.each([
    ['{\n  "name": "winback",\n}', 'line 2, column 20: take out "," before "}"'],
    ['{\n  "name" "winback" }', `line 2, column 10: found '"'; write ":" after the key "name"`],
    ["{ name: 1 }", "line 1, column 3: found 'n'; write a key in double quotes"],
    ["{ “name”: 1 }", 'line 1, column 3: write the straight quote " instead of “'],
    ['{ "name": 1, "name": 2 }', 'line 1, column 14: the key "name" is written twice'],
    ['{ "__proto__": { "x": 1 } }', 'line 1, column 3: the key "__proto__" is not allowed'],
    ["", "line 1, column 1: the file is empty"],
    ["{", "line 1, column 2: found the end of the file; write a key in double quotes"],
  ])("says where JSON breaks: %j", (text, expected) => {
    expect(check(shopFiles({ [journeyFile]: text }))).toEqual([`${journeyFile} · ${expected}`]);
  });

  it("refuses a file of more than 256 KB without reading it", () => {
    const fits = `{"a": "${"x".repeat(256 * 1024 - 9)}"}`;
    expect(fits).toHaveLength(256 * 1024);
    const told =
      "journeys/winback.json: is larger than 256 KB; link images instead of writing them into it";
    expect(check(shopFiles({ [journeyFile]: `${fits} ` }))).toEqual([told]);
    expect(check(shopFiles({ [journeyFile]: fits }))).not.toContain(told);
    expect(check(shopFiles({ [journeyFile]: "字".repeat(90_000) }))).toEqual([told]);
  });

  it("tells segments that lead back to themselves", () => {
    const files = shopFiles({
      "segments/a.json": { name: "a", when: { segment: "b" } },
      "segments/b.json": { name: "b", when: { any: [{ tag: "x" }, { segment: "a" }] } },
    });
    expect(check(files)).toEqual([
      'segments/a.json · when.segment: "b" leads back to "a" (a → b → a)',
      'segments/b.json · when.any[1].segment: "a" leads back to "b" (b → a → b)',
    ]);
  });

  it("knows no entry and no trigger in a segment", () => {
    const when = {
      all: [
        { event: "x", since: "entry" },
        { trigger: "total", atLeast: 3 },
      ],
    };
    expect(check(shopFiles({ "segments/no-order.json": { name: "no-order", when } }))).toEqual([
      'segments/no-order.json · when.all[0].since: a segment knows no entry; write "within"',
      "segments/no-order.json · when.all[1]: a segment is about the customer; it knows no event of a journey",
    ]);
  });

  it("says of a bad file what is bad in it, and not again in each that names it", () => {
    const { senders: _, ...incomplete } = goodSettings;
    expect(check(shopFiles({ "settings.json": { ...incomplete, zone: 3 } }))).toEqual([
      "settings.json · zone: 3 does not fit; write an IANA time zone, such as Asia/Shanghai",
    ]);
  });

  it("waits for settings.json", () => {
    expect(check(shopFiles({ "settings.json": undefined }))).toEqual([
      "journeys/winback.json: waiting for settings.json",
    ]);
  });

  it("lets an offer come before the send on one of the ways to it", () => {
    const arm = (id: string, ...steps: readonly object[]) => ({ id, weight: 1, steps });
    const split = { do: "split", id: "s", arms: [arm("a", coupon), arm("b")] };
    expect(check(withSteps(split, send))).toEqual([]);
    const apart = { do: "split", id: "s", arms: [arm("a", coupon), arm("b", send)] };
    expect(check(withSteps(apart))).toEqual([
      'journeys/winback.json · steps[0].arms[1].steps[0].template: template "winback-offer" uses offer.code, but no offer step comes before this send',
    ]);
  });

  it("finds what files name in what is live already", () => {
    const live = checkFiles(shopFiles(), { now }).set;
    const files = new Map([[journeyFile, JSON.stringify(goodJourney)]]);
    expect(checkFiles(files, { now, live }).problems).toEqual([]);
    expect(checkFiles(files, { now }).problems).not.toEqual([]);
  });

  it("doesn't count reports, schemas, notes and hidden files", () => {
    const files = shopFiles({
      "journeys/winback.report.json": "{",
      "schemas/journey.schema.json": "{",
      "README.md": "# Hi",
      ".DS_Store": "x",
      "events/may.jsonl": "x",
    });
    expect(check(files)).toEqual([]);
  });
});
