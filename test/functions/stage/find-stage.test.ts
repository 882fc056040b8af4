import { describe, expect, it, vi } from "vitest";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
const lost = ["sweep", "--stage", "prod"] as const;

describe("a command that looks for its stage", () => {
  it("names those there are when it finds none, the nearest first", async () => {
    aws.stacks.set("sojourn-staging", { RunJourneyArn: "arn" });
    aws.stacks.set("sojourn-prd", { RunJourneyArn: "arn" });
    aws.stacks.set("sojourn-pro", { SomebodyElses: "output" });
    const { code, error } = await runCli(...lost);
    expect(code).toBe(1);
    expect(error).toBe(
      "There is no stage sojourn-prod in eu-central-1. Here are: sojourn-prd, sojourn-staging. " +
        "A stage lives in one Region of one account: see --region and --profile.\n",
    );
  });

  it("says so when there is none at all, in the Region that was asked", async () => {
    const { code, error } = await runCli(...lost, "--region", "eu-west-1");
    expect(code).toBe(1);
    expect(error).toContain("There is no stage sojourn-prod in eu-west-1, nor any other.");
  });

  it("says what to deploy when the stage is older than the command", async () => {
    aws.stacks.set("sojourn-prod", { RunJourneyArn: "arn" });
    const { code, error } = await runCli(...lost);
    expect(code).toBe(1);
    expect(error).toBe(
      "The stack sojourn-prod (UPDATE_COMPLETE) does not tell its SweepCustomersArn: deploy this version of Sojourn first.\n",
    );
  });

  it("says which profile it was that has no credentials", async () => {
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    // The SDK warns on the console that keys are set beside a profile.
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { code, error } = await runCli(...lost, "--profile", "nowhere", "--region", "eu-west-1");
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    expect(code).toBe(1);
    expect(error).toContain(
      'The profile "nowhere" of your AWS configuration gave no credentials, or there is no such profile',
    );
  });

  it("finds a stage of another prefix", async () => {
    aws.stacks.set("shop-prod", { RunJourneyArn: "arn", SweepCustomersArn: "arn:sweep" });
    const { code, out } = await runCli(...lost, "--prefix", "shop");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("has started") });
    expect(aws.calls).toEqual([
      {
        operation: "StartExecution",
        input: expect.objectContaining({ stateMachineArn: "arn:sweep" }),
      },
    ]);
  });

  it.each([
    ["AccessDenied", "User x may not DescribeStacks", 403, "AWS does not let you do this: User x"],
    ["InvalidClientTokenId", "bad token", 403, "AWS does not know these keys (bad token)."],
    ["ExpiredToken", "it has expired", 403, "Your AWS sign-in has expired (it has expired)."],
    ["ValidationError", "Nonsense", 400, "AWS refused: ValidationError: Nonsense"],
  ])("tells %s in a sentence, never as a stack", async (error, message, status, told) => {
    aws.refusal = { error, message, status };
    const answer = await runCli(...lost);
    expect(answer.code).toBe(1);
    expect(answer.error).toContain(told);
    expect(answer.error).not.toContain("\n    at ");
  });

  it("tells that nobody answers", async () => {
    const before = process.env.AWS_ENDPOINT_URL;
    process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:1";
    const { code, error } = await runCli(...lost);
    process.env.AWS_ENDPOINT_URL = before;
    expect(code).toBe(1);
    expect(error).toContain("AWS does not answer");
  });

  it("wants the name of a stage, not any text", async () => {
    const { code, error } = await runCli("status", "--stage", "Prod!");
    expect(code).toBe(2);
    expect(error).toContain("Write 1 to 20 small letters, digits and hyphens.");
  });
});
