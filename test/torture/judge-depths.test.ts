import { expect, it } from "vitest";
import { newCustomer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { HOUR, MINUTE } from "../../src/core/time/instant.ts";
import type { TurnRecord } from "../../src/core/timeline/records.ts";
import { at, settings } from "../core/given.ts";
import { type Commit, createFacts } from "./facts.ts";
import { judgeDepths } from "./judge-depths.ts";

const definitions: DefinitionSet = {
  rev: 1,
  settings: settings(),
  journeys: [],
  segments: [],
  templates: [],
};

/** Each of so many events starts a run, whose turn emits the next one after a pause. */
function judge(events: number, pause: number): string[] {
  const facts = createFacts(definitions);
  for (let n = 0; n < events; n++) {
    const [id, trigger, entered] = [`run-${n}`, `event-${n}`, at("01-05 10:00") + n * pause];
    const seq = 2 * n;
    const own = { id, trigger, entered, triggered: entered, seq, key: "", version: 1 };
    facts.entered.set(id, { ...own, customer: "c", journey: "round", definitions });
    const event = { id: `event-${n + 1}`, type: "next", customer: "c", at: entered + pause };
    const effects = [{ kind: "emit", event: { ...event, properties: {} } }];
    const record = { enrollment: id, ref: "1", turn: 1, at: entered + pause, effects };
    facts.turns.push({ record: record as unknown as TurnRecord, seq: seq + 1, set: definitions });
  }
  const run = { id: "last", trigger: `event-${events}` } as unknown as Enrollment;
  const after = { ...newCustomer("k234567890123456", "c"), enrollments: { last: run } };
  const said: string[] = [];
  const commit = { before: undefined, after } as unknown as Commit;
  judgeDepths(facts, commit, (invariant) => said.push(invariant));
  return said;
}

it("finds a run that 17 journeys have caused in a row, each within an hour of its cause", () => {
  expect(judge(16, MINUTE)).toEqual([]);
  expect(judge(17, MINUTE)).toEqual(["loop"]);
  expect(judge(30, HOUR)).toEqual([]);
});
