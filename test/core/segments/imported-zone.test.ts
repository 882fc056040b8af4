import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { formatInstant, HOUR, type Instant } from "../../../src/core/time/instant.ts";
import { apply, at, customer, event } from "../given.ts";
import { committed, publish, sweepTold } from "./given.ts";

const published = publish({
  journeys: [
    {
      name: "renewal",
      reentry: "always",
      steps: [{ do: "wait", id: "rest", for: "1d" }],
      entry: { on: "date.reached", attribute: "renewal" },
    },
  ],
});

/** What hourly sweeps tell, and who the customer is after them. */
function swept(who: Customer, from: Instant, hours: number): [Customer, string[]] {
  let current = committed(who);
  const told = Array.from({ length: hours }, (_, nth) => from + nth * HOUR).flatMap((now) => {
    const pass = sweepTold(current, published, now);
    if (pass.customer !== current) current = committed(pass.customer);
    return pass.told.map((text) => `${formatInstant(now)} ${text}`);
  });
  return [current, told];
}

const ways: Readonly<Record<string, (who: Customer, profile: Profile, now: Instant) => Customer>> =
  {
    event: (who, profile, now) => apply(who, published, event("moved", now, { profile })).customer,
    import: (who, profile, now) => {
      return importInto(who, [{ kind: "profile", at: now, profile }], published, now);
    },
  };

describe("a date of a customer whose zone changes", () => {
  const zones = [
    ["America/Los_Angeles", "Pacific/Auckland"],
    ["Pacific/Auckland", "America/Los_Angeles"],
    ["UTC", "Asia/Shanghai"],
  ] as const;
  const start = at("03-09 18:00");
  const hours = Array.from({ length: 13 }, (_, nth) => nth * 3);

  it.each(Object.keys(ways).flatMap((way) => zones.map(([from, to]) => [way, from, to] as const)))(
    "by an %s from %s to %s is told once, whenever it changes",
    (way, from, to) => {
      for (const hour of hours) {
        const renewal = "2026-03-10T23:30:00Z";
        const who = customer({
          rev: 1,
          meaning: currentMeaning,
          zone: from,
          attributes: { renewal },
        });
        const [before, first] = swept(who, start, hour);
        const moved = ways[way]?.(before, { zone: to }, start + hour * HOUR - 1000) ?? before;
        const [, second] = swept(moved, start + hour * HOUR, 72);
        expect([...first, ...second], `changed after ${hour} hours`).toHaveLength(1);
      }
    },
  );

  it("by an import that brings another date, too, is not told where it has come by then", () => {
    const known = { rev: 1, meaning: currentMeaning, zone: "UTC" };
    const who = customer({ ...known, attributes: { renewal: "2026-05-01" } });
    const profile = { zone: "Asia/Shanghai", attributes: { renewal: "2026-03-10" } };
    const imported = importInto(
      who,
      [{ kind: "profile", at: start, profile }],
      published,
      start + 9 * HOUR,
    );
    expect(swept(imported, start + 9 * HOUR, 72)[1]).toEqual([]);
  });
});
