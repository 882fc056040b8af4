import { describe, expect, it } from "vitest";
import { nestColumns } from "../../../src/core/imports/nest-columns.ts";
import { parseEndpoint } from "../../../src/core/imports/parse-endpoint.ts";

/** As an export job writes it: EndpointResponse, one per line. */
const exported = {
  Id: "e-1",
  ApplicationId: "app",
  ChannelType: "EMAIL",
  Address: "mei@shop.example",
  EndpointStatus: "ACTIVE",
  OptOut: "NONE",
  RequestId: "r-1",
  CohortId: "38",
  CreationDate: "2024-02-01T08:00:00.000Z",
  EffectiveDate: "2025-03-04T05:06:07.089Z",
  Attributes: { interests: ["tea", "silk"], tier: ["gold"], empty: [] },
  Metrics: { orders: 7.0, spent: 123.5 },
  Demographic: { Platform: "ios", Locale: "zh_CN", Timezone: "Asia/Shanghai" },
  Location: { Country: "CN", City: "Hangzhou", PostalCode: "310000", Latitude: 30.3 },
  User: { UserId: "u-1", UserAttributes: { firstName: ["Mei"], tier: ["platinum"] } },
};

function read(row: unknown) {
  const parsed = parseEndpoint(row);
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  return parsed;
}

function refusalOf(row: unknown): string {
  const parsed = parseEndpoint(row);
  return parsed.kind === "refused" ? parsed.reason : "taken";
}

describe("an endpoint of an export", () => {
  it("is refused with half a character in its user or address, and repaired elsewhere", () => {
    expect(refusalOf({ ...exported, User: { UserId: "u\ud83d" } })).toContain("User.UserId");
    expect(refusalOf({ ...exported, Address: "a\ud83d@shop.example" })).toContain("Address");
    const { endpoint, leftOut } = read({ ...exported, Attributes: { note: ["cut \ud83d"] } });
    expect(endpoint.attributes).toMatchObject({ note: "cut \ufffd" });
    expect(leftOut).toEqual([expect.stringContaining("Attributes.note.0 held half a character")]);
  });

  it("keeps lists, metrics, place, device, zone and locale; the user's attribute goes first", () => {
    expect(read(exported)).toEqual({
      kind: "endpoint",
      leftOut: [],
      endpoint: {
        id: "e-1",
        user: "u-1",
        channel: "email",
        to: "mei@shop.example",
        address: "email mei@shop.example",
        at: Date.UTC(2025, 2, 4, 5, 6, 7, 89),
        zone: "Asia/Shanghai",
        locale: "zh-CN",
        country: "CN",
        attributes: {
          platform: "ios",
          city: "Hangzhou",
          postalCode: "310000",
          latitude: 30.3,
          orders: 7,
          spent: 123.5,
          interests: ["tea", "silk"],
          tier: "platinum",
          firstName: "Mei",
        },
      },
    });
  });

  it("says opted out and inactive", () => {
    const row = { ...exported, OptOut: "ALL", EndpointStatus: "INACTIVE" };
    expect(read(row).endpoint).toMatchObject({ optedOut: true, inactive: true });
    expect(read(exported).endpoint).not.toHaveProperty("optedOut");
  });

  it.each([
    ["VOICE", "+12065550100", { channel: undefined }, "no such channel"],
    ["APNS", "1a2b3c", { channel: "push", to: undefined }, "SNS platform endpoints"],
    ["SMS", "13800138000", { channel: "sms", to: undefined }, "not E.164"],
    ["EMAIL", "nobody", { channel: "email", to: undefined }, "an email address that is none"],
  ])("%s %s is kept as a person and told as no address", (type, address, kept, why) => {
    const { endpoint, leftOut } = read({ ...exported, ChannelType: type, Address: address });
    expect({ channel: endpoint.channel, to: endpoint.to }).toMatchObject(kept);
    expect(endpoint.attributes["firstName"]).toBe("Mei");
    expect(leftOut).toEqual([expect.stringContaining(why)]);
  });

  it("takes a phone number with blanks, and an ARN of SNS as push", () => {
    expect(
      read({ ...exported, ChannelType: "SMS", Address: "+1 (206) 555-0100" }).endpoint.to,
    ).toBe("+12065550100");
    const arn = "arn:aws-cn:sns:cn-north-1:123456789012:endpoint/GCM/shop/0a";
    expect(read({ ...exported, ChannelType: "GCM", Address: arn }).endpoint.to).toBe(arn);
  });

  it("leaves out what it cannot read of a person and keeps the rest", () => {
    const { endpoint, leftOut } = read({
      ...exported,
      EffectiveDate: "last week",
      Location: { Country: "CHN" },
      Demographic: { Timezone: "Mars/Base", Locale: "!" },
      Attributes: { constructor: ["x"], [`${"n".repeat(65)}`]: ["x"], ok: ["y"] },
    });
    expect(endpoint).toMatchObject({ at: 0, attributes: { ok: "y" } });
    expect(Object.keys(endpoint)).not.toContain("zone");
    expect(Object.hasOwn(endpoint.attributes, "constructor")).toBe(false);
    expect(leftOut.map((what) => what.split(":")[0])).toEqual([
      "EffectiveDate",
      "attributes",
      "attributes",
      "Demographic.Timezone",
      "Demographic.Locale",
      "Location.Country",
    ]);
  });

  it.each([
    [[], "row: found a list; wanted an endpoint: an object with ChannelType, Address, User …"],
    [{ ChannelType: "FAX", Address: "1" }, 'ChannelType: found "FAX"; wanted one of PUSH, GCM'],
    [{ ...exported, User: { UserId: true } }, "User.UserId: found a boolean; wanted an id"],
    [{ ChannelType: "EMAIL" }, "User.UserId: found nothing, and no Address; wanted one of them"],
    [{ Address: "a@b.example" }, "ChannelType: found nothing; wanted it beside an Address"],
  ])("%j is refused by place, found and wanted", (row, reason) => {
    expect(refusalOf(row)).toContain(reason);
  });

  it.each([
    [{ ...exported, OptOut: "yes" }, 'OptOut: found "yes"; wanted ALL or NONE'],
    [
      { ...exported, EndpointStatus: 1 },
      "EndpointStatus: found a number; wanted ACTIVE or INACTIVE",
    ],
    [
      { ...exported, Attributes: ["a"] },
      "Attributes: found a list; wanted an object of lists of texts",
    ],
    [
      { ...exported, Attributes: { a: { b: 1 } } },
      "Attributes.a: found an object; wanted a list of texts",
    ],
    [{ ...exported, Metrics: { a: "many" } }, 'Metrics.a: found "many"; wanted a number'],
  ])("%j is taken without what can't be read", (row, problem) => {
    const { endpoint, leftOut } = read(row);
    expect(endpoint.user).toBe("u-1");
    expect(leftOut).toHaveLength(1);
    expect(leftOut[0]).toContain(problem);
  });

  it("is a refusal where what it says of opting out can't be read", () => {
    expect(read({ ...exported, OptOut: "yes" }).endpoint.optedOut).toBe(true);
    expect(read({ ...exported, OptOut: ["ALL"] }).endpoint.optedOut).toBe(true);
  });

  it("takes a row of a user alone, as the console's lists of user ids are", () => {
    expect(read({ User: { UserId: 42 } }).endpoint).toEqual({ user: "42", at: 0, attributes: {} });
  });
});

describe("a row of Pinpoint's CSV", () => {
  it("nests dotted columns, makes a list of a repeated one, and leaves out empty cells", () => {
    const nest = nestColumns([
      "ChannelType",
      "User.UserId",
      "User.UserAttributes.size.eu",
      "Attributes.interests",
      "Attributes.interests",
      "Attributes.interests",
      "Location.City",
      "Metrics.orders",
    ]);
    expect(nest(["SMS", "u-1", "42", "tea", "silk", "", "", "3"])).toEqual({
      ChannelType: "SMS",
      User: { UserId: "u-1", UserAttributes: { "size.eu": "42" } },
      Attributes: { interests: ["tea", "silk"] },
      Metrics: { orders: "3" },
    });
  });

  it("reaches no prototype", () => {
    const nest = nestColumns(["__proto__.polluted", "Attributes.__proto__", "Id"]);
    expect(nest(["yes", "yes", "e-1"])).toEqual({ Id: "e-1" });
    expect({}).not.toHaveProperty("polluted");
  });

  it("gives the same endpoint as its JSON", () => {
    const nest = nestColumns(["ChannelType", "Address", "User.UserId", "Metrics.orders"]);
    const json = {
      ChannelType: "EMAIL",
      Address: "a@b.example",
      User: { UserId: "u" },
      Metrics: { orders: 3 },
    };
    expect(parseEndpoint(nest(["EMAIL", "a@b.example", "u", "3"]))).toEqual(parseEndpoint(json));
  });
});
