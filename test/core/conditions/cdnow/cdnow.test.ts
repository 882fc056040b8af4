import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyEvent } from "../../../../src/core/events/apply-event.ts";
import { DAY, HOUR } from "../../../../src/core/time/instant.ts";
import { customer, event } from "../../given.ts";
import { publish } from "../ask.ts";
import { compileMeasures, findDifferences } from "../compare.ts";
import { everyMeasure, type Fact } from "../recount.ts";

/** The whole file by `CDNOW=…`; else the sample that is described beside it. */
const path = process.env["CDNOW"] ?? join(import.meta.dirname, "sample.txt");
const minutes = 60_000;

/** Orders by customer, each at noon of its day. */
function readOrders(): Map<string, Fact[]> {
  const orders = new Map<string, Fact[]>();
  for (const line of readFileSync(path, "utf8").split("\n").slice(1)) {
    const [id, date, shelf, total] = line.trim().split(/\s+/);
    if (id === undefined || date === undefined) continue;
    const [, year, month, dayOfMonth] = /^(\d{4})(\d\d)(\d\d)$/.exec(date) ?? [];
    const day = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)) / DAY;
    const fact = { type: "order.placed", at: day * DAY + 12 * HOUR, day, hour: 12 };
    const said = { total: Number(total), shelf: Number(shelf) };
    orders.set(id, [...(orders.get(id) ?? []), { ...fact, ...said }]);
  }
  return orders;
}

/** January 1997 to June 1998. */
const monthEnds = Array.from({ length: 18 }, (_, n) => Date.UTC(1997, n + 1, 0) / DAY);

describe("figures of real purchases", () => {
  it(
    "equal a recount for every customer at the end of every month",
    () => {
      const windows = { days: ["30d", "3mo", "1y"], hours: ["72h"] };
      const list = everyMeasure(windows, (at) => Math.floor(at / DAY));
      const { all, measures } = compileMeasures(list);
      const { definitions } = publish(all);
      const orders = readOrders();
      const kept = new Map([...orders.keys()].map((id) => [id, customer({ id })]));
      let counted = 0;
      let compared = 0;
      const wrong: string[] = [];
      for (const [nth, today] of monthEnds.entries()) {
        const asked = { now: today * DAY + 23 * HOUR, today, zone: "UTC" };
        for (const [id, bought] of orders) {
          let who = kept.get(id) ?? customer();
          const known = bought.filter(({ day }) => day <= today);
          for (const { at, day, total = 0, shelf = 0 } of known) {
            if (day <= (monthEnds[nth - 1] ?? 0)) continue;
            const one = event("order.placed", at, { properties: { total, shelf } });
            who = applyEvent(who, one, definitions, at).customer;
            counted += 1;
          }
          kept.set(id, who);
          const differences = findDifferences(measures, who, known, asked);
          if (differences.length > 0) wrong.push([id, today, ...differences].join(" "));
          compared += measures.length;
        }
      }
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(counted).toBe([...orders.values()].flat().length);
      expect(compared).toBe(orders.size * monthEnds.length * list.length);
      if (process.env["CDNOW"] !== undefined) {
        console.log(`${orders.size} customers, ${counted} orders, ${compared} figures compared`);
      }
    },
    30 * minutes,
  );
});
