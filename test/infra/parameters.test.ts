import { describe, expect, test } from "vitest";
import { readParameters } from "../../lib/parameters.ts";
import { production } from "./synth.ts";

function read(context: Readonly<Record<string, unknown>>) {
  return readParameters((key) => context[key]);
}

function problemsOf(context: Readonly<Record<string, unknown>>): readonly string[] {
  const reading = read(context);
  return reading.kind === "refused" ? reading.problems : [];
}

describe("a disposable stage", () => {
  test("needs nothing, and says what stands in", () => {
    const reading = read({});
    expect(reading).toMatchObject({
      kind: "read",
      parameters: {
        stage: "dev",
        prefix: "sojourn",
        sender: "hello@example.com",
        defaultZone: "UTC",
        pushApplications: [],
        disposable: true,
      },
    });
    expect(reading.kind === "read" ? reading.notes : []).toEqual([
      expect.stringContaining("hello@example.com stands in"),
      expect.stringContaining("No default zone given"),
    ]);
  });

  test("is any stage but prod", () => {
    expect(read({ stage: "staging" })).toMatchObject({ parameters: { disposable: true } });
    expect(read(production)).toMatchObject({ parameters: { disposable: false } });
  });
});

describe("production", () => {
  test("takes what is given without remarks", () => {
    expect(read(production)).toMatchObject({ kind: "read", notes: [] });
  });

  test("is refused without sender and zone, both at once", () => {
    expect(problemsOf({ stage: "prod" })).toEqual([
      expect.stringMatching(/^sender: not given; wanted a verified SES identity/),
      expect.stringMatching(/^defaultZone: not given; wanted an IANA zone/),
    ]);
  });

  test("is refused with the sample sender, which nobody can verify", () => {
    expect(problemsOf({ ...production, sender: "hello@example.com" })).toEqual([
      expect.stringContaining("nobody can verify"),
    ]);
  });
});

test.each(["shop.com", "hello@shop.com", "crm+winback@news.shop.co.uk"])(
  "%s is a sender",
  (sender) => {
    expect(problemsOf({ ...production, sender })).toEqual([]);
  },
);

test.each(["shop", "hello@", "Shop <hello@shop.com>", "hello@shop..com", "a@b@shop.com"])(
  "%s is no sender",
  (sender) => {
    expect(problemsOf({ ...production, sender })).toEqual([
      expect.stringContaining(`found "${sender}"`),
    ]);
  },
);

test.each([
  ["Europe/Berln", "Europe/Berlin"],
  ["shanghai", "Asia/Shanghai"],
  ["asia/tokyo", "Asia/Tokyo"],
  ["utc", "UTC"],
])("the zone %s is refused with the nearest one, %s", (found, nearest) => {
  expect(problemsOf({ ...production, defaultZone: found })).toEqual([
    `defaultZone: found "${found}"; wanted an IANA zone; did you mean "${nearest}"?`,
  ]);
});

test("an offset is no zone: it knows no summer time", () => {
  expect(problemsOf({ ...production, defaultZone: "+08:00" })).toHaveLength(1);
});

test.each([
  ["stage", "Prod"],
  ["stage", "a-stage-name-that-is-too-long"],
  ["prefix", "1shop"],
  ["prefix", "my_shop"],
])("the %s %s is refused", (key, value) => {
  expect(problemsOf({ ...production, [key]: value })).toContainEqual(
    expect.stringContaining(`${key}: found "${value}"; wanted 1 to 20 small letters`),
  );
});

test("push applications come as text with commas or as a list", () => {
  const android = "arn:aws:sns:eu-west-1:123456789012:app/GCM/shop";
  const apple = "arn:aws:sns:eu-west-1:123456789012:app/APNS/shop";
  const expected = { parameters: { pushApplications: [android, apple] } };
  expect(read({ pushApplications: `${android}, ${apple}` })).toMatchObject(expected);
  expect(read({ pushApplications: [android, apple] })).toMatchObject(expected);
});

test("a push application that is no ARN is refused", () => {
  expect(problemsOf({ pushApplications: "my-app" })).toEqual([
    expect.stringContaining('pushApplications: found "my-app"'),
  ]);
});

test("events are archived for 30 days unless said otherwise", () => {
  expect(read(production)).toMatchObject({ parameters: { archiveDays: 30 } });
  expect(read({ archiveDays: "0" })).toMatchObject({ parameters: { archiveDays: 0 } });
  expect(read({ archiveDays: 400 })).toMatchObject({ parameters: { archiveDays: 400 } });
});

test.each(["-1", "1.5", "a month", "3651", "99999"])("%s days of archive are refused", (value) => {
  expect(problemsOf({ archiveDays: value })).toEqual([
    `archiveDays: found "${value}"; wanted 0 (no archive) to 3650 days.`,
  ]);
});
