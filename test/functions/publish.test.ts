import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/publish.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports } from "../../src/core/ports.ts";
import type { EmittedEvent } from "../../src/core/turns/effect.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";
import { at, journey, settings } from "../core/given.ts";
import { context, queueBatch } from "./given.ts";
import { captureOutput } from "./output.ts";

const none = { batchItemFailures: [] };
const created = { "detail-type": "Object Created", reason: "PutObject" };
const deleted = {
  "detail-type": "Object Deleted",
  reason: "DeleteObject",
  "deletion-type": "Delete Marker Created",
};
/** The lifecycle rule of the bucket: a version that is no longer current has had its year. */
const oldVersionExpired = {
  "detail-type": "Object Deleted",
  reason: "Lifecycle Expiration",
  "deletion-type": "Permanently Deleted",
};

let sequence = 0x617f08299329d189n;

/** S3's event by way of EventBridge, each with a later sequencer than the one before. */
function s3Event(key: string, what: typeof created | typeof deleted = created): string {
  sequence += 1n;
  const { "detail-type": detailType, ...more } = what;
  return JSON.stringify({
    version: "0",
    id: "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": detailType,
    source: "aws.s3",
    account: "111122223333",
    time: "2026-01-05T12:00:00Z",
    region: "eu-central-1",
    resources: ["arn:aws:s3:::definitions"],
    detail: {
      version: "0",
      bucket: { name: "definitions" },
      object: {
        key,
        etag: "b1946ac92492d2347c6235b4d2611184",
        "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
        sequencer: sequence.toString(16).toUpperCase().padStart(18, "0"),
      },
      "request-id": "N4N7GDK58NMKJ12R",
      requester: "111122223333",
      ...more,
    },
  });
}

function bucket(wrap: (ports: Ports) => Ports = (ports) => ports) {
  const emitted: EmittedEvent[] = [];
  const runtime = createLocalRuntime({
    start: at("01-05 12:00"),
    noticed: (event) => emitted.push(event),
  });
  const publish = createHandler(wrap(runtime.ports));
  const texts = runtime.catalog.files.texts as Map<string, string>;
  const save = (files: Readonly<Record<string, object | string>>) => {
    for (const [path, content] of Object.entries(files)) {
      texts.set(path, typeof content === "string" ? content : JSON.stringify(content));
    }
    return Object.keys(files).map((path) => s3Event(path));
  };
  const take = (...bodies: string[]) => publish(queueBatch(...bodies), context());
  const live = () => runtime.ports.publications.live();
  return { save, take, live, texts, emitted };
}

const files = {
  "settings.json": settings({
    senders: { email: { from: "Shop <hello@shop.example.com>" } },
  }),
  "templates/hello/template.json": {},
  "templates/hello/subject.txt": "Welcome",
  "templates/hello/email.txt": "Welcome to the shop.",
  "journeys/welcome.json": journey(),
};

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("publish", () => {
  it("makes a set live that was saved as one, and says so beside the files and on the bus", async () => {
    const { save, take, live, texts, emitted } = bucket();
    expect(await take(...save(files))).toEqual(none);
    expect(await live()).toMatchObject({
      rev: 1,
      journeys: [{ journey: { name: "welcome" }, version: 1, live: true }],
    });
    expect(JSON.parse(texts.get("journeys/welcome.report.json") ?? "")).toMatchObject({
      verdict: "live",
      version: 1,
    });
    expect(emitted).toContainEqual(
      expect.objectContaining({
        type: "definition.live",
        notice: true,
        properties: expect.objectContaining({ file: "journeys/welcome.json", version: 1 }),
      }),
    );
  });

  it("makes a set live when its last file arrives, in whatever order", async () => {
    const { save, take, live } = bucket();
    const events = save(files).toReversed();
    for (const event of events) expect(await take(event)).toEqual(none);
    expect((await live())?.journeys).toMatchObject([{ version: 1, live: true }]);
  });

  it("keeps the last good version live when a bad one is saved, and says why", async () => {
    const { save, take, live, texts, emitted } = bucket();
    await take(...save(files));
    await take(...save({ "journeys/welcome.json": { ...journey(), purpose: "winbakc" } }));
    expect((await live())?.journeys).toMatchObject([{ journey: { purpose: "care" } }]);
    const report = JSON.parse(texts.get("journeys/welcome.report.json") ?? "");
    expect(report).toMatchObject({
      verdict: "refused",
      problems: [expect.stringMatching(/winback/)],
    });
    expect(emitted.at(-1)).toMatchObject({
      type: "definition.refused",
      properties: { file: "journeys/welcome.json", problems: report.problems },
    });
  });

  it("refuses a file that is no UTF-8 with its place, and keeps the last good version", async () => {
    let isSpoilt = false;
    const notUtf8 = { line: 3, byte: 118, encoding: "GB18030" } as const;
    const { save, take, live, texts } = bucket((ports) => ({
      ...ports,
      files: {
        ...ports.files,
        read: async (path) =>
          isSpoilt && path === "journeys/welcome.json" ? notUtf8 : ports.files.read(path),
      },
    }));
    await take(...save(files));
    isSpoilt = true;
    await take(...save({ "journeys/welcome.json": { ...journey(), purpose: "winback" } }));
    expect((await live())?.journeys).toMatchObject([{ journey: { purpose: "care" }, live: true }]);
    expect(JSON.parse(texts.get("journeys/welcome.report.json") ?? "")).toMatchObject({
      verdict: "refused",
      problems: [
        "journeys/welcome.json: not UTF-8 at line 3, byte 118 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8",
      ],
    });
    // Saved well again, it goes live; what was kept of it says nothing of the spoilt save.
    isSpoilt = false;
    await take(...save({ "journeys/welcome.json": { ...journey(), purpose: "winback" } }));
    expect((await live())?.journeys.filter((one) => one.live)).toMatchObject([
      { journey: { purpose: "winback" } },
    ]);
  });

  it("takes no notice of its own reports", async () => {
    const { save, take, live, emitted, texts } = bucket();
    await take(...save(files));
    const before = { rev: (await live())?.rev, emitted: emitted.length, files: texts.size };
    expect(await take(s3Event("journeys/welcome.report.json"))).toEqual(none);
    expect({ rev: (await live())?.rev, emitted: emitted.length, files: texts.size }).toEqual(
      before,
    );
  });

  it("lets nobody enter a journey whose file was deleted", async () => {
    const { save, take, live, texts } = bucket();
    await take(...save(files));
    texts.delete("journeys/welcome.json");
    expect(await take(s3Event("journeys/welcome.json", deleted))).toEqual(none);
    expect((await live())?.journeys.filter((one) => one.live)).toEqual([]);
  });

  it("says of a file that never was a definition that it is gone", async () => {
    const { save, take, texts } = bucket();
    await take(...save({ ...files, "journeys/Winback.json": journey() }));
    expect(await take(s3Event("journeys/Winback.json", deleted))).toEqual(none);
    const report = JSON.parse(texts.get("journeys/Winback.report.json") ?? "");
    expect(report).toMatchObject({ verdict: "deleted" });
  });

  it("does not take the end of an old version for a deletion", async () => {
    const { save, take, live } = bucket();
    await take(...save(files));
    expect(await take(s3Event("journeys/welcome.json", oldVersionExpired))).toEqual(none);
    expect((await live())?.journeys).toMatchObject([{ version: 1, live: true }]);
  });

  it("goes by the order of saves, not of arrival", async () => {
    const { save, take, live, texts } = bucket();
    await take(...save(files));
    texts.delete("journeys/welcome.json");
    const deletion = s3Event("journeys/welcome.json", deleted);
    await take(...save({ "journeys/welcome.json": journey({ title: "Back again" }) }));
    await take(deletion);
    expect((await live())?.journeys.find((one) => one.live)).toMatchObject({
      journey: { title: "Back again" },
    });
  });

  it("reads keys as they are, not as a URL would spell them", async () => {
    const { save, take, texts } = bucket();
    await take(...save(files));
    expect(await take(...save({ "journeys/Win+back 100%.json": journey() }))).toEqual(none);
    const report = texts.get("journeys/Win+back 100%.report.json") ?? "";
    expect(JSON.parse(report)).toMatchObject({ verdict: "refused" });
  });

  it("says the same of a save that arrives twice once", async () => {
    const { save, take, live, emitted } = bucket();
    const events = save(files);
    await take(...events);
    const { length } = emitted;
    expect(await take(...events)).toEqual(none);
    expect(emitted).toHaveLength(length);
    expect((await live())?.rev).toBe(1);
  });

  it("leaves to the queue what it can't read, and publishes the rest", async () => {
    const { save, take, live } = bucket();
    expect(await take("{oops", ...save(files))).toEqual({
      batchItemFailures: [{ itemIdentifier: "r1" }],
    });
    expect((await live())?.rev).toBe(1);
  });

  it("leaves a batch to the queue while the bucket is away", async () => {
    const { save, take } = bucket((ports) => ({
      ...ports,
      files: {
        ...ports.files,
        async read() {
          throw operationalError("FilesUnavailable", "throttled");
        },
      },
    }));
    const { batchItemFailures } = await take(...save(files));
    expect(batchItemFailures).toHaveLength(Object.keys(files).length);
  });
});
