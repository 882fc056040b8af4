import { AsyncLocalStorage } from "node:async_hooks";
import { customerKeyOf } from "../core/customers/customer.ts";

/**
 * What a log line or figure may say beside its text: ids and names of ours, never what a person said
 * or is. `customer` is the customer key, an HMAC; `event` is the id that the shop gave its event.
 */
export type LogKey =
  | "customer"
  | "event"
  | "journey"
  | "enrollment"
  | "generation"
  | "turn"
  | "messageId"
  | "kind"
  | "record"
  | "run"
  | "status"
  | "cause"
  | "file"
  | "slice"
  | "count"
  | "method";

export type LogContext = Readonly<Partial<Record<LogKey, string | number>>>;

const current = new AsyncLocalStorage<{ keys: LogContext }>();

let requestId: string | undefined;

/** Names the invocation; an execution environment has one at a time. */
export function beginRequest(id: string): void {
  requestId = id;
}

/** Does work whose lines all bear these keys beside those that hold already. */
export function correlated<Result>(keys: LogContext, work: () => Result): Result {
  return current.run({ keys: { ...current.getStore()?.keys, ...keys } }, work);
}

/** Adds keys that came to light during the work; outside of {@link correlated} it does nothing. */
export function correlate(keys: LogContext): void {
  const store = current.getStore();
  if (store !== undefined) store.keys = { ...store.keys, ...keys };
}

/** What is known here. Every id begins with its customer's key, so that is always among them. */
export function correlation(more: LogContext = {}): LogContext & { readonly requestId?: string } {
  const keys = { ...current.getStore()?.keys, ...more };
  const id = keys.messageId ?? keys.enrollment;
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(id === undefined ? {} : { customer: customerKeyOf(String(id)) }),
    ...keys,
  };
}
