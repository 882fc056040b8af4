import type { CustomerKey } from "../core/customers/customer.ts";
import { isOfOneItem } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { AsidePlace, PassName } from "../core/set-aside/set-aside.ts";

export type AsidePorts = Pick<Ports, "clock" | "setAsides">;

/**
 * Works on one customer of a pass. What no retry can mend sets that one aside, by its name, place and
 * reason, and the pass goes on; any other error leaves as it is, and is tried again.
 * @param instead told of whoever was set aside: the result for them
 * @returns at once what is there at once
 */
export function createOrSetAside({ clock, setAsides }: AsidePorts, pass: PassName) {
  return function orSetAside<Result>(
    customer: CustomerKey,
    place: AsidePlace,
    instead: () => Result,
    work: () => Result | Promise<Result>,
  ): Result | Promise<Result> {
    const putAside = async (error: unknown): Promise<Result> => {
      if (!isOfOneItem(error)) throw error;
      const { name, message: reason } = error;
      await setAsides.put({ ...place, pass, customer, at: clock.now(), error: name, reason });
      return instead();
    };
    try {
      const result = work();
      return result instanceof Promise ? result.catch(putAside) : result;
    } catch (error) {
      return putAside(error);
    }
  };
}
