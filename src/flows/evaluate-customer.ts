import type { Customer } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import { saidBy, sweepCustomer } from "../core/segments/sweep-customer.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";
import { tellDerived } from "./tell-derived.ts";

export type EvaluatePorts = Pick<
  Ports,
  "backoff" | "bus" | "catalog" | "clock" | "customers" | "events" | "runs" | "wakes"
>;

export interface EvaluatedCustomer {
  /** "busy": others changed the customer all the time; the next pass sees to it. */
  readonly kind: "same" | "changed" | "busy";
  readonly customer: Customer;
}

/**
 * Evaluates every definition on a customer as it was scanned, which may be seconds old; only where
 * something changes is it read strongly, evaluated again and changed by one conditional update. Then
 * what came of it is told and carried out, again where this pass was cut off in between.
 * @returns at once for who stays the same: nearly everybody, and a promise costs as much as they do
 */
export function createEvaluateCustomer(ports: EvaluatePorts) {
  async function tell(customer: Customer, run: string): Promise<void> {
    const said = saidBy(customer, run);
    if (said.length === 0) return;
    for (const outcome of said) await tellDerived(customer, outcome, ports);
    const isOwed = (enrollment: Customer["enrollments"][string]) =>
      said.some((outcome) => isOwedBy(enrollment, outcome.event, outcome));
    await carryOut(owedOf(customer, isOwed), ports);
  }

  async function change(
    scanned: Customer,
    evaluate: (customer: Customer) => Customer,
    run: string,
  ): Promise<EvaluatedCustomer> {
    try {
      const { customer, kind } = await changeCustomer(ports, scanned.key, undefined, (before) => {
        // Nobody takes a customer away; else there is nothing to change.
        const read = before ?? scanned;
        const customer = before === undefined ? scanned : evaluate(before);
        return { customer, kind: customer === read ? ("same" as const) : ("changed" as const) };
      });
      await tell(customer, run);
      return { kind, customer };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "CustomerBusy") throw error;
      return { kind: "busy", customer: scanned };
    }
  }

  /** @param run names the pass */
  return function evaluateCustomer(
    scanned: Customer,
    definitions: Definitions,
    run: string,
  ): EvaluatedCustomer | Promise<EvaluatedCustomer> {
    const evaluate = (customer: Customer) =>
      sweepCustomer(customer, definitions, ports.clock.now(), run).customer;
    if (evaluate(scanned) !== scanned) return change(scanned, evaluate, run);
    const same = { kind: "same", customer: scanned } as const;
    return saidBy(scanned, run).length === 0 ? same : tell(scanned, run).then(() => same);
  };
}
