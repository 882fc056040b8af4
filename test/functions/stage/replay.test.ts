import { describe, expect, it } from "vitest";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
const outputs = { ArchiveArn: "arn:archive", BusArn: "arn:bus", IntakeRuleArn: "arn:rule" };
const day = ["--from", "2026-02-10", "--to", "2026-02-10", "--zone", "Europe/Berlin"];
const replay = (...words: string[]) => runCli("replay", ...words, "--stage", "prod");

describe("replay", () => {
  it("sends a whole day of the zone to intake alone, and waits until it is over", async () => {
    aws.stacks.set("sojourn-prod", outputs);
    aws.answers.set("DescribeReplay", () => ({ State: "COMPLETED" }));
    const { code, out } = await replay(...day, "--yes");
    expect(code).toBe(0);
    expect(out).toContain(
      "Replaying 2026-02-09T23:00:00Z to 2026-02-10T23:00:00Z as sojourn-prod-",
    );
    expect(aws.calls[0]).toEqual({
      operation: "StartReplay",
      input: {
        ReplayName: expect.stringMatching(/^sojourn-prod-\d{8}T\d{9}Z$/),
        Description: "sojourn replay",
        EventSourceArn: "arn:archive",
        EventStartTime: Date.UTC(2026, 1, 9, 23) / 1_000,
        EventEndTime: Date.UTC(2026, 1, 10, 23) / 1_000,
        Destination: { Arn: "arn:bus", FilterArns: ["arn:rule"] },
      },
    });
  });

  it("tells why it failed", async () => {
    aws.stacks.set("sojourn-prod", outputs);
    aws.answers.set("DescribeReplay", () => ({ State: "FAILED", StateReason: "no archive" }));
    const { code, error } = await replay(...day, "--yes");
    expect(code).toBe(1);
    expect(error).toContain("The replay is FAILED: no archive");
  });

  it("says what to deploy where nothing is archived", async () => {
    aws.stacks.set("sojourn-prod", { BusArn: "arn:bus" });
    const { code, error } = await replay(...day, "--yes");
    expect(code).toBe(1);
    expect(error).toContain("sojourn-prod keeps no archive: deploy it with -c archiveDays=30");
  });

  it("asks before, and replays nothing where nobody says yes", async () => {
    aws.stacks.set("sojourn-prod", outputs);
    const { code, out, error } = await replay(...day);
    expect(code).toBe(1);
    expect(out).toContain("journeys start and write as if they happened now");
    expect(error).toContain("Nothing was replayed. If this is meant, add --yes");
    expect(aws.calls).toEqual([]);
  });

  it("only says what it would do in a dry run", async () => {
    aws.stacks.set("sojourn-prod", outputs);
    const { code, out } = await replay(...day, "--dry-run", "--yes");
    expect(code).toBe(0);
    expect(out).toContain(
      "from 2026-02-09T23:00:00Z to 2026-02-10T23:00:00Z go to intake once more",
    );
    expect(out).toContain("a dry run");
    expect(aws.calls).toEqual([]);
  });

  it("refuses a stretch that ends before it begins", async () => {
    const { code, error } = await replay("--from", "2026-02-11", "--to", "2026-02-10");
    expect(code).toBe(2);
    expect(error).toContain("--from must be before --to");
  });
});
