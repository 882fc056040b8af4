import { judgeNewId } from "../core/customers/judge-new-id.ts";
import type { Ports } from "../core/ports.ts";
import type { Reason } from "../core/reasons/reason.ts";

/**
 * Says why nothing can be taken in of a customer: the id has a form that no new customer may have, and
 * there is no customer of that id yet. Who is there already goes on. One read, for such ids alone.
 */
export function createRefuseNewId({ customers, keys }: Pick<Ports, "customers" | "keys">) {
  return async function refuseNewId(id: string): Promise<Reason | undefined> {
    const problem = judgeNewId(id);
    if (problem === undefined) return undefined;
    return (await customers.find(await keys.keyOf(id))) === undefined ? problem : undefined;
  };
}
