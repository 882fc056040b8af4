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
  withJourney,
  withSettings,
  withSteps,
} from "./shop-files.ts";

const journeyFile = "journeys/winback.json";

function check(files: Files): string[] {
  return checkFiles(files, { now }).problems.map(describeProblem);
}

/** A file of 300 steps, and one of three repeats in each other. */
const waits = Array.from({ length: 100 }, () => ({ do: "wait", for: "1d" }));
const branchOf = (steps: readonly object[]) => ({
  do: "branch",
  id: `branch-${steps.length}`,
  cases: [{ when: { tag: "vip" }, steps }],
});

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

  it.each<[string, Files, ...string[]]>([
    [
      "a misspelt step",
      withSteps({ do: "sned" }),
      'steps[0].do: no step "sned"; did you mean "send"?',
    ],
    [
      "a missing do",
      withSteps({ id: "x" }),
      "steps[0].do: is missing; write one of: send, wait, waitFor, branch, split, update, emit, task, offer, exit, repeat",
    ],
    [
      "a misspelt key, once",
      withSteps({ ...send, channels: undefined, chanels: ["email"] }, coupon),
      'steps[0]: no key "chanels"; did you mean "channels"?',
    ],
    [
      "a misspelt key deep inside",
      withSteps({
        do: "branch",
        id: "b",
        cases: [{ when: { all: [{ not: { event: "x", withn: "3d" } }] }, steps: [] }],
      }),
      'steps[0].cases[0].when.all[0].not: no key "withn"; did you mean "within"?',
    ],
    [
      "a misspelt first key of a condition",
      withJourney({ entry: { on: "e", if: { atribute: "age", is: 3 } } }),
      'entry.if: no key "atribute"; did you mean "attribute"?',
    ],
    [
      "a condition of nothing",
      withJourney({ entry: { on: "e", if: {} } }),
      "entry.if: {} does not fit; write an object that begins with one of: all, any, not, attribute, trigger, tag, segment, event, message",
    ],
    [
      "a wrong operator",
      withJourney({ entry: { on: "e", where: { total: { atLest: 3 } } } }),
      'entry.where.total: no key "atLest"; did you mean "atLeast"?',
    ],
    [
      "a wrong word",
      withJourney({ status: "Live" }),
      'status: no word "Live"; did you mean "live"?',
    ],
    [
      "a word of a union",
      withJourney({ reentry: "nevr" }),
      'reentry: no word "nevr"; did you mean "never"?',
    ],
    [
      "a fixed word among free texts",
      withSteps({ do: "wait", until: "send-windw" }),
      'steps[0].until: no word "send-windw"; did you mean "send-window"?',
    ],
    [
      "no time of day",
      withSteps({ do: "wait", until: "25:99" }),
      'steps[0].until: "25:99" does not fit; write a time of day such as "19:30"',
    ],
    [
      "a duration that may be two",
      withSteps({ do: "wait", for: "3m" }),
      'steps[0].for: "3m" may be minutes or months; did you mean "3min" or "3mo"?',
    ],
    [
      "a wait for nothing",
      withSteps({ do: "wait" }),
      'steps[0]: write either "for" (a duration) or "until" (a time, "send-window" or a date)',
    ],
    [
      "a number for a share",
      withJourney({ holdout: 10 }),
      'holdout: 10 does not fit; write a share, "0%" to "100%"',
    ],
    ["null", withJourney({ title: null }), "title: null does not fit; write a text"],
    ["no steps", withJourney({ steps: [] }), "steps: has 0 entries; write at least 1"],
    [
      "another name than the file's",
      withJourney({ name: "winbak" }),
      'name: "winbak" is not what the file is called; write "winback"',
    ],
    [
      "a name that reaches a prototype",
      withJourney({ purpose: "constructor" }),
      'purpose: "constructor" does not fit; this name is reserved',
    ],
    [
      "a property that reaches a prototype",
      withJourney({ entry: { on: "toString" } }),
      'entry.on: "toString" does not fit; this name is reserved',
    ],
    [
      "a zone nobody knows",
      withSettings({ zone: "Asia/Shanghia" }),
      'zone: no time zone "Asia/Shanghia"; did you mean "Asia/Shanghai"?',
    ],
    [
      "a name with blanks",
      withSettings({ purposes: { ...goodSettings.purposes, "Win Back": {} } }),
      'purposes["Win Back"]: "Win Back" does not fit; write a name in lower case with dashes, such as first-purchase',
    ],
    [
      "an unknown purpose",
      withJourney({ purpose: "winbck" }),
      'purpose: no purpose "winbck" in settings.json; did you mean "winback"?',
    ],
    [
      "an unknown purpose of a send",
      withSteps(coupon, { ...send, purpose: "gifts" }),
      'steps[1].purpose: no purpose "gifts" in settings.json; known: winback, care, order-update',
    ],
    [
      "an unknown calendar",
      withJourney({ sendWindow: { days: "workdays", between: ["10:00-12:00"], calendar: "us" } }),
      'sendWindow.calendar: no calendar "us" in settings.json; known: cn',
    ],
    [
      "an unknown segment",
      withJourney({ entry: { on: "e", if: { any: [{ segment: "no-ordr" }] } } }),
      'entry.if.any[0].segment: no segment "no-ordr"; did you mean "no-order"?',
    ],
    [
      "a template far from any",
      withSteps({ ...send, template: "birthday" }),
      'steps[0].template: no template "birthday"; waiting for templates/birthday',
    ],
    [
      "a template without the channel's part",
      withSteps(coupon, { ...send, channels: ["push"] }),
      'steps[1].channels[0]: template "winback-offer" has no push.json; waiting for templates/winback-offer/push.json',
    ],
    [
      "a marketing send at any time",
      withSteps(coupon, { ...send, anyTime: true }),
      'steps[1].anyTime: only a transactional purpose may send at any time; "winback" is none',
    ],
    [
      "a marketing send after the exit",
      withSteps(coupon, { ...send, afterExit: "send" }),
      'steps[1].afterExit: only a transactional purpose may send after the exit; "winback" is none',
    ],
    [
      "an offer's code before any offer",
      withSteps(send, coupon),
      'steps[0].template: template "winback-offer" uses offer.code, but no offer step comes before this send',
    ],
    [
      "the same id twice",
      withSteps(coupon, { do: "repeat", id: "coupon", times: 2, steps: [{ do: "exit" }] }),
      'steps[1].id: "coupon" is the id of steps[0] already',
    ],
    [
      "two cases of one id",
      withSteps({
        do: "branch",
        id: "b",
        cases: [
          { when: { tag: "a" }, steps: [] },
          { id: "case-1", when: { tag: "b" }, steps: [] },
        ],
      }),
      'steps[0].cases[1].id: "case-1" is the id of cases[0] already',
    ],
    [
      "a case named else",
      withSteps({ do: "branch", id: "b", cases: [{ id: "else", when: { tag: "a" }, steps: [] }] }),
      'steps[0].cases[0].id: "else" is what is left over; choose another id',
    ],
    [
      "hours for days",
      withJourney({ entry: { on: "e", if: { event: "x", within: "96h" } } }),
      'entry.if.within: "96h" is longer than 72h; write "4d"',
    ],
    [
      "days and hours mixed",
      withJourney({ entry: { on: "e", if: { event: "x", within: "1d 12h" } } }),
      'entry.if.within: "1d 12h" mixes days and hours; write days ("4d") or hours ("36h")',
    ],
    [
      "within and since",
      withSteps({
        do: "repeat",
        id: "r",
        times: 2,
        until: { event: "x", within: "1d", since: "entry" },
        steps: [],
      }),
      'steps[0].until.within: write either "within" or "since", not both',
    ],
    [
      "since entry at the entry",
      withJourney({ entry: { on: "e", if: { event: "x", since: "entry" } } }),
      'entry.if.since: a condition of entry knows no entry; write "within"',
    ],
    [
      "days since within a window",
      withJourney({
        entry: { on: "e", if: { event: "x", within: "3d", daysSince: { atLeast: 1 } } },
      }),
      'entry.if.daysSince: counts from the last event ever; take out "within" or write two conditions',
    ],
    [
      "a range upside down",
      withJourney({ entry: { on: "e", where: { total: { between: [9, 3] } } } }),
      "entry.where.total.between: nothing is between 9 and 3; write [3, 9]",
    ],
    [
      "a date that is none",
      withJourney({ entry: { on: "e", if: { attribute: "born", before: "May 1990" } } }),
      'entry.if.before: "May 1990" does not fit; write a date such as "2026-01-31" or a time such as "2026-01-31T09:00:00+08:00"',
    ],
    [
      "no time to wait",
      withSteps({ do: "waitFor", id: "w", event: "e", atMost: "0d" }),
      'steps[0].atMost: "0d" is no time at all',
    ],
    [
      "an end before its beginning",
      withJourney({ from: "2026-03-01", to: "2026-02-01" }),
      'to: "2026-02-01" is before "from", 2026-03-01',
    ],
    [
      "three repeats in each other",
      withSteps({
        do: "repeat",
        id: "a",
        times: 2,
        steps: [
          {
            do: "repeat",
            id: "b",
            times: 2,
            steps: [{ do: "repeat", id: "c", times: 2, steps: [] }],
          },
        ],
      }),
      "steps[0].steps[0].steps[0]: a repeat in a repeat is the most; this one is deeper",
    ],
    [
      "too many steps",
      withSteps(branchOf(waits), branchOf(waits.slice(1))),
      "steps: has 201 steps; at most 200 make a journey",
    ],
    [
      "no sender",
      withSettings({ senders: { sms: { optOut: "R" } } }),
      "steps[2].channels: sends by email, but settings.json has no senders.email.from",
    ],
    [
      "no way out of SMS",
      withSettings({ senders: { email: { from: "a@b.c" } } }),
      "steps[2].channels: marketing by SMS needs a way out: settings.json has no senders.sms.optOut",
    ],
    [
      "a cap on nobody's purpose",
      withSettings({ caps: [{ purpose: "winbak", atMost: 1, per: "1d", overCap: "drop" }] }),
      'caps[0].purpose: no purpose "winbak" in settings.json; did you mean "winback"?',
    ],
    [
      "a cap on no journey",
      withSettings({ caps: [{ journey: "winbak", atMost: 1, per: "1d", overCap: "drop" }] }),
      'caps[0].journey: no journey "winbak"; did you mean "winback"?',
    ],
    [
      "a cap per nothing",
      withSettings({ caps: [{ atMost: 1, per: "0h", overCap: "drop" }] }),
      'caps[0].per: "0h" is no time at all',
    ],
    [
      "a calendar upside down",
      withSettings({ calendars: { cn: { from: "2026-12-31", to: "2026-01-01", off: [] } } }),
      'calendars.cn.to: "2026-01-01" is before "from", 2026-12-31',
    ],
  ])("refuses %s", (_what, files, ...expected) => {
    const lines = check(files).filter((line) => !line.includes("(advice)"));
    expect(
      lines.map((line) => line.replace(/^(?:journeys\/winback|settings)\.json · /, "")),
    ).toEqual(expected);
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
