import { correlated, type LogContext } from "../src/aws/correlation.ts";
import { isNamed } from "../src/aws/failure.ts";
import { type Fail, type QueueRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { logHandled, logRefusal } from "../src/aws/log.ts";
import { watchMessages } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { isOfOneItem } from "../src/core/errors.ts";
import type { Feedback } from "../src/core/messages/feedback.ts";
import { parseSesEvent } from "../src/core/messages/parse-ses-event.ts";
import type { Ports } from "../src/core/ports.ts";
import { isTooMany } from "../src/core/set-aside/set-aside.ts";
import { createAcceptEvents } from "../src/flows/accept-events.ts";
import { createRecordFeedback } from "../src/flows/record-feedback.ts";
import { messageTag } from "../src/names.ts";

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
  | "messages"
  | "runs"
  | "wakes"
>;

/**
 * Takes in what SES reports of email: twice, out of order, and of mail that is not ours. What can't be
 * taken in for good goes beside the queue with its reason, and is not tried again.
 */
export function createHandler(ports: Needs) {
  const acceptEvents = createAcceptEvents(ports);
  const messages = watchMessages(ports.messages);
  const recordFeedback = createRecordFeedback({ ...ports, messages, acceptEvents });

  async function take(feedback: Feedback): Promise<void> {
    try {
      await recordFeedback(feedback);
      logHandled("feedback");
    } catch (error) {
      if (!isNamed(error, "EventRefused")) throw error;
      // Mail outlives its record: kept 400 days, or erased with its customer. Nothing to mend.
      logRefusal("feedback on a message that is gone");
    }
  }

  async function putAside(record: QueueRecord, reason: string, fail: Fail): Promise<void> {
    logRefusal("a report of SES was put aside with its reason", { record: record.messageId });
    await ports.deadLetters.put(record.body, reason).catch((error) => fail(record, error));
  }

  return queueHandler(async (records, fail) => {
    let notOurs = 0;
    // Where many can't be taken in for good, that is no fault of theirs: the queue tries them again.
    let aside = 0;
    const setAside = async (record: QueueRecord, error: Error) => {
      aside += 1;
      if (isTooMany(aside, records.length)) fail(record, error);
      else await putAside(record, `${error.name}: ${error.message}`, fail);
    };
    for (const record of records) {
      const parsed = parseSesEvent(record.body, messageTag);
      switch (parsed.kind) {
        case "feedback":
          await correlated(keysOf(parsed.feedback), () =>
            take(parsed.feedback).catch((error: unknown) =>
              isOfOneItem(error) ? setAside(record, error) : fail(record, error),
            ),
          );
          break;
        case "not-ours":
          notOurs += 1;
          break;
        case "ignored":
          break;
        case "refused":
          await putAside(record, `no SES event: ${parsed.reason}`, fail);
          break;
      }
    }
    if (notOurs > 0) logRefusal("events of mail that is not ours", { count: notOurs });
  });
}

function keysOf({ message, kind }: Feedback): LogContext {
  return { messageId: message, kind };
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
  messages: wire.messages,
  runs: wire.runs,
  wakes: wire.wakes,
});
