import { type Customer, customerKeyOf } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { type EndedRun, exitCame } from "../core/messages/exit-came.ts";
import type { Message } from "../core/messages/message.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import type { EventRecord } from "../core/timeline/records.ts";
import { listHistory } from "./list-history.ts";

/** What is known where a message is to be claimed. */
export interface Claiming {
  /** Its customer, as it is now. */
  readonly customer: Customer;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** The record of the event that started its run; undefined where it is gone. */
  readonly trigger: EventRecord | undefined;
}

type Needs = Pick<Ports, "customers" | "enrollments" | "events">;

/**
 * Whether an event ended the run of a message, or the one that goes on in its place since its customer
 * was joined into another (docs/joining-customers.md), or came after its own end and would have.
 */
export async function wasExited(
  message: Pick<Message, "enrollment" | "journey" | "version">,
  claiming: Claiming,
  ports: Needs,
): Promise<boolean> {
  const { customer, trigger } = claiming;
  const run = await findRun(message.enrollment, customer, ports);
  if (run.kind === "exited") return true;
  if (run.kind === "under-way" || trigger === undefined) return false;
  return exitedAfter({ message, trigger, ended: run.ended }, claiming, ports);
}

/** How a run stands; of one that nobody knows of `ended` is undefined. */
type Run =
  | { readonly kind: "exited" }
  | { readonly kind: "under-way" }
  | { readonly kind: "ended"; readonly ended: Instant | undefined };

async function findRun(
  enrollmentId: string,
  customer: Customer,
  ports: Pick<Ports, "customers" | "enrollments">,
): Promise<Run> {
  const key = customerKeyOf(enrollmentId);
  const item = key === customer.key ? customer : await ports.customers.find(key);
  const held = item?.enrollments[enrollmentId];
  const told = held ?? (await ports.enrollments.find(enrollmentId));
  if (told === undefined) return { kind: "ended", ended: undefined };
  if (told.goesOnAs !== undefined) return findRun(told.goesOnAs, customer, ports);
  if (told.state === "closing" || told.state === "exited") return { kind: "exited" };
  if (held === undefined) return { kind: "ended", ended: "ended" in told ? told.ended : undefined };
  if (held.exitCame !== undefined) return { kind: "exited" };
  // An event that ends it would have: of one that came to its own end the item keeps that one came.
  return held.state === "ended" ? { kind: "ended", ended: held.since } : { kind: "under-way" };
}

async function exitedAfter(
  run: EndedRun,
  { customer, definitions, now }: Claiming,
  ports: Pick<Ports, "events">,
): Promise<boolean> {
  const known = exitCame(customer, run, definitions, now);
  if (known !== "ask-history") return known;
  const history = await listHistory(customer, definitions, ports);
  return exitCame(customer, run, definitions, now, history) === true;
}
