import { beforeEach, describe, expect, it } from "vitest";
import { sweepsAfterUnpause } from "../../../src/core/definitions/pause.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
const tables = {
  CatalogTable: "catalog",
  CustomersTable: "customers",
  TimelineTable: "timeline",
} as const;
const outputs = () => ({
  ...tables,
  SweepCustomersArn: "arn:sweep",
  ReleaseQueueUrl: `${aws.url()}/release`,
});
/** The item of the catalog table that holds the flags; undefined while nobody has ever paused. */
let flags: unknown;

beforeEach(() => {
  aws.stacks.set("sojourn-prod", outputs());
  flags = undefined;
  released.length = 0;
  aws.queues.consume = (name, body) => released.push((JSON.parse(body) as { gate: string }).gate);
  aws.answers.set("GetItem", ({ Key }) => {
    const { kind } = Key as { kind: { S: string } };
    return kind.S === "pause" && flags !== undefined ? { Item: flags } : {};
  });
  aws.answers.set("PutItem", ({ Item }) => {
    flags = Item;
    return {};
  });
  aws.answers.set("StartExecution", () => ({ executionArn: "arn:started", startDate: 0 }));
});

const pause = () => runCli("pause", "--all", "--why", "wrong price", "--stage", "prod");
const unpause = (...what: string[]) => runCli("unpause", ...what, "--stage", "prod");

/** How long each sweep that was asked for waits before it begins, in seconds. */
function sweeps(): number[] {
  const started = aws.calls.filter(({ operation }) => operation === "StartExecution");
  return started.map(({ input }) => JSON.parse(String(input.input)).afterSeconds);
}

/** The gates that were asked to be let go of, each at once and again three minutes later. */
const released: string[] = [];

describe("unpause", () => {
  it("lifts the flag and starts both sweeps after it", async () => {
    await pause();
    expect(flags).toHaveProperty("all");
    const { code, out } = await unpause("--all");
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Unpaused in sojourn-p/),
    });
    expect(flags).not.toHaveProperty("all");
    expect(sweeps()).toEqual([...sweepsAfterUnpause]);
    expect(released.toSorted()).toEqual(["email", "email", "push", "push", "sms", "sms"]);
    const operations = aws.calls.map(({ operation }) => operation);
    expect(operations.lastIndexOf("PutItem")).toBeLessThan(operations.indexOf("StartExecution"));
  });

  it("that broke off after the flag was lifted is finished by the next", async () => {
    await pause();
    const { SweepCustomersArn: _, ...without } = outputs();
    aws.stacks.set("sojourn-prod", without);
    expect(await unpause("--all")).toMatchObject({ code: 1 });
    expect(flags).not.toHaveProperty("all");
    expect(sweeps()).toEqual([]);

    aws.stacks.set("sojourn-prod", outputs());
    const { code, out } = await unpause("--all");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("This is not paused") });
    expect(sweeps()).toEqual([...sweepsAfterUnpause]);
  });

  it("of a journey that nobody knows starts nothing", async () => {
    const { code, error } = await unpause("--journey", "dormnt");
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('"dormnt"') });
    expect(sweeps()).toEqual([]);
  });
});
