import type { Customer } from "../../src/core/customers/customer.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";

/** A UUID, as storefronts name their events. */
function eventId(n: number): string {
  return `0b7e8c1a-3d52-4f7b-9a51-${String(n).padStart(12, "0")}`;
}

/** An event as EventBridge delivers it: the envelope around our `detail`. */
export function envelope(n: number, type: string, customer: string, at: Instant, properties = {}) {
  return {
    version: "0",
    id: eventId(n),
    "detail-type": type,
    source: "shop.storefront",
    account: "123456789012",
    time: formatInstant(at),
    region: "eu-central-1",
    resources: [],
    detail: { id: eventId(n), customer, at: formatInstant(at), properties },
  };
}

/** What starts the reference journey. */
export function registration(n: number, customer: string, at: Instant) {
  const said = { source: "checkout", campaign: "autumn", device: "ios" };
  return envelope(n, "customer.registered", customer, at, said);
}

/** A registration that brings a cart of 20 items with it: 3 KB of JSON. */
export function cartEvent(n: number, customer: string, at: Instant) {
  const items = Array.from({ length: 20 }, (_, item) => ({
    sku: `SKU-${1000 + item * 37}`,
    name: `Hand-made kettle no. ${item} of brushed steel`,
    url: `https://shop.example.com/p/kettle-${item}`,
    price: 19.9 + item,
    qty: 1 + (item % 3),
  }));
  return envelope(n, "customer.registered", customer, at, { total: 612.4, items });
}

/** A view of a page with properties up to an event of 1 KB as text. */
export function fullEvent(n: number, type: string, customer: string, at: Instant) {
  const detailOf = (text: string) =>
    envelope(n, type, customer, at, { url: text, total: 49.9, category: "kitchen" });
  const bare = Buffer.byteLength(JSON.stringify(detailOf("").detail));
  return detailOf("x".repeat(1024 - bare));
}

/** A customer whose item has so many bytes: filled up by one more attribute. */
export function filledTo(customer: Customer, missingBytes: number): Customer {
  if (missingBytes <= fillerName.length) return customer;
  const filler = "x".repeat(missingBytes - fillerName.length - 1);
  return { ...customer, attributes: { ...customer.attributes, [fillerName]: filler } };
}
const fillerName = "notes";
