import { type Customer, newCustomer } from "../../src/core/customers/customer.ts";
import { DAY, type Instant } from "../../src/core/time/instant.ts";

/**
 * A customer as a shop knows one after some months, before the journey: profile, two addresses,
 * consents with their proof, a figure, the events of the last days.
 * @param since when it all began
 */
export function referenceCustomer(key: string, id: string, since: Instant): Customer {
  const said = { given: true, at: since, source: "checkout", text: "terms-2026-03" };
  const today = Math.floor(since / DAY);
  return {
    ...newCustomer(key, id),
    profileAt: since,
    attributes: {
      firstName: "Friederike",
      lastName: "Wagner",
      birthday: "1988-04-17",
      tier: "silver",
      city: "Hamburg",
      memberSince: "2024-09-02",
      lastCategory: "kitchen",
      favouriteBrands: ["norden", "hafenwerk"],
    },
    tags: ["newsletter", "app-user", "club"],
    addresses: {
      email: [{ to: `${id}@customer.example.com` }],
      // A platform endpoint of SNS, as push addresses are.
      push: [
        {
          to: `arn:aws:sns:eu-central-1:123456789012:endpoint/GCM/shop/${id}-4a1c-9f4d-2b7e1a90c3d5`,
        },
      ],
    },
    consents: { "email:*": said, "push:*": said },
    zone: "Europe/Berlin",
    locale: "de",
    country: "DE",
    seen: { days: { [today - 1]: "a234567abcdef".repeat(2), [today]: "b234567abcdef".repeat(3) } },
    entries: { "birthday-greeting": { "": [1, since - 40 * DAY] } },
  };
}
