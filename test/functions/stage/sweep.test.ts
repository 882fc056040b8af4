import { beforeEach, describe, expect, it, test } from "vitest";
import { tellSweep } from "../../../bin/stage/tell-sweep.ts";
import { notBegun } from "../../../src/core/sweep/sweep-lease.ts";
import { MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { at } from "../../core/given.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();

beforeEach(() => {
  aws.stacks.set("sojourn-prod", { SweepCustomersArn: "arn:sweep" });
  aws.answers.set("StartExecution", () => ({ executionArn: "arn:started", startDate: 0 }));
});

test.each([
  [[], "overdue"],
  [["--evaluate"], "evaluate"],
])(
  "sojourn sweep %j asks for a pass that waits for nothing but another sweep",
  async (words, ask) => {
    const { code, out } = await runCli("sweep", ...words, "--stage", "prod");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("has started") });
    const [started] = aws.calls;
    expect(JSON.parse(String(started?.input["input"]))).toEqual({ ask });
  },
);

describe("what is told of sweeps", () => {
  const began = at("01-05 03:00");
  const totals = { seen: 1_200, carriedOut: 3, changed: 40, busy: 0 };
  const last = {
    run: "one",
    token: 1,
    evaluate: true,
    began,
    ended: began + 90 * SECOND,
    ...totals,
  };

  it("is that there was none yet", () => {
    expect(tellSweep({ token: 0 })).toEqual(["No sweep has ended yet."]);
  });

  it("is the last one: when, how long, and what it came to", () => {
    expect(tellSweep({ token: 2, last })).toEqual([
      "Last sweep, evaluating, 2026-01-05T03:00:00Z, 2 min: 1,200 customers seen, 40 changed, 3 overdue carried out",
    ]);
    expect(tellSweep({ token: 2, last: { ...last, evaluate: false, busy: 2 } })).toEqual([
      "Last sweep 2026-01-05T03:00:00Z, 2 min: 1,200 customers seen, 40 changed, 2 too busy, 3 overdue carried out",
    ]);
    expect(tellSweep({ token: 2, last: { ...last, setAside: 1 } })).toEqual([
      expect.stringContaining("40 changed, 1 set aside, 3 overdue"),
    ]);
  });

  it("is also the one under way, and how far it is", () => {
    const slice = { ...notBegun, ...totals, members: {} };
    const pass = {
      run: "two",
      holder: "two",
      evaluate: true,
      began: began + 60 * MINUTE,
      until: began + 75 * MINUTE,
      resumed: 0,
      readUnitsPerSecond: 500,
      slices: [{ ...slice, done: true }, slice],
    };
    expect(tellSweep({ token: 3, last, pass })[0]).toBe(
      "Evaluating sweep since 2026-01-05T04:00:00Z: 2,400 customers seen, 1 of 2 slices done",
    );
  });
});
