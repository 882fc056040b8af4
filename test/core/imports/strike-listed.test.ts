import { describe, expect, it } from "vitest";
import type { ImportedCustomer } from "../../../src/core/imports/imported-customer.ts";
import { type Listed, type ListKind, parseListed } from "../../../src/core/imports/parse-listed.ts";
import { strikeListed } from "../../../src/core/imports/strike-listed.ts";

function listed(kind: ListKind, value: unknown): Listed {
  const parsed = parseListed(kind, value);
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  return parsed.listed;
}

function suppressed(EmailAddress: string, Reason: string, LastUpdateTime?: string | number) {
  return listed("ses-suppressions", { EmailAddress, Reason, LastUpdateTime });
}

function strike(customer: ImportedCustomer, ...list: Listed[]) {
  return strikeListed(customer, (key) => list.find((one) => one.key === key));
}

const anna: ImportedCustomer = {
  id: "u-1",
  addresses: { email: ["Anna@x.example", "a2@x.example"], sms: ["+12065550100"] },
  consents: {
    "email:repurchase": { given: true, source: "import --consent" },
    "sms:*": { given: true },
  },
};

describe("a list of addresses that nothing may be sent to", () => {
  it("a complaint refuses email and takes consents without a date; SMS stays", () => {
    const { customer, refusals } = strike(
      anna,
      suppressed("anna@X.example", "COMPLAINT", "2024-05-06T07:08:09.100000+02:00"),
    );
    expect(refusals).toBe(1);
    expect(customer.addresses).toEqual(anna.addresses);
    expect(customer.consents).toEqual({
      "sms:*": { given: true },
      "email:*": {
        given: false,
        at: "2024-05-06T05:08:09.100Z",
        source: "opt-out list",
        text: "SES suppression list: COMPLAINT",
      },
    });
  });

  it("finds addresses that take the place of others, too", () => {
    const { addresses = {}, ...rest } = anna;
    const dead = listed("ses-suppressions", {
      EmailAddress: addresses.email?.[0] ?? "",
      Reason: "BOUNCE",
    });
    const { customer, removed } = strike({ ...rest, replaceAddresses: addresses }, dead);
    expect(removed).toBe(1);
    const { customer: same } = strike(anna, dead);
    expect(customer.replaceAddresses).toEqual(same.addresses);
    expect(customer.consents).toEqual(same.consents);
  });

  it.each([
    ["without a time", { given: false, source: "imported" }],
    ["later", { given: false, at: "2025-01-01T00:00:00Z", source: "member form" }],
    ["in bare words", { given: false }],
  ])("speaks for the address where the line refuses the channel, too, %s", (_when, word) => {
    const line = { ...anna, consents: { "email:*": word } };
    const complaint = suppressed("anna@x.example", "COMPLAINT", "2024-05-06T07:08:09Z");
    const { customer } = strike(line, complaint);
    expect(customer.consents?.["email:*"]).toMatchObject({ given: false, source: "opt-out list" });
    expect(customer.consents?.["email:*"]?.at).toBe("at" in word ? word.at : undefined);
  });

  it.each([
    ["addAddresses", ["ann@x.example"]],
    ["addresses", "ann@x.example"],
    ["replaceAddresses", ["bea@x.example", "ann@x.example", 5, null]],
  ])("finds addresses in every form that a line may have: %s", (field, email) => {
    const line = { id: "u-9", [field]: { email }, consents: { "email:*": { given: true } } };
    const { customer, refusals } = strike(line, suppressed("ann@x.example", "COMPLAINT"));
    expect(refusals).toBe(1);
    expect(customer.consents?.["email:*"]?.given).toBe(false);
  });

  it("finds an address in whatever spelling the customer has it", () => {
    const addresses = { email: ["Mei@Müller.example"], sms: ["138 0013 8000"] };
    const mei: ImportedCustomer = { id: "u-2", country: "CN", addresses };
    const stop = listed("sms-opt-outs", { OptedOutNumber: "+8613800138000" });
    const { customer } = strike(mei, suppressed("mei@xn--mller-kva.example", "COMPLAINT"), stop);
    expect(customer.consents).toMatchObject({
      "email:*": { given: false },
      "sms:*": { given: false },
    });
  });

  it("a bounce leaves the address out, and refuses where it was the last", () => {
    const bounce = suppressed("anna@x.example", "BOUNCE", 1_700_000_000.5);
    const beside = strike(anna, bounce);
    expect(beside.customer.addresses?.email).toEqual(["a2@x.example"]);
    expect(beside).toMatchObject({ removed: 1, refusals: 0 });
    expect(beside.customer.consents).toEqual(anna.consents);
    const last = strike(anna, bounce, suppressed("a2@x.example", "BOUNCE"));
    expect(last.customer.addresses).toEqual({ sms: ["+12065550100"] });
    expect(last.customer.consents?.["email:*"]).toMatchObject({ given: false });
    expect(last.customer.consents).not.toHaveProperty("email:repurchase");
  });

  it.each([
    ["before", "2024-01-01T00:00:00Z", false],
    ["after", "2026-01-01T00:00:00Z", true],
  ])("a consent given %s the opt-out: still there, %s %s", (_, at, stays) => {
    const customer = { ...anna, consents: { "sms:news": { given: true, at } } };
    const stop = listed("sms-opt-outs", {
      OptedOutNumber: "+12065550100",
      OptedOutTimestamp: "2025-01-01T00:00:00Z",
      EndUserOptedOut: true,
    });
    const { consents = {} } = strike(customer, stop).customer;
    expect("sms:news" in consents).toBe(stays);
    expect(consents["sms:*"]).toMatchObject({ given: false, text: "SMS opt-out list" });
  });

  it("an opt-out without a date takes every consent, for nothing is later than now", () => {
    const customer = {
      ...anna,
      consents: { "sms:news": { given: true, at: "2026-01-01T00:00:00Z" } },
    };
    const { consents } = strike(customer, listed("sms-opt-outs", "+1 206 555 0100")).customer;
    expect(Object.keys(consents ?? {})).toEqual(["sms:*"]);
  });

  it("who is not listed stays as they are", () => {
    expect(strike(anna, suppressed("b@x.example", "BOUNCE")).customer).toBe(anna);
  });

  it.each([
    [
      "ses-suppressions",
      { EmailAddress: "a@x.example", Reason: "COMPLAINT", LastUpdateTime: "May" },
    ],
    ["ses-suppressions", { EmailAddress: "a@x.example", Reason: "BORED", LastUpdateTime: {} }],
    ["sms-opt-outs", { OptedOutNumber: "+12065550100", OptedOutTimestamp: "yesterday" }],
  ] as const)("%s: %j is a refusal as of the import", (kind, value) => {
    const one = listed(kind, value);
    expect(one).toMatchObject({ refused: true, undated: true, word: { given: false } });
    expect(one.word).not.toHaveProperty("at");
  });

  it.each([
    ["ses-suppressions", "a@x.example"],
    ["ses-suppressions", { EmailAddress: "nobody", Reason: "BOUNCE" }],
    ["sms-opt-outs", "2065550100"],
    ["sms-opt-outs", { OptedOutNumber: 12065550100 }],
  ] as const)("%s: %j is refused", (kind, value) => {
    expect(parseListed(kind, value).kind).toBe("refused");
  });
});
