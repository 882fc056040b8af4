import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { restBefore, restBehind } from "../../src/core/backfill/backfill.ts";
import { journeyEnded, permanentErrors, retryableErrors } from "../../src/core/errors.ts";
import { leaseFor } from "../../src/core/sweep/sweep-lease.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { machineNames, readMachine, type State, statesOf } from "./definition.ts";

// asl-validator is CommonJS without types.
const validate: (definition: object) => { isValid: boolean; errorsText: () => string } =
  createRequire(import.meta.url)("asl-validator");

/**
 * What the Lambda integration itself may fail with and another try may mend:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
const lambdaErrors = [
  "Lambda.Unknown",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.ClientExecutionTimeoutException",
  "Sandbox.Timedout",
  // A process that died: killed by the machine, out of memory. It is the errorType of Invoke's answer.
  "Runtime.ExitError",
  "Runtime.OutOfMemory",
  // The function is being updated, or was idle for weeks and is being made ready again.
  "Lambda.ResourceConflictException",
  "Lambda.ResourceNotReadyException",
];

describe.each(machineNames)("%s", (name) => {
  const machine = readMachine(name);
  const tasks = [...statesOf(machine)].filter(([, state]) => state.Type === "Task");

  test("is a valid definition in JSONata", () => {
    const result = validate(readMachine(name));
    expect(result.isValid ? "" : result.errorsText()).toBe("");
    expect(machine.QueryLanguage).toBe("JSONata");
  });

  test("the validator would refuse a transition to nowhere", () => {
    expect(validate({ ...machine, StartAt: "Nowhere" }).isValid).toBe(false);
  });

  test("calls nothing without a timeout, retries and a catch that fails", () => {
    expect(tasks.length).toBeGreaterThan(0);
    for (const [, state] of tasks) {
      expect(state.TimeoutSeconds).toBeGreaterThan(0);
      for (const retrier of state.Retry ?? []) {
        expect(retrier).toMatchObject({ JitterStrategy: "FULL", BackoffRate: 2 });
        expect(retrier.MaxDelaySeconds).toBeGreaterThan(retrier.IntervalSeconds);
      }
      const last = state.Catch?.at(-1)?.Next ?? "";
      expect(statesOf(machine).get(last)?.Type).toBe("Fail");
    }
  });

  test("tries again by name what another try may mend: our family and Lambda's, nothing else", () => {
    for (const [, state] of tasks) {
      const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried.toSorted()).toEqual([...retryableErrors, ...lambdaErrors].toSorted());
    }
  });

  test("catches by name into Fail what outlives its retries and what no retry mends", () => {
    for (const [, state] of tasks) {
      expect(state.Catch?.at(-1)?.ErrorEquals.toSorted()).toEqual(
        [...retryableErrors, ...permanentErrors, ...lambdaErrors, "States.Timeout"].toSorted(),
      );
    }
  });

  test("never matches an error by a wildcard, which would swallow a journey's end", () => {
    const names = tasks.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(names.filter((each) => /States\.(ALL|TaskFailed)/.test(each))).toEqual([]);
  });
});

describe("run-journey", () => {
  const states = statesOf(readMachine("run-journey"));
  const turn = states.get("Run steps until the next wait");

  test("is one state that follows itself, so that a wait costs one transition", () => {
    expect([...states].map(([name, { Type }]) => [name, Type])).toEqual([
      ["Run steps until the next wait", "Task"],
      ["Journey ended", "Succeed"],
      ["Journey failed", "Fail"],
    ]);
    expect(turn?.Next).toBe("Run steps until the next wait");
    expect(turn?.Resource).toBe("arn:aws:states:::lambda:invoke.waitForTaskToken");
  });

  test("waits for its token as long as an execution may last", () => {
    expect(turn?.TimeoutSeconds).toBe(365 * 24 * 3600);
  });

  test("ends well when the journey has ended, before any other name is looked at", () => {
    expect(turn?.Catch?.[0]).toEqual({ ErrorEquals: [journeyEnded], Next: "Journey ended" });
  });

  test("rides out six hours: shorter than that are fewer than one in a thousand runs", () => {
    const { mean, deviation } = retriedFor(turn?.Retry?.[0]);
    // A sum of some 70 independent waits is close to normal: 3.1 deviations leave 0.1 % below.
    expect(mean - 3.1 * deviation).toBeGreaterThan(6 * 3600);
  });
});

describe("sweep-customers", () => {
  const machine = readMachine("sweep-customers");
  const states = statesOf(machine);
  const map = machine.States["Sweep every slice"];

  test("begins with one wait, whose length is asked for: no transition more for an unpause", () => {
    const begin = machine.States[machine.StartAt];
    expect(begin).toMatchObject({ Type: "Wait", Next: "Begin a pass" });
  });

  test("costs four transitions where nothing is due", () => {
    const way = [machine.StartAt, "Begin a pass", "Is there a pass to sweep", "Nothing to sweep"];
    const [wait, begin, choice, end] = way.map((name) => states.get(name));
    expect([wait?.Next, begin?.Next, choice?.Default, end?.Type]).toEqual([
      ...way.slice(1),
      "Succeed",
    ]);
  });

  test("gives each slice a history of its own, for as long as the slice takes", () => {
    expect(map?.ItemProcessor?.ProcessorConfig).toEqual({
      Mode: "DISTRIBUTED",
      // An express one would end after five minutes.
      ExecutionType: "STANDARD",
    });
    // A name of its own for each map run, or it is named by a random one.
    expect(map?.Label).toMatch(/^\w{1,40}$/);
  });

  test("goes on with the other slices where one fails, and then fails all the same", () => {
    expect(map?.ToleratedFailurePercentage).toBe(100);
    const judge = states.get("Is every slice swept");
    expect(states.get("Finish the pass")?.Next).toBe("Is every slice swept");
    expect(states.get(judge?.Choices?.[0]?.Next ?? "")).toMatchObject({
      Type: "Fail",
      Error: "SweepUnfinished",
    });
  });

  test("waits for each part a little longer than the function may take", () => {
    for (const part of ["Begin a pass", "Sweep a stretch", "Finish the pass"]) {
      // 300 s: lib/customer-sweep.ts.
      expect(states.get(part)?.TimeoutSeconds).toBeGreaterThan(300);
    }
  });

  test("a stretch is tried again within the lease that it renews as it begins", () => {
    const { TimeoutSeconds = Infinity, Retry } = states.get("Sweep a stretch") ?? {};
    const longest = TimeoutSeconds + (Retry?.[0]?.MaxDelaySeconds ?? Infinity);
    expect(longest * SECOND).toBeLessThan(leaseFor);
  });
});

describe("backfill-figures", () => {
  const machine = readMachine("backfill-figures");
  const states = statesOf(machine);
  const map = machine.States["Fill every slice"];

  test("begins when everybody counts: a minute after the publish", () => {
    expect(machine.States[machine.StartAt]).toMatchObject({ Seconds: restBefore / SECOND });
    // Definitions are kept for 30 s, and intake runs for 30 s: lib/sojourn-function.ts.
    expect(restBefore / SECOND).toBeGreaterThanOrEqual(30 + 30);
  });

  test("gives each slice a history of its own, for as long as the slice takes", () => {
    expect(map?.ItemProcessor?.ProcessorConfig).toEqual({
      Mode: "DISTRIBUTED",
      ExecutionType: "STANDARD",
    });
    expect(map?.Label).toMatch(/^\w{1,40}$/);
  });

  test("publishes nothing where a slice could not be filled in", () => {
    expect(map?.ToleratedFailurePercentage).toBeUndefined();
    expect(map?.Next).toBe("Finish the pass");
  });

  test("waits for each part a little longer than its function may take", () => {
    for (const part of ["Begin the backfill", "Fill a stretch"]) {
      // 300 s and 60 s: lib/figure-backfill.ts.
      expect(states.get(part)?.TimeoutSeconds).toBeGreaterThan(300);
    }
    for (const part of ["Tell how far it is", "Finish the pass"]) {
      expect(states.get(part)?.TimeoutSeconds).toBeGreaterThan(60);
    }
  });

  test("waits for those behind as long as the embedded runtime does", () => {
    expect(states.get("Wait for those behind")?.Seconds).toBe(restBehind / SECOND);
  });
});

describe("import-customers", () => {
  const machine = readMachine("import-customers");
  const states = statesOf(machine);
  const map = machine.States["Import every part"];

  test("gives each part a history of its own, longer than an express one's five minutes", () => {
    expect(map?.ItemProcessor?.ProcessorConfig).toEqual({
      Mode: "DISTRIBUTED",
      ExecutionType: "STANDARD",
    });
    expect(map?.Label).toMatch(/^\w{1,40}$/);
  });

  test("leaves journeys some of the 10 functions that a new account runs at once", () => {
    expect(map?.MaxConcurrency).toBe(5);
  });

  test("goes on with the other parts where a few fail, and then fails all the same", () => {
    expect(map?.ToleratedFailurePercentage).toBe(10);
    const judge = states.get("Is every part imported");
    expect(states.get("Finish the import")?.Next).toBe("Is every part imported");
    expect(states.get(judge?.Choices?.[0]?.Next ?? "")).toMatchObject({
      Type: "Fail",
      Error: "ImportUnfinished",
    });
  });

  test("waits for each part a little longer than the function may take", () => {
    // 300 s: lib/customer-import.ts.
    expect(states.get("Import a part")?.TimeoutSeconds).toBeGreaterThan(300);
    expect(states.get("Finish the import")?.TimeoutSeconds).toBeGreaterThan(300);
  });
});

/**
 * Mean and standard deviation of the seconds that a retrier goes on for, each wait drawn evenly from
 * 0 to its limit.
 */
function retriedFor(retrier: NonNullable<State["Retry"]>[number] | undefined) {
  if (retrier === undefined) throw new Error("No retrier");
  const limits = Array.from({ length: retrier.MaxAttempts }, (_, attempt) =>
    Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** attempt, retrier.MaxDelaySeconds),
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    mean: sum(limits.map((limit) => limit / 2)),
    deviation: Math.sqrt(sum(limits.map((limit) => limit ** 2 / 12))),
  };
}
