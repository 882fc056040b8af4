import { type Customer, customerKeyOf } from "../core/customers/customer.ts";
import type { Ports } from "../core/ports.ts";

/**
 * Whether an event ended an enrollment, or the one that goes on in its place since its customer was
 * joined into another (docs/joining-customers.md); as far as the customer's item does not say.
 * @param customer who it is now
 */
export async function wasExited(
  enrollmentId: string,
  customer: Customer,
  ports: Pick<Ports, "customers" | "enrollments">,
): Promise<boolean> {
  const key = customerKeyOf(enrollmentId);
  const item = key === customer.key ? customer : await ports.customers.find(key);
  const held = item?.enrollments[enrollmentId];
  const told = held ?? (await ports.enrollments.find(enrollmentId));
  if (told === undefined) return false;
  if (told.goesOnAs !== undefined) return wasExited(told.goesOnAs, customer, ports);
  return told.state === "closing" || told.state === "exited";
}
