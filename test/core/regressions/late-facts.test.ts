import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Enrollment } from "../../../src/core/customers/enrollment.ts";
import { apply, at, customer, event, journey, only } from "../given.ts";
import { committed, publish, sweepTold } from "../segments/given.ts";

/** A run by a week of silence that has ended, and a login of before it that comes on 13 January at 08:00. */
function tellLate(ended: Partial<Enrollment>, ledger: Customer["ledger"] = []) {
  const entry = { on: "inactivity.reached" as const, event: "login", days: [7] };
  const published = publish({ journeys: [journey({ name: "winback", entry })] });
  const login = (when: string) => ({ ...event("login", at(when)), accepted: at(when) });
  const known = committed(apply(customer(), published, login("01-01 15:00")).customer);
  const silent = committed(sweepTold(known, published, at("01-09")).customer);
  const run: Enrollment = { ...only(silent), state: "ended", ...ended };
  const late = { ...login("01-05 10:00"), accepted: at("01-13 08:00") };
  return apply({ ...silent, enrollments: { [run.id]: run }, ledger }, published, late);
}

describe("a late fact about a run that has ended", () => {
  // Torture seed 72: it was told that it ended the run which the same commit let go of.
  it.each([
    ["that has claimed, a day ago", { since: at("01-12 08:00"), claimed: true }],
    ["that has claimed nothing, 3 days ago", { since: at("01-10 08:00") }],
  ] as const)("says nothing of one %s: the item lets go of it", (_which, ended) => {
    const { customer: after, consequences } = tellLate(ended);
    expect(after.enrollments).toEqual({});
    expect(consequences).toEqual([]);
  });

  it.each([
    ["that has claimed, less than a day ago", { since: at("01-12 08:01"), claimed: true }],
    ["that has claimed nothing, less than 3 days ago", { since: at("01-10 08:01") }],
  ] as const)("undoes one %s", (_which, ended) => {
    const { customer: after, consequences } = tellLate(ended);
    expect(only(after)).toMatchObject({ state: "ended", undone: true });
    expect(consequences).toMatchObject([{ kind: "exited", enrollment: only(after).id }]);
  });
});

// Torture seeds 4332 and 5069: a claim of another run of the journey, begun by other days, counted.
it("a late fact undoes a run that has claimed nothing, though another run of its journey has", () => {
  const claim = {
    message: "m1",
    journey: "winback",
    purpose: "winback",
    channel: "email",
    priority: 0,
    at: at("01-10"),
  } as const;
  const { consequences } = tellLate({ state: "running" }, [claim]);
  expect(consequences).toMatchObject([{ kind: "exited", undone: true }]);
});
