import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCustomer } from "../../../src/core/imports/check-customer.ts";
import type { Endpoint } from "../../../src/core/imports/endpoint.ts";
import { mergeEndpoints } from "../../../src/core/imports/merge-endpoints.ts";
import { DAY } from "../../../src/core/time/instant.ts";

const day = (number: number) => Date.UTC(2025, 0, 1) + number * DAY;

function email(to: string, more: Partial<Endpoint> = {}): Endpoint {
  return { channel: "email", to, address: `email ${to}`, at: 0, attributes: {}, ...more };
}

function merge(...endpoints: Endpoint[]) {
  return mergeEndpoints("u-1", endpoints, ["email:repurchase"]).customer;
}

describe("the endpoints of one user", () => {
  it("become one customer; of each name the newest date counts, older ones fill what is missing", () => {
    const customer = merge(
      email("new@x.example", { at: day(9), attributes: { tier: "gold" }, zone: "Asia/Shanghai" }),
      email("old@x.example", {
        at: day(1),
        attributes: { tier: "silver", size: "42" },
        zone: "Europe/Paris",
        locale: "fr",
      }),
      {
        channel: "sms",
        to: "+12065550100",
        address: "sms +12065550100",
        at: day(2),
        attributes: {},
      },
    );
    expect(customer).toEqual({
      id: "u-1",
      attributes: { tier: "gold", size: "42" },
      addresses: { email: ["new@x.example", "old@x.example"], sms: ["+12065550100"] },
      consents: { "email:repurchase": { given: true, source: "import --consent" } },
      zone: "Asia/Shanghai",
      locale: "fr",
    });
  });

  it("one opted out of two refuses the channel, with when and from where", () => {
    const customer = merge(
      email("a@x.example", { optedOut: true, at: day(3) }),
      email("b@x.example", { at: day(9) }),
    );
    expect(customer.consents).toEqual({
      "email:*": {
        given: false,
        at: "2025-01-04T00:00:00Z",
        source: "opt-out list",
        text: "Pinpoint OptOut ALL",
      },
    });
  });

  it("an opt-out of another channel leaves email alone", () => {
    const optedOut = { channel: "push", optedOut: true, at: 0, attributes: {} } as const;
    const { consents } = merge(optedOut, email("a@x.example"));
    expect(Object.keys(consents ?? {})).toEqual(["email:repurchase", "push:*"]);
    expect(consents?.["push:*"]).not.toHaveProperty("at");
  });

  it("an inactive address is left out beside an active one, and refuses where it is alone", () => {
    const inactive = email("old@x.example", { inactive: true, at: day(1) });
    const beside = merge(inactive, email("new@x.example"));
    expect(beside.addresses).toEqual({ email: ["new@x.example"] });
    expect(beside.consents?.["email:repurchase"]?.given).toBe(true);
    const alone = merge(inactive);
    expect(alone).not.toHaveProperty("addresses");
    expect(alone.consents?.["email:*"]).toMatchObject({
      given: false,
      source: "imported",
      text: "Pinpoint EndpointStatus INACTIVE",
    });
  });

  it("of two exports of one endpoint the newer counts, also when it takes an opt-out back", () => {
    const before = email("a@x.example", { id: "e", optedOut: true, at: day(1) });
    const after = email("a@x.example", { id: "e", at: day(2) });
    for (const rows of [
      [before, after],
      [after, before],
    ]) {
      expect(merge(...rows).consents?.["email:*"]).toBeUndefined();
    }
  });

  it("without dates a later row never takes an opt-out back", () => {
    const optedOut = email("a@x.example", { optedOut: true });
    expect(merge(optedOut, email("a@x.example")).consents?.["email:*"]?.given).toBe(false);
  });

  it("writes an address once, and no more than an event may say", () => {
    const many = Array.from({ length: 25 }, (_, n) => email(`${n}@x.example`, { at: day(n) }));
    const { customer, leftOut } = mergeEndpoints(
      "u",
      [...many, email("24@x.example", { id: "e" })],
      [],
    );
    expect(customer.addresses?.email).toHaveLength(20);
    expect(customer.addresses?.email?.[0]).toBe("24@x.example");
    expect(leftOut.filter((what) => what.includes("beyond 20"))).toHaveLength(5);
  });

  it("whatever they say, a refusal stands, no consent stands beside it, and the line is taken", () => {
    const endpoint = fc.record({
      id: fc.constantFrom("e1", "e2", "e3", "e4"),
      channel: fc.constantFrom("email", "sms", "push"),
      optedOut: fc.boolean(),
      inactive: fc.boolean(),
      at: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(endpoint, { selector: ({ id }) => id, maxLength: 4 }), (rows) => {
        const endpoints = rows.map(({ id, channel, optedOut, inactive, at }) => {
          const to = channel === "email" ? `${id}@x.example` : `+1206555010${id.slice(1)}`;
          const flags = { ...(optedOut && { optedOut }), ...(inactive && { inactive }) };
          return {
            id,
            channel,
            to,
            address: `${channel} ${to}`,
            at: day(at),
            attributes: {},
            ...flags,
          };
        }) as Endpoint[];
        const scopes = ["email:news", "sms:*", "push:news"];
        const { customer } = mergeEndpoints("u", endpoints, scopes);
        for (const channel of ["email", "sms", "push"]) {
          const own = endpoints.filter((one) => one.channel === channel);
          const refused =
            own.length > 0 && (own.some((one) => one.optedOut) || own.every((one) => one.inactive));
          const words = Object.entries(customer.consents ?? {}).filter(([scope]) =>
            scope.startsWith(`${channel}:`),
          );
          expect(words.map(([, { given }]) => given)).toEqual(
            refused ? [false] : own.length > 0 ? [true] : [],
          );
        }
        expect(checkCustomer(customer, day(9))).toBeUndefined();
      }),
    );
  });
});
