import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import { operationalError } from "../core/errors.ts";
import type { CustomerChange, Customers, Ports } from "../core/ports.ts";

/** Lost races are recomputed so often, then the work goes back to its queue (DESIGN §5). */
const mostTries = 8;

type ChangePorts = Pick<Ports, "backoff"> & {
  readonly customers: Pick<Customers, "find" | "commit" | "commitAll">;
};

/**
 * Read → decide → one conditional update; again from a new read when the race was lost.
 * @param decide pure apart from what it must ask the outside; the customer is undefined when there
 *   is none. An answer without `customer`, or with the very one it got, writes nothing; its `others`
 *   are committed with the customer as one.
 * @throws CustomerBusy after 8 lost races
 */
export async function changeCustomer<
  Result extends {
    readonly customer?: Customer | undefined;
    readonly others?: readonly CustomerChange[] | undefined;
  },
>(
  { customers, backoff }: ChangePorts,
  key: CustomerKey,
  create: (() => Customer) | undefined,
  decide: (customer: Customer | undefined) => Result | Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    const before = (await customers.find(key)) ?? create?.();
    const result = await decide(before);
    const after = result.customer;
    if (before === undefined || after === undefined || after === before) return result;
    const { others = [] } = result;
    const done =
      others.length === 0
        ? await customers.commit(before, after)
        : await customers.commitAll([{ before, after }, ...others]);
    if (done) return result;
    if (tries === mostTries) {
      throw operationalError(
        "CustomerBusy",
        `customer ${key} changed under us ${mostTries} times; it is tried again from its queue`,
      );
    }
    await backoff.pause(tries);
  }
}
