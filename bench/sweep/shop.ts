import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Customer } from "../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { type Segment, segment } from "../../src/core/definitions/segment.ts";
import { applyEvent } from "../../src/core/events/apply-event.ts";
import { keyedHash } from "../../src/core/hash.ts";
import { DAY, HOUR, type Instant } from "../../src/core/time/instant.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { referenceDefinitions } from "../reference/definitions.ts";

const folder = fileURLToPath(new URL("../../examples/segments/", import.meta.url));

/** The segments that ship, each asking for figures of its own. */
const segments: readonly Segment[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => segment.parse(JSON.parse(readFileSync(`${folder}${file}`, "utf8"))));

/** What is live: the shipped segments, without journeys. */
export const segmentSet: DefinitionSet = { ...referenceDefinitions, journeys: [], segments };

const types = ["order.placed", "login", "page.viewed", "cart.added"] as const;
/** So many unlike histories; the customers of a shop share them. */
const histories = 100;
const eventsEach = 12;

/**
 * Customers as their items hold them after some months, settled: how much each has done, and how
 * long ago, goes by its number.
 * @param now when the last of them did something
 */
export function* writeCustomers(count: number, now: Instant): Generator<Customer> {
  const definitions = compileDefinitions(segmentSet);
  const known = Array.from({ length: histories }, (_, n) => {
    let customer = referenceCustomer("k".repeat(16), `c${n}`, now - 90 * DAY);
    for (let i = 0; i < eventsEach; i++) {
      const at = now - n * DAY - (eventsEach - i) * 5 * DAY + i * HOUR;
      const type = types[(n + i) % types.length] ?? "login";
      const properties = { total: 20 + ((n * i) % 400), category: i % 2 ? "家居" : "母婴" };
      const event = { id: `e${i}`, type, customer: customer.id, at, properties };
      customer = applyEvent(customer, event, definitions, at).customer;
    }
    return customer;
  });
  for (let n = 0; n < count; n++) {
    const id = `c${n}`;
    yield { ...(known[n % histories] as Customer), key: keyedHash("local", id), id };
  }
}
