import * as z from "zod/mini";
import { correlated } from "../src/aws/correlation.ts";
import { findEnvironment } from "../src/aws/env.ts";
import { type QueueRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { readBody } from "../src/aws/handler/read-input.ts";
import { logHandled } from "../src/aws/log.ts";
import { count } from "../src/aws/metrics.ts";
import * as wire from "../src/aws/wire.ts";
import type { Ports } from "../src/core/ports.ts";
import type { Verdict } from "../src/core/publishing/verdict.ts";
import { createPublishFiles, type PublishPorts, type Save } from "../src/flows/publish-files.ts";
import { tellVerdict } from "../src/flows/tell-verdict.ts";

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * Unlike in S3's own notifications the key is not URL-encoded.
 */
const s3Event = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.enum(["Object Created", "Object Deleted"]),
  detail: z.object({
    object: z.object({
      key: z.string().check(z.minLength(1)),
      sequencer: z.string().check(z.minLength(1)),
      "version-id": z.optional(z.string()),
    }),
    "deletion-type": z.optional(z.string()),
  }),
});

/** Checks and publishes what was saved, a batch as one, and tells the bus of what is news. */
export function createHandler(ports: PublishPorts & Pick<Ports, "bus">) {
  const publishFiles = createPublishFiles(ports);
  return queueHandler(async (records, fail) => {
    const saved: { record: QueueRecord; save: Save }[] = [];
    for (const record of records) {
      try {
        saved.push({ record, save: saveOf(readBody("an S3 event", s3Event, record.body)) });
      } catch (error) {
        fail(record, error);
      }
    }
    try {
      const news = await publishFiles(saved.map(({ save }) => save));
      for (const verdict of news) {
        await tellVerdict(verdict, ports);
        correlated({ file: verdict.path }, () => note(verdict));
      }
    } catch (error) {
      for (const { record, save } of saved) {
        correlated({ file: save.path }, () => fail(record, error));
      }
    }
  });
}

function note({ verdict }: Verdict): void {
  if (verdict === "refused") count("FilesRefused");
  logHandled("a verdict", { status: verdict });
}

/**
 * Whoever deletes a file leaves a marker. A version that is deleted for good is mostly an old one
 * whose year is over: the file itself is still there, or its deletion was told before.
 */
function saveOf(event: z.infer<typeof s3Event>): Save {
  const { object, "deletion-type": deletion } = event.detail;
  const save = { path: object.key, sequence: object.sequencer };
  const isOldVersion = deletion === "Permanently Deleted" && object["version-id"] !== undefined;
  const isDeletion = event["detail-type"] === "Object Deleted" && !isOldVersion;
  return isDeletion ? { ...save, deleted: true } : save;
}

export const handler = createHandler({
  get stage() {
    return {
      defaultZone: findEnvironment("defaultZone"),
      sender: findEnvironment("senderIdentity"),
    };
  },
  backfillRuns: wire.backfillRuns,
  backfills: wire.backfills,
  bus: wire.bus,
  clock: wire.clock,
  customers: wire.customers,
  files: wire.files,
  publications: wire.publications,
});
