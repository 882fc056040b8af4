import { describe, expect, it } from "vitest";
import {
  addMatch,
  covers,
  joinMatches,
  type Matches,
  matchesBy,
} from "../../../src/core/customers/matches.ts";
import { hashValue, saidIn } from "../../../src/core/customers/said-values.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { at } from "../given.ts";

const ten = at("03-02 10:00");
const rule = { id: "abcdef", properties: ["orderId", "product"] };
const match = (accepted: number, own: number, orderId: string) => ({
  at: own,
  accepted,
  values: saidIn({ orderId }, rule.properties),
});
const fill = (count: number): Matches => {
  let matches: Matches = {};
  for (let n = 0; n < count; n++) {
    const when = ten + n * SECOND;
    matches = addMatch(matches, rule, match(when, when, `A-${n}`), when);
  }
  return matches;
};

describe("the matches of a customer", () => {
  it("give back what was put in: times, also those said ahead, and values", () => {
    const values = saidIn({ orderId: ["A-1", 7], product: "tea" }, rule.properties);
    let matches = addMatch({}, rule, { at: ten - 40 * DAY, accepted: ten, values }, ten);
    const ahead = { at: ten, said: ten + 9 * MINUTE, accepted: ten, values: {} };
    matches = addMatch(matches, rule, ahead, ten);
    expect(matchesBy(matches, rule)).toEqual([
      { rule: "abcdef", at: ten - 40 * DAY, accepted: ten, values },
      { rule: "abcdef", ...ahead },
    ]);
    expect(values["orderId"]).toEqual([hashValue("A-1"), hashValue("7")]);
    expect(matchesBy(matches, { ...rule, id: "ghijkl" })).toEqual([]);
  });

  // Torture seeds 3223, 4426 and 4529: a login that a clock ahead dated after the trigger was let go of.
  it("keep what a clock ahead said beside a plain time, as long as a trigger may lie between", () => {
    const ahead = { ...match(ten, ten, "A-1"), said: ten + 9 * MINUTE };
    const plain = match(ten + SECOND, ten + SECOND, "A-1");
    const both = addMatch(addMatch({}, rule, ahead, ten), rule, plain, ten + SECOND);
    expect(matchesBy(both, rule)).toEqual([
      { rule: rule.id, ...ahead },
      { rule: rule.id, ...plain },
    ]);
    const late = match(ten + 10 * MINUTE, ten + 10 * MINUTE, "A-1");
    expect(matchesBy(addMatch(both, rule, late, late.at), rule)).toHaveLength(1);
  });

  it("keep of one rule and value the newest", () => {
    let matches = addMatch({}, rule, match(ten, ten, "A-1"), ten);
    matches = addMatch(matches, rule, match(ten + HOUR, ten + HOUR, "A-1"), ten + HOUR);
    expect(matchesBy(matches, rule).map(({ accepted }) => accepted)).toEqual([ten + HOUR]);
    // Accepted later, but older: both may be asked for.
    matches = addMatch(matches, rule, match(ten + 2 * HOUR, ten, "A-1"), ten + 2 * HOUR);
    expect(matchesBy(matches, rule)).toHaveLength(2);
    expect(covers(matches, 0)).toBe(true);
  });

  it("say since when they are whole, once something was dropped", () => {
    const matches = fill(80);
    expect((matches.list ?? "").length).toBeLessThanOrEqual(2048);
    const [first] = matchesBy(matches, rule);
    expect(first?.accepted).toBeGreaterThan(ten);
    expect(matches.from).toBe((first?.accepted ?? 0) - SECOND + 1);
    expect(covers(matches, first?.accepted ?? 0)).toBe(true);
    expect(covers(matches, ten)).toBe(false);
  });

  it("are kept for 3 days", () => {
    const later = ten + 3 * DAY;
    const matches = addMatch(fill(1), rule, match(later, later, "B"), later);
    expect(matchesBy(matches, rule).map(({ accepted }) => accepted)).toEqual([later]);
    expect(matches.from).toBe(ten + 1);
  });

  it("of two customers are whole since both are", () => {
    const one = { from: ten, ...fill(0) };
    const joined = joinMatches({ ...fill(2), from: ten - HOUR }, one, ten + HOUR);
    expect(joined.from).toBe(ten);
    expect(matchesBy(joined, rule)).toHaveLength(2);
  });
});
