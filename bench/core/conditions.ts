import { compileCondition } from "../../src/core/conditions/compile-condition.ts";
import type { Subject } from "../../src/core/conditions/subject.ts";
import { createTracks } from "../../src/core/conditions/tracks.ts";
import type { Condition } from "../../src/core/definitions/condition.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { localDay } from "../../src/core/time/zone.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { measureRate } from "./measure-rate.ts";

/** Checks of compiled conditions over many customers: `attributes` or `window` by argument. */
const now = Date.UTC(2026, 10, 2, 9);
const zone = "Europe/Berlin";
const today = localDay(now, zone);

const sixAttributes: Condition = {
  all: [
    { attribute: "city", in: ["Hamburg", "Berlin", "Leipzig"] },
    { attribute: "tier", isNot: "banned" },
    { attribute: "age", between: [18, 65] },
    { attribute: "spent", atLeast: 100 },
    { attribute: "favouriteBrands", contains: "norden" },
    { attribute: "visits", above: 3 },
  ],
};
const orderWindow: Condition = {
  event: "order.placed",
  within: "30d",
  count: { atLeast: 2 },
  sum: { of: "total", atLeast: 300 },
};

/** An order every fourth day of the last 60, dearer for some than for others. */
function orders(n: number): number[] {
  return Array.from({ length: 15 }, (_, day) => [today - 56 + 4 * day, 1, 30 + (n % 40)]).flat();
}

const what = process.argv[2];
const condition = what === "window" ? orderWindow : sixAttributes;
const tracks = createTracks();
const check = compileCondition(condition, { tracks, segment: () => undefined });
const [track] = [...tracks.list().values()].flat();

const subjects = Array.from({ length: 1000 }, (_, n): Subject => {
  const customer = referenceCustomer("k234567890123456", `c${n}`, now - 90 * DAY);
  // All six hold for half of them; the sixth decides, so none is left out.
  const attributes = { ...customer.attributes, age: 20 + (n % 40), spent: 200, visits: n % 8 };
  const days = orders(n);
  const figure = { first: now - 90 * DAY, last: now - DAY, count: 15, sum: 900, days };
  const figures = track === undefined ? {} : { [track.id]: figure };
  return { customer: { ...customer, attributes, figures }, now, today, zone };
});
const holding = subjects.filter((subject) => check(subject)).length;
if (holding < 200 || holding > 800) throw new RangeError(`${holding} of 1,000 hold: not a mix`);

let held = 0;
const rate = measureRate(() => {
  for (let round = 0; round < 50; round++) {
    for (const subject of subjects) if (check(subject)) held += 1;
  }
  return 50 * subjects.length;
});
if (held === 0) throw new RangeError("nothing was checked");
console.log(JSON.stringify(rate));
