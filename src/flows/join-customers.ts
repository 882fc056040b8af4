import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import { identification } from "../core/customers/join-customers.ts";
import { judgeNewId } from "../core/customers/judge-new-id.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import {
  type AppliedIdentification,
  applyIdentification,
} from "../core/events/apply-identification.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import { asksPast } from "../core/events/learn-past.ts";
import type { Owed } from "../core/events/outcome.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import type { PastRecord } from "../core/events/past.ts";
import type { CustomerChange, Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { beginCustomer } from "./begin-customer.ts";
import { assertKnown } from "./known-journey.ts";
import { listHistory } from "./list-history.ts";

/** `keys` may be left out by callers that take in no identifying events: channels report none. */
export type JoinPorts = Pick<Ports, "customers" | "events"> & Partial<Pick<Ports, "keys">>;

/** What events of one fold join into their customer. */
export interface Joins {
  /** The anonymous customers as read, and what is to become of them with the known one. */
  readonly changes: readonly CustomerChange[];
  /** What is left of them owes the ends of its runs. */
  readonly owed: readonly Owed[];
  apply(customer: Customer, event: CustomerEvent): Promise<AppliedIdentification>;
  /** An event that was taken in before: what it still owes. */
  again(event: CustomerEvent): Promise<void>;
}

export function isIdentification({ type }: CustomerEvent): boolean {
  return type === identification;
}

/** Joins anonymous customers into the one whose events are folded (docs/joining-customers.md). */
export function createJoins(ports: JoinPorts, definitions: Definitions, now: Instant): Joins {
  const changes = new Map<CustomerKey, CustomerChange>();
  const owed: Owed[] = [];

  async function find(event: CustomerEvent): Promise<Customer | undefined> {
    const id = anonymousId(event);
    if (id === undefined || ports.keys === undefined) return undefined;
    const key = await ports.keys.keyOf(id);
    const known = changes.get(key)?.after ?? (await ports.customers.find(key));
    if (known !== undefined) return known;
    // Nobody has such an id, and nobody will.
    if (judgeNewId(id) !== undefined) return undefined;
    return beginCustomer(key, id, { definitions, now }, ports);
  }

  function owe(stub: Customer, { id }: CustomerEvent): void {
    owed.push(...owedOf(stub, (enrollment) => isOwedBy(enrollment, id)));
  }

  /**
   * Histories of those customers whose items do not tell all that the other's enrollments have to
   * know.
   */
  async function historiesOf(known: Customer, anonymous: Customer | undefined) {
    const histories = new Map<CustomerKey, readonly PastRecord[]>();
    if (anonymous === undefined) return histories;
    for (const [who, other] of [
      [known, anonymous],
      [anonymous, known],
    ] as const) {
      if (!asksPast(who, other, definitions, now)) continue;
      histories.set(other.key, await listHistory(other, definitions, ports));
    }
    return histories;
  }

  return {
    get changes() {
      return [...changes.values()];
    },
    owed,
    async apply(customer, event) {
      const anonymous = await find(event);
      if (anonymous !== undefined) assertKnown(definitions, anonymous);
      const histories = await historiesOf(customer, anonymous);
      const applied = applyIdentification(customer, anonymous, event, definitions, now, histories);
      if (anonymous !== undefined && applied.stub !== undefined) {
        changes.set(anonymous.key, { before: anonymous, after: applied.stub });
        owe(applied.stub, event);
      }
      return applied;
    },
    async again(event) {
      const stub = await find(event);
      if (stub?.joinedInto?.by === event.id) owe(stub, event);
    },
  };
}

/** Shops that number their visitors send numbers. */
function anonymousId({ properties: { anonymous } }: CustomerEvent): string | undefined {
  if (typeof anonymous === "number" && Number.isInteger(anonymous)) return String(anonymous);
  return typeof anonymous === "string" && anonymous !== "" ? anonymous : undefined;
}
