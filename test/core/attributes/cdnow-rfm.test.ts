import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLearner } from "../../../src/core/attributes/learn-attribute.ts";
import type { Model } from "../../../src/core/attributes/model.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { customer, event } from "../given.ts";
import { example, setWith, valueOf } from "./given-attributes.ts";

/** The whole file by `CDNOW=…`; else the sample that is described beside it. */
const path = process.env["CDNOW"] ?? join(import.meta.dirname, "../conditions/cdnow/sample.txt");
const minutes = 60_000;

/** As it stands in the file: 19970331, and the total in cents. */
interface Row {
  readonly id: string;
  readonly date: number;
  readonly cents: number;
}

const rows: Row[] = readFileSync(path, "utf8")
  .split("\n")
  .slice(1)
  .map((line) => line.trim().split(/\s+/))
  .filter((cells) => cells.length === 4)
  .map(([id = "", date, , total]) => ({
    id,
    date: Number(date),
    cents: Math.round(Number(total) * 100),
  }));
const rowsOf = Map.groupBy(rows, ({ id }) => id);
const ids = [...rowsOf.keys()];

/** Day number of a date such as 19970331, in UTC. */
function dayOf(date: number): number {
  const text = String(date);
  return Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6)) / DAY;
}

/** Every customer after all purchases up to a day, told in the file's order. */
function play(until: number, set: ReturnType<typeof setWith>): Map<string, Customer> {
  const published = compileDefinitions(set);
  const people = new Map(ids.map((id) => [id, customer({ id })]));
  for (const { id, date, cents } of rows) {
    if (date > until) continue;
    const at = dayOf(date) * DAY + 12 * HOUR;
    const one = event("order.placed", at, { properties: { total: cents / 100 } });
    const now = dayOf(until) * DAY + 13 * HOUR;
    people.set(id, applyEvent(people.get(id) ?? customer(), one, published, now).customer);
  }
  return people;
}

/** By plain sums over the rows: `from` is the first day of the three months. */
function figuresOf(until: number, from: number) {
  return new Map(
    ids.map((id) => {
      const mine = (rowsOf.get(id) ?? []).filter(({ date }) => date <= until);
      const lately = mine.filter(({ date }) => date >= from);
      const last = Math.max(...mine.map(({ date }) => date));
      const recency = mine.length === 0 ? undefined : dayOf(until) - dayOf(last);
      const monetary = lately.reduce((sum, { cents }) => sum + cents, 0);
      return [id, { recency, frequency: lately.length, monetary }];
    }),
  );
}

/** As the rule is told: 1 is best. @param cents of three months */
function rate(days: number, orders: number, cents: number): (number | string)[] {
  const r = days <= 30 ? 1 : days <= 90 ? 2 : 3;
  const f = orders >= 5 ? 1 : orders >= 2 ? 2 : 3;
  const m = cents >= 100_000 ? 1 : cents >= 50_000 ? 2 : 3;
  const sum = r + f + m;
  return [r, f, m, sum, sum <= 5 ? "high-value" : sum <= 7 ? "potential" : "churn-risk"];
}

/** The last day, and the first of three months that end with it. */
const moments = [
  [19970331, 19970101],
  [19970630, 19970331],
  [19980630, 19980331],
] as const;

describe("RFM of real purchases", () => {
  it.each(moments)(
    "by fixed thresholds equals plain sums, at %i",
    (until, from) => {
      const set = setWith([example("rfm")]);
      const published = compileDefinitions(set);
      const people = play(until, set);
      const now = dayOf(until) * DAY + 23 * HOUR;
      const counts: Record<string, number> = {};
      for (const [id, { recency, frequency, monetary }] of figuresOf(until, from)) {
        const who = people.get(id) ?? customer();
        const of = (name: string) => valueOf(published, name, who, now);
        const found = [of("rfm.recency"), of("rfm.frequency"), of("rfm.monetary"), of("rfm.sum")];
        const expected = recency === undefined ? [] : rate(recency, frequency, monetary);
        const [band = "never bought"] = expected.slice(4);
        expect([id, ...[...found, of("rfm")].filter((one) => one !== undefined)]).toEqual([
          id,
          ...expected,
        ]);
        counts[band] = (counts[band] ?? 0) + 1;
      }
      tell(until, counts);
      expect(Object.keys(counts).length).toBeGreaterThan(1);
    },
    5 * minutes,
  );

  it.each(moments)(
    "by learned fifths equals counting who is worse, at %i",
    async (until, from) => {
      const set = setWith([
        {
          kind: "rfm",
          name: "fifths",
          event: "order.placed",
          recency: { quantiles: 5, scores: [5, 4, 3, 2, 1] },
          frequency: { within: "3mo", quantiles: 5 },
          monetary: { of: "total", within: "3mo", quantiles: 5, from: "low" },
          bands: [{ name: "best", sum: { atMost: 5 } }],
        },
      ]);
      const people = play(until, set);
      const now = dayOf(until) * DAY + 23 * HOUR;
      const model = await learn(set, people, now);
      const published = compileDefinitions({ ...set, models: [model] });
      const figures = figuresOf(until, from);
      const buyers = [...figures].filter(([, { recency }]) => recency !== undefined);
      expect(model.customers).toBe(buyers.length);

      // A part is how many fifths of all are strictly worse.
      const sorted = {
        recency: buyers.map(([, one]) => one.recency ?? 0).toSorted((a, b) => b - a),
        frequency: buyers.map(([, one]) => one.frequency).toSorted((a, b) => a - b),
        monetary: buyers.map(([, one]) => one.monetary).toSorted((a, b) => a - b),
      };
      const part = (list: readonly number[], value: number) =>
        Math.floor((5 * list.indexOf(value)) / list.length);
      const counts: Record<string, number> = {};
      for (const [id, { recency = 0, frequency, monetary }] of buyers) {
        const who = people.get(id) ?? customer();
        const of = (name: string) => valueOf(published, `fifths.${name}`, who, now);
        const r = 1 + part(sorted.recency, recency);
        const f = 5 - part(sorted.frequency, frequency);
        const m = 1 + part(sorted.monetary, monetary);
        expect([id, of("recency"), of("frequency"), of("monetary")]).toEqual([id, r, f, m]);
        for (const key of [`r${r}`, `f${f}`, `m${m}`]) counts[key] = (counts[key] ?? 0) + 1;
      }
      tell(until, counts);
      expect(counts["r5"]).toBeGreaterThan(0);
    },
    5 * minutes,
  );
});

async function learn(
  set: ReturnType<typeof setWith>,
  people: ReadonlyMap<string, Customer>,
  now: number,
): Promise<Model> {
  const published = compileDefinitions(set);
  const [attribute] = set.attributes ?? [];
  const learner = attribute && createLearner(attribute, undefined, published);
  if (learner === undefined) throw new RangeError("nothing to learn");
  const about = { now, today: published.today(now), zone: published.settings.zone };
  for (const who of people.values()) learner.see({ customer: who, ...about });
  const learned = await learner.learn(now);
  if (learned.kind === "refused") throw new Error(learned.reason);
  return learned.model;
}

function tell(until: number, counts: Readonly<Record<string, number>>): void {
  if (process.env["CDNOW"] === undefined) return;
  const sorted = Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(until, `${ids.length} customers`, Object.fromEntries(sorted));
}
