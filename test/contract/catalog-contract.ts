import { describe, expect, it } from "vitest";
import type { Clock, Ports } from "../../src/core/ports.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { definitionSet, journeyOf, manualClock } from "./records.ts";

export type CatalogPorts = Pick<Ports, "catalog" | "publications">;

/** What every catalog keeps to. @param create a new and empty one */
export function catalogContract(create: (clock: Clock) => Promise<CatalogPorts>): void {
  const fresh = () => create(manualClock());

  describe("publishing", () => {
    it("has nothing live at first, and says so", async () => {
      const { catalog, publications } = await fresh();
      expect(await publications.live()).toBeUndefined();
      await expect(catalog.definitions()).rejects.toMatchObject({ name: "CatalogUnavailable" });
    });

    it("makes a set live, whole", async () => {
      const { publications } = await fresh();
      const set = definitionSet(1);
      expect(await publications.goLive(0, set)).toBe(true);
      expect(await publications.live()).toEqual(set);
    });

    it("keeps attributes and what they have learned with the rest", async () => {
      const { catalog, publications } = await fresh();
      const when = { event: "order.placed" };
      const stages = [{ name: "buyer", when }];
      const life = { kind: "lifecycle", name: "life", stages } as const;
      const about = { name: "life", version: 3, at: 5, customers: 9, rev: 1, from: "words" };
      const model = { kind: "rfm", ...about, thresholds: { recency: [30, 90.5] } } as const;
      const set = definitionSet(1, { attributes: [{ ...life, stages }], models: [model] });
      await publications.goLive(0, set);
      expect(await publications.live()).toEqual(set);
      const { computed, segments } = await catalog.definitions();
      expect([...computed.keys()]).toEqual(["life"]);
      expect(segments.map(({ name }) => name)).toContain("life.buyer");
    });

    it("keeps the figures that are filled in for what waits", async () => {
      const { catalog, publications } = await fresh();
      const where = { total: { atLeast: 100 } };
      const wanted = { event: "order.placed", where, of: "total", days: 180, recent: false };
      const since = { rev: 1, at: 5 };
      const figure = { ...wanted, id: "order.placed#a1b2c3", since, ready: false };
      const set = definitionSet(1, { figures: [figure] });
      await publications.goLive(0, set);
      expect(await publications.live()).toEqual(set);
      const tracks = (await catalog.definitions()).tracks.get("order.placed");
      expect(tracks?.some(({ days, of }) => days === 180 && of === "total")).toBe(true);
    });

    it("keeps the rules that a version was published under", async () => {
      const { catalog, publications } = await fresh();
      const older = { journey: journeyOf("winback"), version: 1, live: false, rules: 1 };
      const newer = { journey: journeyOf("winback", { priority: 1 }), version: 2, live: true };
      const set = definitionSet(1, { journeys: [older, newer] });
      await publications.goLive(0, set);
      expect(await publications.live()).toEqual(set);
      const definitions = await catalog.definitions();
      const rules = [1, 2].map((version) => definitions.journey("winback", version)?.rules);
      expect(rules).toEqual([1, 2]);
    });

    it("hands out what is live, compiled once", async () => {
      const { catalog, publications } = await fresh();
      await publications.goLive(0, definitionSet(1));
      const definitions = await catalog.definitions();
      expect(definitions.rev).toBe(1);
      expect(definitions.live.get("winback")?.version).toBe(1);
      expect(definitions.templates.get("winback-offer")?.parts["subject.txt"]).toBe("想你了 💌");
      expect(await catalog.definitions()).toBe(definitions);
    });

    it("is seen everywhere after 30 s", async () => {
      const clock = manualClock();
      const { catalog, publications } = await create(clock);
      await publications.goLive(0, definitionSet(1));
      await catalog.definitions();
      await publications.goLive(1, definitionSet(2));
      clock.at += 30 * SECOND;
      expect((await catalog.definitions()).rev).toBe(2);
    });

    it("is lost to another publish that came first, and changes nothing then", async () => {
      const { publications } = await fresh();
      await publications.goLive(0, definitionSet(1));
      const winner = definitionSet(2, { segments: [] });
      const loser = definitionSet(2, { templates: [] });
      expect(await publications.goLive(1, winner)).toBe(true);
      expect(await publications.goLive(1, loser)).toBe(false);
      expect(await publications.goLive(0, loser)).toBe(false);
      expect(await publications.live()).toEqual(winner);
    });

    it("at the same moment has one winner, whose definitions alone are live", async () => {
      const { publications } = await fresh();
      for (const before of [0, 1, 2]) {
        const sets = Array.from({ length: 8 }, (_, nth) => racingSet(before + 1, nth));
        const won = await Promise.all(sets.map((set) => publications.goLive(before, set)));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await publications.live()).toEqual(sets[won.indexOf(true)]);
      }
    });

    it("keeps the older versions of a journey that a set still names", async () => {
      const { catalog, publications } = await fresh();
      const versions = [1, 2, 3].map((version) => ({
        journey: journeyOf("winback", { description: `version ${version}` }),
        version,
        live: version === 3,
      }));
      await publications.goLive(0, definitionSet(1, { journeys: versions.slice(0, 1) }));
      await publications.goLive(1, definitionSet(2, { journeys: versions }));
      const definitions = await catalog.definitions();
      for (const { version, journey } of versions) {
        expect(definitions.journey("winback", version)?.definition).toEqual(journey);
      }
      expect(definitions.live.get("winback")?.version).toBe(3);
    });
  });

  describe("saved files", () => {
    it("are kept by path, any text and none", async () => {
      const { publications } = await fresh();
      const files = [
        { path: "journeys/winback.json", text: '{"name":"winback"}', sequence: "0A" },
        { path: "templates/empty/sms.txt", text: "", sequence: "0C" },
        { path: "templates/生日/email.zh-CN.html", text: "<p>生日快乐 🎂</p>", sequence: "0B" },
        {
          path: "templates/生日/sms.txt",
          text: "",
          notUtf8: { line: 3, byte: 118, encoding: "GB18030" as const },
          sequence: "0D",
        },
      ];
      for (const file of files) expect(await publications.keep(file)).toBe(true);
      const found = await publications.files();
      expect(found.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(files);
    });

    it("give way to newer saves only, and a save that comes twice is kept twice", async () => {
      const { publications } = await fresh();
      const save = (text: string, sequence: string) =>
        publications.keep({ path: "settings.json", text, sequence });
      expect(await save("second", "00A1F0")).toBe(true);
      expect(await save("first", "00A1EF")).toBe(false);
      expect(await save("second", "00A1F0")).toBe(true);
      expect(await save("third", "00A1F000000B")).toBe(true);
      expect(await save("late", "00A1F0")).toBe(false);
      expect(await save("fourth", "00A1F1")).toBe(true);
      expect(await publications.files()).toEqual([
        { path: "settings.json", text: "fourth", sequence: "00A1F1" },
      ]);
    });

    it("may be deleted and come back", async () => {
      const { publications } = await fresh();
      const path = "segments/regulars.json";
      await publications.keep({ path, text: "{}", sequence: "01" });
      await publications.keep({ path, text: "", sequence: "02", deleted: true });
      expect(await publications.files()).toEqual([
        { path, text: "", sequence: "02", deleted: true },
      ]);
      await publications.keep({ path, text: "{ }", sequence: "03" });
      expect(await publications.files()).toEqual([{ path, text: "{ }", sequence: "03" }]);
    });

    it("are not live by being saved", async () => {
      const { publications } = await fresh();
      await publications.keep({ path: "settings.json", text: "{}", sequence: "01" });
      expect(await publications.live()).toBeUndefined();
    });
  });
}

/** All make the same version of the same journey, each with a content of its own. */
function racingSet(rev: number, nth: number) {
  const journey = journeyOf("winback", { description: `by racer ${nth}` });
  const parts = { "sms.txt": `racer ${nth}` };
  return definitionSet(rev, {
    journeys: [{ journey, version: rev, live: true }],
    templates: [{ name: "winback-offer", header: {}, parts }],
  });
}
