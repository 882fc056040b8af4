import { correlated, type LogContext } from "../src/aws/correlation.ts";
import { isNamed } from "../src/aws/failure.ts";
import { queueHandler } from "../src/aws/handler/queue-handler.ts";
import { logHandled, logRefusal } from "../src/aws/log.ts";
import { watchMessages } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { operationalError } from "../src/core/errors.ts";
import type { Feedback } from "../src/core/messages/feedback.ts";
import { parseSesEvent } from "../src/core/messages/parse-ses-event.ts";
import type { Ports } from "../src/core/ports.ts";
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
  | "enrollments"
  | "events"
  | "messages"
  | "runs"
  | "wakes"
>;

/** Takes in what SES reports of email: twice, out of order, and of mail that is not ours. */
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

  return queueHandler(async (records, fail) => {
    let notOurs = 0;
    for (const record of records) {
      const parsed = parseSesEvent(record.body, messageTag);
      switch (parsed.kind) {
        case "feedback":
          await correlated(keysOf(parsed.feedback), () =>
            take(parsed.feedback).catch((error: unknown) => fail(record, error)),
          );
          break;
        case "not-ours":
          notOurs += 1;
          break;
        case "ignored":
          break;
        case "refused":
          fail(record, operationalError("EventRefused", `no SES event: ${parsed.reason}`));
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
  enrollments: wire.enrollments,
  events: wire.events,
  messages: wire.messages,
  runs: wire.runs,
  wakes: wire.wakes,
});
