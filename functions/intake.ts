import { correlate, correlated } from "../src/aws/correlation.ts";
import { type Fail, type QueueRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { logHandled, logRefusal } from "../src/aws/log.ts";
import { count } from "../src/aws/metrics.ts";
import * as wire from "../src/aws/wire.ts";
import { workSideBySide } from "../src/aws/work-side-by-side.ts";
import { isOfOneItem, isRetryable } from "../src/core/errors.ts";
import type { CustomerEvent } from "../src/core/events/event.ts";
import { parseEvent } from "../src/core/events/parse-event.ts";
import type { Ports } from "../src/core/ports.ts";
import { printReason } from "../src/core/reasons/reason.ts";
import { isTooMany } from "../src/core/set-aside/set-aside.ts";
import { createAcceptEvents } from "../src/flows/accept-events.ts";
import { createMeasureDepth } from "../src/flows/measure-depth.ts";
import { createRefuseNewId } from "../src/flows/refuse-new-id.ts";

type Needs = Pick<
  Ports,
  | "addresses"
  | "backoff"
  | "bus"
  | "catalog"
  | "clock"
  | "customers"
  | "deadLetters"
  | "enrollments"
  | "events"
  | "keys"
  | "messages"
  | "runs"
  | "turns"
  | "wakes"
>;

/** As many as a batch usually has customers; a client keeps 50 connections at most. */
const customersAtATime = 10;

interface Arrival {
  readonly record: QueueRecord;
  readonly event: CustomerEvent;
}

/**
 * Takes in events from the bus: those of one customer together and in order of arrival, customers
 * side by side. What can't be an event goes beside the queue with its reason and is not tried again.
 */
export function createHandler(ports: Needs) {
  const acceptEvents = createAcceptEvents(ports);
  const measureDepth = createMeasureDepth(ports);
  const refuseNewId = createRefuseNewId(ports);

  async function accept(
    arrivals: readonly Arrival[],
    fail: Fail,
    mayPutAside: () => boolean,
  ): Promise<void> {
    const [first] = arrivals;
    if (first === undefined) return;
    const events = arrivals.map(({ event }) => event);
    try {
      const key = await ports.keys.keyOf(first.event.customer);
      correlate({ customer: key });
      await acceptEvents(key, events);
      for (const { id, type } of events) logHandled("an event", { event: id, kind: type });
    } catch (error) {
      if (arrivals.length > 1 && !isRetryable(error)) {
        // One of them can't be taken in; the others must not go down with it.
        for (const arrival of arrivals) await accept([arrival], fail, mayPutAside);
        return;
      }
      if (arrivals.length === 1 && isOfOneItem(error) && mayPutAside()) {
        await putAside(first.record, `${error.name}: ${error.message}`, fail);
        return;
      }
      for (const { record, event } of arrivals) {
        correlated({ event: event.id }, () => fail(record, error));
      }
    }
  }

  async function putAside(record: QueueRecord, reason: string, fail: Fail): Promise<void> {
    logRefusal("event refused, put aside with its reason", { record: record.messageId });
    try {
      await ports.deadLetters.put(record.body, reason);
      count("EventsRefused");
    } catch (error) {
      fail(record, error);
    }
  }

  /**
   * Puts aside what would make a customer of a bad id, and what journeys have caused too often in a
   * row. @returns the others, with their depth
   */
  async function admit(arrivals: readonly Arrival[], fail: Fail): Promise<Arrival[]> {
    const fit: Arrival[] = [];
    for (const { record, event: told } of arrivals) {
      try {
        const problem = await refuseNewId(told.customer);
        if (problem !== undefined) {
          await putAside(record, printReason(problem), fail);
          continue;
        }
        const measured = await measureDepth(told);
        if (measured.kind === "event") fit.push({ record, event: measured.event });
        else await putAside(record, printReason(measured.reason), fail);
      } catch (error) {
        fail(record, error);
      }
    }
    return fit;
  }

  return queueHandler(async (records, fail) => {
    const now = ports.clock.now();
    const byCustomer = new Map<string, Arrival[]>();
    let leftOut = 0;
    for (const record of records) {
      const parsed = parseEvent(record.body, now);
      if (parsed.kind === "refused") {
        await putAside(record, parsed.reason, fail);
        continue;
      }
      const { event } = parsed;
      leftOut += event.leftOut?.length ?? 0;
      const arrivals = byCustomer.get(event.customer) ?? [];
      byCustomer.set(event.customer, [...arrivals, { record, event }]);
    }
    // Where many can't be taken in for good, that is no fault of theirs: the queue tries them again.
    let aside = 0;
    const mayPutAside = () => !isTooMany(++aside, records.length);
    // One line of the log for a batch: a producer may send the same bad form in every event.
    if (leftOut > 0) count("EventPartsLeftOut", leftOut);
    await workSideBySide(byCustomer.values(), customersAtATime, (arrivals) =>
      correlated({}, async () => accept(await admit(arrivals, fail), fail, mayPutAside)),
    );
  });
}

export const handler = createHandler({
  addresses: wire.addresses,
  backoff: wire.backoff,
  bus: wire.bus,
  catalog: wire.catalog,
  clock: wire.clock,
  customers: wire.customers,
  deadLetters: wire.deadLetters,
  enrollments: wire.enrollments,
  events: wire.events,
  keys: wire.keys,
  messages: wire.messages,
  runs: wire.runs,
  turns: wire.turns,
  wakes: wire.wakes,
});
