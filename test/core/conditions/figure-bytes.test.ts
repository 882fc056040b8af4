import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { itemBytes, valueBytes } from "../../../bench/dynamodb-units.ts";
import { toItem } from "../../../src/aws/item.ts";
import { figureBytes, figuresBound, itemBound } from "../../../src/core/conditions/figure-bytes.ts";
import type { Track } from "../../../src/core/conditions/tracks.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import { segment } from "../../../src/core/definitions/segment.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { readFolder } from "../../../src/local/read-folder.ts";
import { at, customer, definitions, event } from "../given.ts";
import { now, shopFiles } from "../publishing/shop-files.ts";
import { publish } from "./ask.ts";

const ended = at("06-30 12:00");
const fiveYears = 1826;

/** A customer to whom everything that is tracked happens every day. */
function live(days: number, every: number, published: Definitions, say: Say): Customer {
  let who = customer();
  for (let day = days - 1; day >= 0; day -= every) {
    for (const type of published.tracks.keys()) {
      const when = ended - day * DAY;
      const one = event(type, when, { id: `${type}-${day}`, properties: say(day) });
      who = applyEvent(who, one, published, when).customer;
    }
  }
  return who;
}
type Say = (day: number) => Readonly<Record<string, string | number>>;

/** 30 letters of Chinese, 16 different ones. */
const longName = (day: number) => `${day % 16}${"类".repeat(28)}`;
const shelves = ["母婴", "家居", "美妆", "食品饮料", "图书"];

describe("the bytes of a figure", () => {
  const order = { event: "order.placed" };
  const [ever, year]: Condition[][] = [
    [
      { ...order, count: { atLeast: 1 } },
      { ...order, first: { of: "category", is: "a" } },
      { ...order, favourite: { of: "category", is: "a" } },
      { ...order, min: { of: "total", atMost: 3 } },
    ],
    [
      { event: "login", within: "5y" },
      { event: "login", within: "72h", where: { total: { above: 0 } } },
      { ...order, within: "2y", sum: { of: "total", atLeast: 1 } },
      { ...order, within: "1y", min: { of: "total", atMost: 3 } },
    ],
  ];

  it.each<[string, Say]>([
    ["random sums", (day) => ({ total: ((day * 7919) % 750_000) / 100, category: longName(day) })],
    ["sums that rise", (day) => ({ total: 7000 - day, category: longName(day) })],
    [
      "sums that swing less and less",
      (day) => ({ total: 3000 + (day % 2 === 0 ? day : -day), category: longName(day) }),
    ],
  ])("of a customer with daily events are at most what is foretold: %s", (_, say) => {
    const published = publish({ all: [...(ever ?? []), ...(year ?? [])] }).definitions;
    const { figures } = live(fiveYears, 1, published, say);
    const tracks = [...published.tracks.values()].flat();
    expect(Object.keys(figures).length).toBe(tracks.length);
    const bytesOf = ({ id }: Track) => valueBytes({ M: toItem({ [id]: figures[id] }) }) - 3;
    for (const track of tracks) expect(bytesOf(track)).toBeLessThanOrEqual(figureBytes(track));
    // No looser than it must be: of others texts are shorter here than the longest.
    const daily = tracks.filter(({ days, keep }) => days > 31 && keep === undefined);
    expect(daily).toHaveLength(2);
    for (const track of daily) expect(bytesOf(track)).toBeGreaterThan(0.9 * figureBytes(track));
  });
});

describe("a customer of the shop that ships", () => {
  const folder = join(import.meta.dirname, "../../../examples/segments");
  const segments = [...readFolder(folder).values()].map((text) =>
    segment.parse(typeof text === "string" ? JSON.parse(text) : text),
  );
  const published = definitions([], {}, segments);
  const say: Say = (day) => ({
    total: 50 + ((day * 7919) % 100_000) / 100,
    items: 1,
    category: shelves[day % 5] ?? "",
  });
  /** At rest: what the latest events did is kept for three hours. */
  const bytes = (who: Customer) => itemBytes(toItem({ ...who, said: [] }));

  it("takes at most 16 KB with five years of everything every day", () => {
    expect([...published.tracks.values()].flat().length).toBeGreaterThan(9);
    expect(bytes(live(fiveYears, 1, published, say))).toBeLessThan(itemBound);
  }, 30_000);

  it("takes at most 2 KB with one of each event a month for a year", () => {
    expect(bytes(live(360, 30, published, say))).toBeLessThan(2048);
  });
});

describe("a set of conditions that asks for more than an item should hold", () => {
  const sums = (count: number, within: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `segments/s${n}.json`,
        { name: `s${n}`, when: { event: `e.v${n}`, within, sum: { of: "total", above: 1 } } },
      ]),
    );
  const told = (files: Readonly<Record<string, object>>) =>
    checkFiles(shopFiles(files), { now }).problems;

  it("is taken with advice where the longest windows are", () => {
    expect(told(sums(2, "4y"))).toEqual([]);
    const problems = told(sums(2, "5y"));
    expect(problems.map(({ path, place, severity }) => [path, place, severity])).toEqual([
      ["segments/s0.json", "when", "advice"],
      ["segments/s1.json", "when", "advice"],
    ]);
    expect(problems[0]?.message).toBe(
      "1860 days of e.v0 take up to 7.3 KB in each customer, all conditions together 14.8 KB of " +
        "the 14.0 KB that keep an event cheap; a shorter window takes less",
    );
    expect(figuresBound / 1024).toBe(14);
  });

  it("is refused where a window reaches beyond what is taken at all", () => {
    expect(told(sums(1, "61mo")).map(({ message }) => message)).toEqual([
      '"61mo" reaches further back than events are taken; write "5y" or less',
    ]);
    const trend = { name: "t", when: { trend: { event: "login" }, within: "31mo", down: "50%" } };
    expect(told({ "segments/t.json": trend }).map(({ message }) => message)).toEqual([
      'with the window before it "31mo" reaches further back than 5y; write "30mo" or less',
    ]);
  });
});
