import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { at } from "../given.ts";

const now = at("01-05 12:00");
const envelope = (detail: unknown, more: object = {}) =>
  JSON.stringify({
    version: "0",
    id: "envelope-id",
    "detail-type": "order.placed",
    source: "shop",
    time: "2026-01-05T11:59:00Z",
    detail,
    ...more,
  });
const reason = (text: string) => {
  const parsed = parseEvent(text, now);
  return parsed.kind === "refused" ? parsed.reason : JSON.stringify(parsed.event);
};

describe("an event from outside", () => {
  it("is known by the producer's id and its own time, never the envelope's id", () => {
    const detail = {
      id: "o-1",
      at: "2026-01-05T19:00:00+08:00",
      customer: "c1",
      properties: { total: 9.5 },
    };
    expect(parseEvent(envelope(detail), now)).toEqual({
      kind: "event",
      event: {
        id: "o-1",
        type: "order.placed",
        customer: "c1",
        at: at("01-05 11:00"),
        properties: { total: 9.5 },
      },
    });
  });

  it("takes the envelope's time where it has none of its own", () => {
    const parsed = parseEvent(envelope({ id: "o-1", customer: "c1" }), now);
    expect(parsed.kind === "event" && parsed.event.at).toBe(at("01-05 11:59"));
  });

  it("keeps ids beyond 2^53 exact", () => {
    const text = envelope({ id: "o", customer: "c" }).replace('"c"', "820982911946154508");
    expect(reason(text)).toContain('"customer":"820982911946154508"');
  });

  it("holds no half of a character, in names and values, keeps whole ones, and tells where", () => {
    const text = String.raw`{"id":"o","type":"t","customer":{"id":"c","tags":["vip\udc00"]},
      "properties":{"\ud800":"\ud83d\ude00 \\ud800 \uD83D","n":1234567890123456789}}`;
    expect(parseEvent(text, now)).toMatchObject({
      event: {
        id: "o",
        customer: "c",
        profile: { tags: ["vip\ufffd"] },
        properties: { "\ufffd": "\u{1f600} \\ud800 \ufffd", n: "1234567890123456789" },
        leftOut: ["customer.tags.0", "properties.\ufffd", "properties.\ufffd"].map((place) => ({
          code: "half-character",
          params: { place },
        })),
      },
    });
  });

  it.each([
    ["id", String.raw`{"id":"o\ud83d","type":"t","customer":"c"}`],
    ["id", '{"id":"\ud800","type":"t","customer":"c"}'],
    ["customer", String.raw`{"id":"o","type":"t","customer":"c\udc00"}`],
    ["customer.id", String.raw`{"detail-type":"t","detail":{"id":"o","customer":{"id":"\udc00"}}}`],
    [
      "properties.anonymous",
      String.raw`{"id":"o","type":"customer.identified","customer":"c","properties":{"anonymous":"\udc00"}}`,
    ],
  ])("refuses half a character in an id: %s", (place, text) => {
    expect(parseEvent(text, now)).toEqual({
      kind: "refused",
      reason: expect.stringContaining(`${place}: half a character`),
    });
  });

  it("takes lists 64 levels deep, and what may refuse inside refuses; deeper it is no event", () => {
    const nested = (levels: number) => {
      const deep = "[".repeat(levels - 2) + "]".repeat(levels - 2);
      return parseEvent(
        `{"id":"o","type":"t","customer":{"id":"c","consents":${deep}},"n":[[]],"t":"[[{"}`,
        now,
      );
    };
    expect(nested(64)).toMatchObject({
      event: { id: "o", profile: { consents: { "email:*": { given: false } } } },
    });
    const reason = expect.stringContaining("nested more than 64 levels deep");
    for (const levels of [65, 12_000, 200_000]) {
      expect(nested(levels)).toEqual({ kind: "refused", reason });
    }
  });

  it("takes numbers as ids, as texts", () => {
    expect(reason(envelope({ id: 7103, customer: 9018 }))).toContain('"id":"7103"');
    expect(reason(envelope({ id: "o", customer: { id: 9018 } }))).toContain('"customer":"9018"');
  });

  it("says what it says of its customer", () => {
    const who = {
      id: "c1",
      attributes: { tier: "gold", old: null },
      addresses: { email: ["a@b.c"] },
      consents: {
        "email:*": true,
        "sms:winback": { given: false, at: "2026-01-01T00:00:00Z", source: "form" },
      },
      zone: "Asia/Shanghai",
    };
    const parsed = parseEvent(
      JSON.stringify({ id: "e", type: "customer.updated", customer: who }),
      now,
    );
    expect(parsed).toMatchObject({
      kind: "event",
      event: {
        customer: "c1",
        profile: {
          attributes: { tier: "gold", old: null },
          consents: {
            "email:*": { given: true },
            "sms:winback": { given: false, at: at("01-01") },
          },
        },
      },
    });
  });

  it("leaves nested properties with the producer", () => {
    const properties = { total: 5, items: [{ sku: "a" }], tags: ["x", "y"] };
    expect(reason(envelope({ id: "o", customer: "c", properties }))).toContain(
      '"properties":{"total":5,"tags":["x","y"]}',
    );
  });
});

describe("a bad event is refused with its reason", () => {
  it.each<[string, string, RegExp]>([
    ["not JSON", "{oops", /^not JSON: \{oops$/],
    ["not an object", "[]", /./],
    ["null", "null", /^not a JSON object$/],
    ["no detail", envelope(undefined), /^detail: /],
    ["no id", envelope({ customer: "c" }), /^detail\.id: found nothing; wanted an id: a text/],
    [
      "no customer",
      envelope({ id: "o" }),
      /^detail\.customer: found nothing; wanted the shop's id of the customer, or an object/,
    ],
    [
      "a customer of the wrong type",
      envelope({ id: "o", customer: [1] }),
      /^detail\.customer: found a list; wanted/,
    ],
    [
      "a customer without an id",
      envelope({ id: "o", customer: { tags: ["vip"] } }),
      /^detail\.customer\.id: found nothing; wanted an id/,
    ],
    [
      "a time without a zone",
      envelope({ id: "o", customer: "c", at: "2026-01-05 12:00" }),
      /^at: .* no time/,
    ],
    [
      "the year 9999",
      envelope({ id: "o", customer: "c", at: "9999-01-01T00:00:00Z" }),
      /over 10 minutes ahead/,
    ],
    [
      "over five years back",
      envelope({ id: "o", customer: "c", at: "2020-01-01T00:00:00Z" }),
      /over 5 years back/,
    ],
    [
      "more than 1 MB",
      envelope({ id: "o", customer: "c", properties: { note: "x".repeat(1.1e6) } }),
      /at most 1 MB/,
    ],
    ["no type", JSON.stringify({ id: "e", customer: "c" }), /no type/],
  ])("%s", (_what, text, expected) => {
    expect(parseEvent(text, now).kind).toBe("refused");
    expect(reason(text)).toMatch(expected);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
