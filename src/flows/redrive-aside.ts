import { overdueOf } from "../core/events/owed.ts";
import type { SetAside } from "../core/set-aside/set-aside.ts";
import { type BackfillPorts, fillAside } from "./backfill-figures.ts";
import { carryOut } from "./carry-out.ts";
import { createEvaluateCustomer, type EvaluatePorts } from "./evaluate-customer.ts";
import { followZoneOf } from "./follow-zone-of.ts";
import { type ImportPartPorts, importAside } from "./import-part.ts";

export type RedriveAsidePorts = BackfillPorts & EvaluatePorts & ImportPartPorts;

/**
 * Does for one customer who was set aside what the pass could not, and takes them off the list. What
 * goes wrong again leaves as it is, and the customer stays on the list.
 */
export function createRedriveAside(ports: RedriveAsidePorts) {
  const evaluateCustomer = createEvaluateCustomer(ports);

  async function sweepAside({ customer: key, at }: SetAside): Promise<void> {
    const customer = await ports.customers.find(key);
    if (customer === undefined) return;
    await followZoneOf(customer, ports);
    await carryOut(
      overdueOf(customer, ports.clock.now(), () => true),
      ports,
    );
    await evaluateCustomer(customer, await ports.catalog.definitions(), `redrive-${at}`);
  }

  return async function redriveAside(aside: SetAside): Promise<void> {
    switch (aside.pass) {
      case "sweep":
        await sweepAside(aside);
        break;
      case "backfill":
        await fillAside(aside, ports);
        break;
      case "import":
        await importAside(aside, ports);
        break;
    }
    await ports.setAsides.remove(aside);
  };
}
