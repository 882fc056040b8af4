import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { channels } from "../../../src/core/channels/channels.ts";
import { normalAddress } from "../../../src/core/channels/normal-address.ts";

describe("email", () => {
  it.each([
    ["Ann@Example.COM", "ann@example.com"],
    [" ann@example.com ", "ann@example.com"],
    // Full-width letters and the full-width at sign, as a Chinese keyboard types them.
    ["Ａnn＠example.com", "ann@example.com"],
    ["Ann@Müller.DE", "ann@xn--mller-kva.de"],
    ["ann@xn--mller-kva.de", "ann@xn--mller-kva.de"],
    ["张三@例子.公司", "张三@xn--fsqu00a.xn--55qx5d"],
    // A mail to a name and an address goes to the address, so marks against it count.
    ["Ann <Ann@Example.com>", "ann@example.com"],
    ['"a <b>, c" < ann@example.com >', "ann@example.com"],
    ["<ann@example.com>", "ann@example.com"],
    // What is no host of the web stays a text of its own.
    ["x@example.com:80", "x@example.com:80"],
    ["x@Example.com/a", "x@example.com/a"],
    ["x@127.1", "x@127.1"],
    ["no address", "no address"],
    ["a@b@Example.com", "a@b@example.com"],
  ])("%s is compared as %s", (text, normal) => {
    expect(normalAddress("email", text)).toBe(normal);
  });

  it("tells two mailboxes apart that differ in more than spelling", () => {
    // Dots and what follows a plus mean something only to some servers.
    expect(normalAddress("email", "a.b@example.com")).not.toBe(
      normalAddress("email", "ab@example.com"),
    );
    expect(normalAddress("email", "a+1@example.com")).not.toBe(
      normalAddress("email", "a@example.com"),
    );
  });
});

describe("sms", () => {
  it.each([
    ["+86 138 0013 8000", undefined, "+8613800138000"],
    ["＋８６13800138000", undefined, "+8613800138000"],
    ["+44 (0)20 7946 0958", undefined, "+442079460958"],
    ["13800138000", "CN", "+8613800138000"],
    ["(206) 555-0100", "us", "+12065550100"],
    // Without a country nothing is guessed: the digits are compared.
    ["138-0013-8000", undefined, "13800138000"],
    ["13800138000", "XX", "13800138000"],
    ["+86139", undefined, "+86139"],
    ["no number", undefined, "nonumber"],
  ])("%s in %s is compared as %s", (text, country, normal) => {
    expect(normalAddress("sms", text, country)).toBe(normal);
  });
});

it("changes nothing of a device's address", () => {
  expect(normalAddress("push", " AbC ")).toBe(" AbC ");
});

it("gives every text a form, and the form of a form is itself", () => {
  fc.assert(
    fc.property(fc.constantFrom(...channels), fc.string({ unit: "grapheme" }), (channel, text) => {
      const normal = normalAddress(channel, text);
      expect(normalAddress(channel, normal)).toBe(normal);
    }),
    { numRuns: 500 },
  );
});

it("gives an email address the same form in any case and with any spaces around", () => {
  fc.assert(
    fc.property(fc.emailAddress(), (text) => {
      expect(normalAddress("email", ` ${text.toUpperCase()}\n`)).toBe(normalAddress("email", text));
    }),
  );
});
