import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { planPublish } from "../../../src/core/publishing/plan-publish.ts";
import { markReady } from "../../../src/core/publishing/prepare-figures.ts";
import { reportFor } from "../../../src/core/publishing/verdict.ts";
import { journeyPath, plan, publish, saved, told, verdictOf } from "./plan-shop.ts";
import { goodJourney, now, send, shopFiles, withJourney, withSettings } from "./shop-files.ts";

const segmentPath = "segments/loyal.json";
const loyal = (days: string) => ({
  [segmentPath]: {
    name: "loyal",
    when: { event: "order.placed", within: days, count: { atLeast: 5 } },
  },
});
const figure = (set: DefinitionSet | undefined) => set?.figures?.[0];

describe("a definition that asks for more than is counted", () => {
  it("stays out of what is live while its figures are filled in, and says so", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(shopFiles(loyal("180d"))), live);
    expect(result.next?.rev).toBe(2);
    expect(result.next?.segments.map(({ name }) => name)).toEqual(["no-order"]);
    expect(result.next?.figures).toEqual([
      {
        id: "order.placed",
        event: "order.placed",
        days: 180,
        recent: false,
        since: { rev: 2, at: now },
        ready: false,
        widens: true,
      },
    ]);
    expect(told(verdictOf(result, segmentPath))).toEqual([
      "preparing",
      "Preparing: counts of order.placed over 180 days are being filled in from history; live by itself after that. Nothing is live under this name yet.",
      `${segmentPath}: counts of order.placed over 180 days are being filled in from history`,
    ]);
  });

  it("says that nested values of earlier events are counted only where they were kept", () => {
    const live = publish(saved(shopFiles()));
    const tea = { name: "loyal", when: { event: "order.placed", where: { "items.sku": "T-1" } } };
    const result = plan(saved(shopFiles({ [segmentPath]: tea })), live);
    expect(told(verdictOf(result, segmentPath)).at(-1)).toBe(
      `${segmentPath}: counts of order.placed where {"items.sku":"T-1"} are being filled in from history; ` +
        'of an event that came before anything read "items.sku" nothing nested is kept, so it does not count',
    );
  });

  it("has its figures counted from then on, as wide as it asks", () => {
    const live = publish(saved(shopFiles()));
    const { next } = plan(saved(shopFiles(loyal("180d"))), live);
    const days = (set: DefinitionSet) =>
      compileDefinitions(set)
        .tracks.get("order.placed")
        ?.map((track) => track.days);
    expect(days(live)).toEqual([30]);
    expect(next && days(next)).toEqual([180]);
  });

  it("goes live by itself once they are filled in, and nothing is prepared any more", () => {
    const live = publish(saved(shopFiles()));
    const files = saved(shopFiles(loyal("180d")));
    const preparing = plan(files, live).next ?? live;
    expect(plan(files, preparing).next).toBeUndefined();
    const result = plan(files, markReady(preparing, 2));
    expect(result.next?.segments.map(({ name }) => name)).toEqual(["loyal", "no-order"]);
    expect(result.next?.figures).toBeUndefined();
    expect(verdictOf(result, segmentPath).verdict).toBe("live");
    expect(plan(files, result.next).next).toBeUndefined();
  });

  it("tells how far it is", () => {
    const live = publish(saved(shopFiles()));
    const files = saved(shopFiles(loyal("180d")));
    const preparing = plan(files, live).next;
    const result = planPublish({ files, live: preparing, now, filled: 4200 });
    expect(JSON.parse(reportFor(verdictOf(result, segmentPath)))).toMatchObject({
      verdict: "preparing",
      text: "Preparing: counts of order.placed over 180 days are being filled in from history (4,200 customers so far); live by itself after that. Nothing is live under this name yet.",
    });
  });

  it("keeps back who names it, and nobody else", () => {
    const live = publish(saved(shopFiles()));
    const care = { ...goodJourney, name: "care", entry: { on: "customer.dormant" } };
    const files = shopFiles({
      ...loyal("180d"),
      [journeyPath]: { ...goodJourney, entry: { ...goodJourney.entry, if: { segment: "loyal" } } },
      "journeys/care.json": care,
    });
    const result = plan(saved(files), live);
    expect(verdictOf(result, journeyPath)).toMatchObject({ verdict: "preparing", version: 1 });
    expect(verdictOf(result, "journeys/care.json").verdict).toBe("live");
  });

  it("leaves its last good version live", () => {
    const live = publish(saved(shopFiles(loyal("20d"))));
    const result = plan(saved(shopFiles(loyal("60d"))), live);
    expect(result.next?.segments.find(({ name }) => name === "loyal")?.when).toMatchObject({
      within: "20d",
    });
    expect(verdictOf(result, segmentPath).text).toMatch(/The last good one stays live\.$/);
  });

  it("begins anew where a wider window is asked for meanwhile, and goes on where a narrower one is", () => {
    const live = publish(saved(shopFiles()));
    const first = plan(saved(shopFiles(loyal("90d"))), live).next ?? live;
    const narrower = plan(saved(shopFiles(loyal("60d"))), first);
    expect(figure(narrower.next ?? first)).toMatchObject({ days: 90, since: { rev: 2 } });
    const wider = plan(saved(shopFiles(loyal("180d"))), markReady(first, 2));
    expect(figure(wider.next)).toMatchObject({ days: 180, since: { rev: 3 }, ready: false });
  });

  it("is forgotten when its file goes", () => {
    const live = publish(saved(shopFiles()));
    const preparing = plan(saved(shopFiles(loyal("180d"))), live).next;
    const { next } = plan(saved(shopFiles(loyal("180d")), segmentPath), preparing);
    expect(next?.figures).toBeUndefined();
  });

  it("is not prepared for a file that is refused or waits for another", () => {
    const live = publish(saved(shopFiles()));
    const entry = { on: "login", if: { event: "login", within: "7d", count: { atLeast: 3 } } };
    const files = withJourney({
      entry,
      steps: [{ ...send, template: "none" }],
    });
    const result = plan(saved(files), live);
    expect(result.next).toBeUndefined();
    expect(told(verdictOf(result, journeyPath))).toContain("waiting");
  });

  it("goes live at once while there is no customer; what the first seconds bring is filled in all the same", () => {
    const live = publish(saved(shopFiles()));
    const files = saved(shopFiles(loyal("180d")));
    const result = planPublish({ files, live, now, nobody: true });
    expect(verdictOf(result, segmentPath).verdict).toBe("live");
    expect(figure(result.next)).toMatchObject({ id: "order.placed", ready: false });
    expect(planPublish({ files, live: result.next, now }).next).toBeUndefined();
    const ready = markReady(result.next ?? live, 2);
    expect(plan(files, ready).next).toMatchObject({ rev: 3 });
    expect(plan(files, ready).next?.figures).toBeUndefined();
  });
});

describe("the shop's zone", () => {
  it("stays once days are counted by it", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(withSettings({ zone: "Europe/Paris" })), live);
    expect(told(verdictOf(result, "settings.json"))).toEqual([
      "refused",
      "Refused: one problem. The last good one stays live.",
      "settings.json · zone: stays Asia/Shanghai: days that customers' events are counted by are days of this zone",
    ]);
  });

  it("may change before there is a customer", () => {
    const live = publish(saved(shopFiles()));
    const files = saved(withSettings({ zone: "Europe/Paris" }));
    const { next } = planPublish({ files, live, now, nobody: true });
    expect(next?.settings.zone).toBe("Europe/Paris");
  });
});
