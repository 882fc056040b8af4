import { describe, expect, it, test } from "vitest";
import { judgeFunctions } from "../../../bin/doctor/judge-functions.ts";
import { judgeLateness, judgePace, judgeThrottling } from "../../../bin/doctor/judge-pace.ts";
import { judgeQuotas, judgeRoom } from "../../../bin/doctor/judge-quotas.ts";
import { quotas } from "../../../bin/doctor/quotas.ts";
import type { ConsumerFact } from "../../../bin/doctor/read-functions.ts";
import { about, needs, read, unread, verdictOn } from "./given.ts";

const hour = 3_600;
const where = { region: "eu-west-1", overSeconds: hour };

test.each([
  ["room to spare", 80, 100, 0, "ok"],
  ["little room", 80.1, 100, 0, "warning"],
  ["just enough", 100, 100, 0, "warning"],
  ["too much, and nothing tries again", 100.1, 100, 0, "problem"],
  ["too much, but through before the tries end", 200, 100, 2 * hour, "warning"],
  ["too much, and tries end too early", 200.1, 100, 2 * hour, "problem"],
  ["too much, but only delayed", 1e6, 100, Number.POSITIVE_INFINITY, "warning"],
  ["nothing needed, nothing granted", 0, 0, 0, "ok"],
] as const)("%s", (_, need, granted, patience, verdict) => {
  expect(judgeRoom(need, granted, hour, patience)).toBe(verdict);
});

describe("a quota", () => {
  const starts = quotas.find(({ need }) => need === "starts")!;
  const topic = "Step Functions: starts of journeys";
  const granted = read({ value: 300, code: "L-1" });

  it("is judged against the need, with the arithmetic and the command to raise it", () => {
    const findings = judgeQuotas([{ quota: starts, granted }], needs({ starts: 601 }), where);
    expect(about(topic, findings)).toMatchObject({
      verdict: "problem",
      found: "300/s",
      wanted: "601/s = how starts",
      mend: expect.stringMatching(/--service-code states --quota-code L-1 --desired-value 752 /),
    });
  });

  it("is unknown where it can't be read, and AWS's default is told", () => {
    const facts = [{ quota: starts, granted: unread }];
    const findings = judgeQuotas(facts, needs({ starts: 1 }), { ...where, region: "eu-north-1" });
    expect(verdictOn(topic, findings)).toBe(
      "unknown: AWS does not let you do this; AWS's default here is 150/s",
    );
  });

  it("is unknown where nobody knows what is needed", () => {
    const findings = judgeQuotas([{ quota: starts, granted }], undefined, where);
    expect(verdictOn(topic, findings)).toBe("unknown: 300/s, and no need known");
  });

  it.each([
    ["starts", "us-east-1", 300],
    ["starts", "us-east-2", 150],
    ["transitions", "eu-west-1", 5_000],
    ["transitions", "eu-central-1", 800],
    ["wakes", "us-west-2", 500],
    ["wakes", "cn-north-1", 300],
    ["newTimers", "eu-central-1", 5_000],
    ["newTimers", "cn-north-1", 250],
    ["dueTimers", "sa-east-1", 1_000],
    ["dueTimers", "ap-east-1", 500],
    ["events", "us-east-1", 10_000],
    ["events", "cn-north-1", 400],
    ["openRuns", "eu-west-1", 1_000_000],
    ["standingTimers", "eu-west-1", 10_000_000],
  ] as const)("of %s in %s is %i by default", (need, region, value) => {
    expect(quotas.find((quota) => quota.need === need)?.byDefault(region)).toBe(value);
  });
});

describe("functions", () => {
  const consumer = (change: Partial<ConsumerFact> = {}): ConsumerFact => {
    return { function: "wake", state: "Enabled", batchSize: 10, maxConcurrency: 12, ...change };
  };
  const fn = { name: "wake", state: "Active", lastUpdate: "Successful", environment: {} };
  const facts = (consumers: ConsumerFact[], concurrency = 1_000) => {
    return { functions: read([fn]), consumers: read(consumers), concurrency: read(concurrency) };
  };

  it.each([
    [[fn], "ok: 1 deployed"],
    [[fn, { ...fn, name: "sweep", lastUpdate: "Failed" }], "problem: failed: sweep"],
    [[fn, { ...fn, name: "intake", state: "Failed" }], "problem: failed: intake"],
    [[], "problem: none"],
    [[{ ...fn, state: "not told" }], "unknown: Lambda does not tell the state of wake"],
  ])("%# are told", (functions, told) => {
    const findings = judgeFunctions(
      { ...facts([consumer()]), functions: read(functions) },
      undefined,
      where,
    );
    expect(verdictOn("Functions", findings)).toBe(told);
  });

  it.each([
    [consumer(), "ok: 1 worked off"],
    [consumer({ state: "Updating" }), "ok: 1 worked off"],
    [consumer({ state: "Disabled" }), "problem: wake: Disabled"],
  ])("%# work off their queues, or the queue is told", (one, told) => {
    expect(verdictOn("Queues", judgeFunctions(facts([one]), undefined, where))).toBe(told);
  });

  it.each([
    [9_600, "ok"],
    [12_000, "warning"],
    [12_001, "warning"],
  ])("with %i messages in a batch of 10 calls is %s for SQS", (batchSize, verdict) => {
    const one = consumer({ batchSize, maxConcurrency: 10 });
    const findings = judgeFunctions(facts([one]), undefined, where);
    expect(about("SQS: messages in flight", findings).verdict).toBe(verdict);
  });

  it("without a bound are taken for 1,250 calls", () => {
    const one = consumer({ maxConcurrency: undefined });
    expect(
      verdictOn("SQS: messages in flight", judgeFunctions(facts([one]), undefined, where)),
    ).toBe("ok: 12,500 at most = 1,250 calls × 10 (wake)");
  });

  const calls = "Lambda: calls at a time";
  it.each([
    // Turns at 880/s take 88 calls: 100 in all.
    [125, "ok"],
    [124, "warning"],
    [99, "warning"],
    [12, "warning"],
    [11, "problem"],
    // As in a new account.
    [10, "problem"],
  ])("may run %i at a time: %s", (granted, verdict) => {
    const asked = needs({ turns: 880 });
    const finding = about(calls, judgeFunctions(facts([consumer()], granted), asked, where));
    expect(finding).toMatchObject({ verdict, wanted: "100 = queues 12 + turns 880/s × 0.1 s" });
  });

  it("are unknown where they can't be read", () => {
    const nothing = { functions: unread, consumers: unread, concurrency: unread };
    const findings = judgeFunctions(nothing, undefined, where);
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown"]);
    const half = { ...nothing, concurrency: read(1_000) };
    expect(about(calls, judgeFunctions(half, undefined, where)).verdict).toBe("unknown");
  });
});

describe("our own pace", () => {
  const email = (maxConcurrency: number | undefined): ConsumerFact => {
    return { function: "deliver-email", state: "Enabled", batchSize: 5, maxConcurrency };
  };

  it.each([
    ["as fast as asked", 10, 10, "ok"],
    ["late", 10.1, 10, "warning"],
    ["just before messages expire", 720, 10, "warning"],
    ["messages expire after 3 days", 720.1, 10, "problem"],
  ] as const)("%s", (_, need, granted, verdict) => {
    expect(judgeLateness(need, granted, hour)).toBe(verdict);
  });

  it.each([
    [3, 20, "ok: 20/s = 3 calls ÷ 0.15 s"],
    [2, 20, "warning: 13.3/s = 2 calls ÷ 0.15 s: 1.5 h for all"],
    [2, 1_000, "problem: 13.3/s = 2 calls ÷ 0.15 s: 75 h for all"],
    [undefined, 1_000, "ok: no bound"],
  ])("of %j calls for %i emails/s", (bound, emailRate, told) => {
    const findings = judgePace(read([email(bound)]), needs({ emailRate }), hour);
    expect(verdictOn("Our own pace: email", findings)).toBe(told);
  });

  it("says nothing of what nobody asks for, and unknown of what can't be read", () => {
    expect(judgePace(read([email(2)]), needs({}), hour)).toEqual([]);
    const asked = needs({ emailRate: 1 });
    expect(judgePace(unread, asked, hour)[0]?.verdict).toBe("unknown");
    expect(judgePace(read([]), asked, hour)[0]?.verdict).toBe("unknown");
  });

  it.each([
    [14, 2, "ok"],
    // Refused two times in three: (2/3)^30 is 5 of a million.
    [4.45, 2, "warning"],
    [4, 2, "problem"],
    [1, 2, "problem"],
  ])("against SES's %d/s with %i calls is %s", (perSecond, bound, verdict) => {
    const findings = judgeThrottling(read([email(bound)]), read({ perSecond }));
    expect(about("Email: our pace within SES's rate", findings).verdict).toBe(verdict);
  });
});
