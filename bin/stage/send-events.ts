import { setTimeout as sleep } from "node:timers/promises";
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { workSideBySide } from "../../src/aws/work-side-by-side.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { CustomerEvent } from "../../src/core/events/event.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { formatInstant, SECOND } from "../../src/core/time/instant.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import { eventSource } from "../../src/names.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";

/** What PutEvents takes at once. */
const batch = 10;
/** 4 calls of some 50 ms: 800 events a second, which small Regions take (600 calls a second). */
const atOnce = 4;
/** Tries of one batch; each is followed by a wait that is a second longer than the last. */
const tries = 5;

/** Puts events on the stage's bus as a storefront would; they are accepted within seconds. */
export async function sendEvents(
  stage: Stage,
  events: readonly CustomerEvent[],
  { error }: Pick<Streams, "error">,
): Promise<void> {
  const client = new EventBridgeClient(stage.aws);
  const bus = stage.output("BusName");
  const progress = createProgress("Sending", events.length, error);
  let sent = 0;
  const batches = Array.from({ length: Math.ceil(events.length / batch) }, (_, index) =>
    events.slice(index * batch, (index + 1) * batch).map((event) => entryOf(event, bus)),
  );
  await workSideBySide(batches, atOnce, async (entries) => {
    await putAll(client, bus, entries);
    sent += entries.length;
    progress.tell(sent, "");
  });
  progress.stop();
}

function entryOf({ id, type, customer, at, properties, profile }: CustomerEvent, bus: string) {
  const detail = { id, customer: { id: customer, ...profile }, at: formatInstant(at), properties };
  return {
    EventBusName: bus,
    Source: eventSource,
    DetailType: type,
    Detail: JSON.stringify(detail),
  };
}

/** PutEvents answers for each entry; what it did not take is put again. */
async function putAll(
  client: EventBridgeClient,
  bus: string,
  entries: readonly PutEventsRequestEntry[],
): Promise<void> {
  let left = [...entries];
  let why = "";
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await sleep(attempt * SECOND);
    const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries: left }));
    why = answers.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage ?? "";
    left = left.filter((_, index) => answers[index]?.ErrorCode !== undefined);
    if (left.length === 0) return;
  }
  throw operationalError(
    "BusUnavailable",
    `The bus ${bus} did not take ${plural(left.length, "event")} in ${plural(tries, "try", "tries")}: ${why}`,
  );
}
