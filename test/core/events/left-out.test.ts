import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";
import { at } from "../given.ts";

const now = at("01-05 12:00");

function read(customer: object, properties: unknown = { total: 5 }) {
  const text = JSON.stringify({
    id: "o",
    type: "order.placed",
    at: "2026-01-05T11:00:00Z",
    customer: { id: "c", ...customer },
    properties,
  });
  const parsed = parseEvent(text, now);
  if (parsed.kind === "refused") throw new RangeError(parsed.reason);
  const { profile = {}, leftOut = [], properties: kept } = parsed.event;
  return { profile, kept, told: leftOut.map(printReason) };
}

describe("an order counts whatever its decorations, and what is left out is told:", () => {
  it.each<[what: string, customer: object, profile: object, told: RegExp[]]>([
    ["a bad country", { country: "Italy" }, {}, [/customer\.country .* IT, found Italy/]],
    ["an empty address", { addresses: { email: [""] } }, {}, [/customer\.addresses\.email\.0/]],
    [
      "one bad address of two",
      { addresses: { email: [7, "a@b.c"] } },
      { addresses: { email: ["a@b.c"] } },
      [/customer\.addresses\.email\.0 .* found a number/],
    ],
    ["a country that there is not", { country: "ZZ" }, {}, [/customer\.country .*, found ZZ$/]],
    [
      "an email address that is none",
      { addresses: { email: ["nobody", "a@b.c"] } },
      { addresses: { email: ["a@b.c"] } },
      [/^customer\.addresses\.email\.0 is left out: wanted an email .* found a text of 6 char/],
    ],
    [
      "phone numbers that are none",
      {
        addAddresses: { sms: ["123", "+123", "+999123456789", "+86 138 0013 8000", "13800138000"] },
      },
      { addAddresses: { sms: ["+86 138 0013 8000", "13800138000"] } },
      [0, 1, 2].map((n) =>
        RegExp(`^customer\\.addAddresses\\.sms\\.${n} is left out: wanted a phone`),
      ),
    ],
    [
      "nothing of what is taken off a list, in whatever form it was put on",
      { removeAddresses: { email: ["nobody"], sms: ["123"] } },
      { removeAddresses: { email: ["nobody"], sms: ["123"] } },
      [],
    ],
    ["an unknown channel", { addresses: { emial: ["a@b.c"] } }, {}, [/did you mean email\?/]],
    ["an unknown key", { adresses: {} }, {}, [/customer\.adresses .* did you mean addresses\?/]],
    [
      "an address where a zone is wanted, and tells its length alone",
      { zone: "ann@example.com" },
      {},
      [/wanted a time zone such as .+, found a text of 15 characters/],
    ],
    [
      "an unknown zone",
      { zone: "Mars/Base" },
      {},
      [/wanted a time zone such as .+, found Mars\/Base/],
    ],
    ["a zone of another type", { zone: 8 }, {}, [/customer\.zone/]],
    ["a locale too long", { locale: "x".repeat(36) }, {}, [/customer\.locale/]],
    [
      "a reserved attribute",
      JSON.parse('{"attributes":{"__proto__":1,"tier":"gold"}}'),
      { attributes: { tier: "gold" } },
      [/customer\.attributes\.__proto__ .* reserved/],
    ],
    [
      "an attribute too long",
      { attributes: { note: "x".repeat(1025), old: null } },
      { attributes: { old: null } },
      [/customer\.attributes\.note .* at most 1024 characters, found 1025/],
    ],
    ["attributes that are a list", { attributes: [1] }, {}, [/wanted an object, found a list/]],
    [
      "tags with a bad one",
      { tags: ["vip", "", 7], removeTags: "old" },
      { tags: ["vip"] },
      [
        /customer\.tags\.1/,
        /customer\.tags\.2/,
        /customer\.removeTags .* wanted a list of at most 100, found a text/,
      ],
    ],
    ["null, which says nothing", { zone: null, attributes: null, consents: null }, {}, []],
    ["a country in small letters", { country: "cn" }, { country: "CN" }, []],
  ])("%s", (_, customer, profile, told) => {
    const done = read(customer);
    expect(done.kept).toEqual({ total: 5 });
    expect(done.profile).toEqual(profile);
    expect(done.told).toHaveLength(told.length);
    for (const [index, pattern] of told.entries()) expect(done.told[index]).toMatch(pattern);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each<[what: string, said: object, told: string[]]>([
    [
      "properties by a misspelt name",
      { propertys: { total: 5 } },
      ["propertys is left out: no such field; did you mean properties?"],
    ],
    ["a field of the shop's own", { source: "app", version: 3 }, []],
    ["a second one beside the right one", { propertys: {}, properties: {} }, []],
  ])("%s", (_, said, told) => {
    const whole = { id: "o", type: "order.placed", at: "2026-01-05T11:00:00Z", customer: "c" };
    const parsed = parseEvent(JSON.stringify({ ...whole, ...said }), now);
    if (parsed.kind === "refused") throw new RangeError(parsed.reason);
    expect((parsed.event.leftOut ?? []).map(printReason)).toEqual(told);
  });

  it.each<[what: string, properties: unknown, kept: object, told: RegExp[]]>([
    ["a text of 2 KB", { note: "x".repeat(2000), total: 5 }, { total: 5 }, [/properties\.note/]],
    ["a number that no table holds", { total: 5, big: 1e300 }, { total: 5 }, [/properties\.big/]],
    ["a long name", { ["x".repeat(65)]: 1, total: 5 }, { total: 5 }, [/longer than 64/]],
    ["a list of 101", { list: Array(101).fill(1), total: 5 }, { total: 5 }, [/at most 100/]],
    ["properties that are none", "none", {}, [/properties is left out: wanted an object/]],
    [
      "a key that reaches a prototype",
      JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"total":5}'),
      { total: 5 },
      [/__proto__/, /constructor/],
    ],
  ])("%s", (_, properties, kept, told) => {
    const done = read({}, properties);
    expect(done.kept).toEqual(kept);
    for (const [index, pattern] of told.entries()) expect(done.told[index]).toMatch(pattern);
  });

  it("more than an event has room for", () => {
    const many = Object.fromEntries(
      Array.from({ length: 90 }, (_, n) => [`p${n}`, "x".repeat(1000)]),
    );
    const { kept, told } = read({ consents: { "email:*": false } }, many);
    expect(Object.keys(kept)).toHaveLength(65);
    expect(told[0]).toMatch(/properties\.p65 .* 65536 characters/);
    expect(told.at(-1)).toBe("17 more parts are left out");
    expect(told).toHaveLength(9);
  });
});

describe("a refusal is never lost to form:", () => {
  const refused = { given: false };
  const widened = { given: false, widened: true };
  const every = { "email:*": widened, "sms:*": widened, "push:*": widened };
  it.each<[what: string, consents: unknown, read: object | undefined, told: RegExp[]]>([
    [
      "a bad time counts as acceptance",
      { "email:*": { given: false, at: "yesterday" } },
      { "email:*": { given: false, at: now } },
      [/email:\*\.at is no time/],
    ],
    [
      "a time that is a number",
      { "email:*": { given: false, at: 5 } },
      { "email:*": { given: false, at: now } },
      [/no time/],
    ],
    [
      "a missing time is the event's own",
      { "email:*": { given: false } },
      { "email:*": refused },
      [],
    ],
    [
      "an unreadable purpose refuses its channel",
      { "email:Nyhetsbrev!": false },
      { "email:*": widened },
      [/it refuses email:\*$/],
    ],
    ["so does a channel alone", { SMS: false }, { "sms:*": widened }, [/it refuses sms:\*$/]],
    [
      "an unreadable channel refuses all",
      { "fax:promo": false },
      every,
      [/email:\*, sms:\*, push:\*/],
    ],
    ["all that is refused at once", false, every, [/customer\.consents .* refuses email/]],
    [
      "a word that is neither",
      { "email:*": "stop" },
      { "email:*": refused },
      [/read as a refusal/],
    ],
    [
      "an object without a word",
      { "email:*": { source: "form" } },
      { "email:*": { given: false, source: "form" } },
      [/read as a refusal/],
    ],
    [
      "a proof that is too long",
      { "email:*": { given: false, source: "x".repeat(129), text: 5, by: "phone" } },
      { "email:*": refused },
      [/\.by/, /\.source .* at most 128/, /\.text/],
    ],
    [
      "a refusal beside the grant that it is widened to",
      { "email:*": true, "email:A B": false },
      { "email:*": widened },
      [/refuses email:\*/],
    ],
    ["a grant in words", { "email:*": "yes" }, undefined, [/gives no consent/]],
    [
      "a grant with a bad time",
      { "email:*": { given: true, at: "soon" } },
      undefined,
      [/gives no consent/],
    ],
    [
      "a grant of an unreadable scope",
      { Email: true },
      undefined,
      [/consents\.Email gives no consent: wanted channel:purpose.*for every purpose email:\*$/],
    ],
    ["scopes in a list", ["email:*"], undefined, [/gives no consent/]],
    ["nothing", { "email:*": null, "sms:*": "" }, undefined, []],
  ])("%s", (_, consents, wanted, told) => {
    const done = read({ consents });
    expect(done.profile.consents).toEqual(wanted);
    expect(done.told).toHaveLength(told.length);
    for (const [index, pattern] of told.entries()) expect(done.told[index]).toMatch(pattern);
  });

  it.each([
    ["refused", "refused", 0],
    ["allowed", "allowed", 0],
    [false, "refused", 1],
    ["NO", "refused", 1],
    [{}, "refused", 1],
    [true, undefined, 1],
    [null, undefined, 0],
  ])("profiling %j is %s", (profiling, wanted, told) => {
    const done = read({ profiling });
    expect(done.profile.profiling).toBe(wanted);
    expect(done.told).toHaveLength(told);
  });

  it("however many there are: after the 100th scope they refuse their whole channel", () => {
    const consents = Object.fromEntries(
      Array.from({ length: 3000 }, (_, n) => [`email:p${n}`, false]),
    );
    const { profile, told } = read({ consents });
    expect(Object.keys(profile.consents ?? {})).toHaveLength(101);
    expect(profile.consents?.["email:*"]).toEqual(widened);
    expect(told[0]).toMatch(/email:p100 .* it refuses email:\*$/);
  });

  it("however long its scope is", () => {
    const { profile } = read({ consents: { [`sms:${"x".repeat(65)}`]: false } });
    expect(profile.consents).toEqual({ "sms:*": widened });
  });
});
