import { describe, expect, it } from "vitest";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import { type Settings, settings } from "../../../src/core/definitions/settings.ts";
import { type EventValues, messageValues } from "../../../src/core/messages/message-values.ts";

/** What a template sees of what it declares. */
function values(
  variables: readonly string[],
  { attributes = {}, zone = "UTC" }: { attributes?: Customer["attributes"]; zone?: string },
  kinds: Settings["attributes"],
  trigger: EventValues = {},
): Record<string, unknown> {
  const said = settings.parse({ unknownZone: "use-default", purposes: { care: {} } });
  const header = { variables: Object.fromEntries(variables.map((name) => [name, {}])) };
  return messageValues({
    template: { name: "hello", header, parts: {} },
    message: {
      id: "m1",
      enrollment: "e1",
      journey: "birthday",
      version: 1,
      step: "first",
      template: "hello",
      channel: "email",
      purpose: "care",
      priority: 0,
      created: 0,
      expires: 0,
      trigger: "t1",
    },
    customer: { ...newCustomer("aaaaaaaaaaaaaaaa", "42"), attributes, zone },
    trigger,
    settings: { ...said, zone: "UTC", ...(kinds !== undefined && { attributes: kinds }) },
    optOutUrl: undefined,
  });
}

function seen(
  attributes: Customer["attributes"],
  kinds: Settings["attributes"],
  zone = "America/New_York",
): unknown {
  const variables = ["customer.birthday", "customer.appointment"];
  return values(variables, { attributes, zone }, kinds)["customer"];
}

describe("an attribute that the settings call a day", () => {
  it.each([
    ["1990-03-10T00:00:00Z", "America/New_York"],
    ["1990-03-10T23:30:00Z", "Europe/Berlin"],
    ["1990-03-10T00:00:00+08:00", "UTC"],
    ["1990-03-10", "Pacific/Auckland"],
  ])("is printed as the day that journeys read, which is written: %s in %s", (birthday, zone) => {
    expect(seen({ birthday }, { birthday: "day" }, zone)).toEqual({ birthday: "1990-03-10" });
  });

  it("is printed as it is where it is no date", () => {
    expect(seen({ birthday: "in spring" }, { birthday: "day" })).toEqual({ birthday: "in spring" });
    expect(seen({ birthday: 5 }, { birthday: "day" })).toEqual({ birthday: 5 });
  });

  it("changes nothing of others", () => {
    const attributes = { birthday: "1990-03-10T00:00:00Z", appointment: "2026-03-10T15:30:00Z" };
    expect(seen(attributes, { appointment: "instant" })).toEqual(attributes);
    expect(seen(attributes, undefined)).toEqual(attributes);
  });
});

describe("an item of an event", () => {
  it("misses a part that is null, so that it is never printed as nothing", () => {
    const items = [{ name: "a", price: 1, qty: null, more: { color: null, size: 2 } }];
    const { event } = values(["event.items"], {}, undefined, { items });
    expect(event).toEqual({ items: [{ name: "a", price: 1, more: { size: 2 } }] });
  });
});
