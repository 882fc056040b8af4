import type { AttributeValue } from "../customers/customer.ts";
import type { AddressLists } from "../events/event.ts";

/** A word on consent as the customer files carry it; without `at` it was said at the import. */
export interface ImportedConsent {
  readonly given: boolean;
  readonly at?: string;
  readonly source?: string;
  readonly text?: string;
}

/** A line of a customers file: what parse-event.ts takes as `customer`, and when it was so. */
export interface ImportedCustomer {
  readonly id: string;
  /** Own time of what the line says; without it that is the time of the import. */
  readonly at?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** In addition to those that the customer has. */
  readonly addresses?: AddressLists;
  /** In the place of those that the customer has. */
  readonly replaceAddresses?: AddressLists;
  readonly consents?: Readonly<Record<string, ImportedConsent>>;
  readonly tags?: readonly string[];
  readonly profiling?: "allowed" | "refused";
  readonly zone?: string;
  readonly locale?: string;
  readonly country?: string;
}

/** The proof of a word that another system kept for us. */
export const proof = "imported";
