import type { Customer } from "../core/customers/customer.ts";
import { followZone } from "../core/events/follow-changes.ts";
import { owedOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";

type Needs = Pick<Ports, "backoff" | "catalog" | "clock" | "customers" | "runs" | "wakes">;

/**
 * Lets a customer's waits follow a zone that had changed again within the hour. What it owes then is
 * carried out here, or else by the next sweep.
 * @param scanned as a sweep has read it, which may be seconds old
 * @returns how many waits have a new time; none where others change the customer all the time
 */
export async function followZoneOf({ key }: Customer, ports: Needs): Promise<number> {
  const definitions = await ports.catalog.definitions();
  try {
    const { owed } = await changeCustomer(ports, key, undefined, (before) => {
      if (before === undefined) return { owed: [] };
      const now = ports.clock.now();
      const followed = followZone(before, { definitions, now, cause: "sweep" });
      const touched = new Set(followed.touched);
      const { customer } = followed;
      return { customer, owed: owedOf(customer, ({ id }) => touched.has(id)) };
    });
    await carryOut(owed, ports);
    return owed.length;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "CustomerBusy") throw error;
    return 0;
  }
}
