import { beforeEach, describe, expect, it } from "vitest";
import { createPublishFiles, type Save } from "../../../src/flows/publish-files.ts";
import { createLocalBackfills } from "../../../src/local/backfills.ts";
import { createLocalCatalog, type LocalCatalog } from "../../../src/local/catalog.ts";
import { createLocalCustomers } from "../../../src/local/customers.ts";
import { goodJourney, now, shopFiles, withJourney } from "./shop-files.ts";

/** A shop that has no customer yet. */
const others = {
  clock: { now: () => now },
  customers: createLocalCustomers(),
  backfills: createLocalBackfills(),
  backfillRuns: { start: async () => undefined },
};
const journeyPath = "journeys/winback.json";
const reportOf = "journeys/winback.report.json";

let local: LocalCatalog;
let sequence: number;

beforeEach(() => {
  local = createLocalCatalog();
  sequence = 0;
});

function publishFiles(saves: readonly Save[]) {
  return createPublishFiles({ ...others, ...local })(saves);
}

/** Writes files as a person does; their notices come with rising sequencers. */
async function save(files: Iterable<readonly [string, string]>): Promise<Save[]> {
  const saves: Save[] = [];
  for (const [path, text] of files) {
    await local.files.write(path, text);
    sequence += 1;
    saves.push({ path, sequence: `0${sequence.toString(16)}` });
  }
  return saves;
}

function report(path = reportOf): Record<string, unknown> {
  return JSON.parse(local.files.texts.get(path) ?? "{}") as Record<string, unknown>;
}

describe("publishFiles", () => {
  it("makes a set live whose files arrive one by one, and says how things stand beside each", async () => {
    const files = [...shopFiles()].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const told: string[] = [];
    for (const file of files) {
      for (const { path, verdict } of await publishFiles(await save([file]))) {
        told.push(`${path} ${verdict}`);
      }
    }
    expect(told).toEqual([
      `${journeyPath} waiting`,
      "segments/no-order.json waiting",
      `${journeyPath} waiting`,
      "settings.json live",
      "segments/no-order.json live",
      `${journeyPath} waiting`,
      "templates/winback-offer/template.json waiting",
      `${journeyPath} waiting`,
      "templates/winback-offer/template.json live",
      `${journeyPath} live`,
    ]);
    const live = await local.publications.live();
    expect(live?.journeys).toMatchObject([{ version: 1, live: true }]);
    expect(report()).toEqual({
      file: journeyPath,
      verdict: "live",
      version: 1,
      text: "Version 1 is live.",
      stepsNamedForYou: { "steps[1]": "after-coupon" },
    });
  });

  it("keeps the last good version and tells what is wrong with the new one", async () => {
    await publishFiles(await save(shopFiles()));
    const files = withJourney({ purpose: "winbck" });
    const news = await publishFiles(await save([[journeyPath, files.get(journeyPath) ?? ""]]));
    expect(news).toMatchObject([{ path: journeyPath, verdict: "refused", version: 1 }]);
    expect(report()).toMatchObject({
      verdict: "refused",
      version: 1,
      problems: [
        'journeys/winback.json · purpose: no purpose "winbck" in settings.json; did you mean "winback"?',
      ],
    });
    expect((await local.publications.live())?.rev).toBe(1);
  });

  it("does nothing a second time for a notice that comes twice", async () => {
    const saves = await save(shopFiles());
    await publishFiles(saves);
    expect(await publishFiles(saves)).toEqual([]);
    expect((await local.publications.live())?.rev).toBe(1);
  });

  it("lets a notice that comes late not undo a newer save", async () => {
    await publishFiles(await save(shopFiles()));
    const deleted = { path: journeyPath, sequence: "00", deleted: true };
    expect(await publishFiles([deleted])).toEqual([]);
    expect((await local.publications.live())?.journeys).toMatchObject([{ live: true }]);
  });

  it("writes a report that was lost, with the next save", async () => {
    await publishFiles(await save(shopFiles()));
    await local.files.write(reportOf, "lost");
    const vip = { name: "vip", when: { tag: "vip" } };
    await publishFiles(await save([["segments/vip.json", JSON.stringify(vip)]]));
    expect(report()).toMatchObject({ verdict: "live", version: 1 });
  });

  it("takes no notice of its own reports", async () => {
    expect(await publishFiles([{ path: reportOf, sequence: "01" }])).toEqual([]);
    expect(await local.publications.files()).toEqual([]);
  });

  it("tells of a file at a path that nothing is published from, without reading it", async () => {
    const [news] = await publishFiles([{ path: "journey/winback.json", sequence: "01" }]);
    expect(news).toMatchObject({ verdict: "refused" });
    expect(report("journey/winback.json.report.json")).toMatchObject({
      problems: [
        'journey/winback.json: nothing is published from here; did you mean "journeys/winback.json"?',
      ],
    });
  });

  it("ends a journey whose file is deleted", async () => {
    await publishFiles(await save(shopFiles()));
    await publishFiles([{ path: journeyPath, sequence: "1", deleted: true }]);
    expect((await local.publications.live())?.journeys).toMatchObject([
      { version: 1, live: false },
    ]);
    expect(report()).toMatchObject({ verdict: "deleted" });
  });

  it("keeps so much of a huge file as shows that it is too large", async () => {
    await publishFiles(await save([[journeyPath, "字".repeat(1_000_000)]]));
    const [kept] = await local.publications.files();
    const size = Buffer.byteLength(kept?.text ?? "");
    expect(size).toBeGreaterThan(256 * 1024);
    expect(size).toBeLessThanOrEqual(256 * 1024 + 4);
    expect(report()).toMatchObject({ verdict: "refused" });
  });

  it("plans again when another publish came first, on top of what that made live", async () => {
    await publishFiles(await save(shopFiles()));
    let overtaken = false;
    const racing: LocalCatalog = {
      ...local,
      publications: {
        ...local.publications,
        async goLive(before, next) {
          if (!overtaken) {
            overtaken = true;
            const vip = { name: "vip", when: { tag: "vip" } };
            await publishFiles(await save([["segments/vip.json", JSON.stringify(vip)]]));
          }
          return local.publications.goLive(before, next);
        },
      },
    };
    const changed = JSON.stringify({ ...goodJourney, priority: 3 });
    await createPublishFiles({ ...others, ...racing })(await save([[journeyPath, changed]]));
    const live = await local.publications.live();
    expect(live?.segments.map(({ name }) => name)).toEqual(["no-order", "vip"]);
    expect(live?.journeys).toMatchObject([{ version: 1 }, { version: 2, live: true }]);
  });

  it("gives up when others never stop, and says what to do", async () => {
    const busy = { ...local.publications, goLive: async () => false };
    const saves = await save(shopFiles());
    await expect(
      createPublishFiles({ ...others, ...local, publications: busy })(saves),
    ).rejects.toMatchObject({
      name: "CatalogUnavailable",
    });
  });
});
