import { beforeEach, describe, expect, it } from "vitest";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
let secret = "";
const keys = (): string[] => JSON.parse(secret).optOut;

beforeEach(() => {
  aws.stacks.set("sojourn-prod", { OptOutKeyArn: "arn:key" });
  secret = JSON.stringify({ optOut: "first" });
  aws.answers.set("GetSecretValue", () => ({ SecretString: secret }));
  aws.answers.set("PutSecretValue", ({ SecretId, SecretString }) => {
    if (SecretId === "arn:key") secret = String(SecretString);
    return {};
  });
});

const rotate = (...words: string[]) => runCli("rotate-opt-out-key", ...words, "--stage", "prod");

describe("rotate-opt-out-key", () => {
  it("puts a new key first and keeps those that sealed what was sent", async () => {
    expect(await rotate()).toMatchObject({ code: 0, out: expect.stringContaining("all of them") });
    const [second] = keys();
    expect(keys()).toEqual([expect.stringMatching(/^[A-Za-z0-9]{64}$/), "first"]);
    await rotate();
    expect(keys()).toEqual([expect.stringMatching(/^[A-Za-z0-9]{64}$/), second, "first"]);
  });

  it("keeps ten keys at most", async () => {
    secret = JSON.stringify({ optOut: Array.from({ length: 10 }, (_, n) => `k${n}`) });
    await rotate();
    expect(keys()).toHaveLength(10);
    expect(keys().at(-1)).toBe("k8");
  });

  it("drops the old ones when asked, and says what that means", async () => {
    const { out } = await rotate("--drop-old", "--yes");
    expect(keys()).toHaveLength(1);
    expect(keys()).not.toContain("first");
    expect(out).toContain("links in mail already sent no longer work");
  });

  it("asks before it drops the old ones, and changes nothing where nobody says yes", async () => {
    const { code, out, error } = await rotate("--drop-old");
    expect(code).toBe(1);
    expect(out).toContain("1 key would be dropped");
    expect(error).toContain("Nothing was changed. If a key got out, add --yes");
    expect(keys()).toBe("first");
  });

  it.each([
    [["--dry-run"], "a new key would sign beside 1 key"],
    [["--drop-old", "--dry-run", "--yes"], "1 key would be dropped"],
  ])("only says what it would do with %j", async (words, plan) => {
    const { code, out } = await rotate(...words);
    expect(code).toBe(0);
    expect(out).toContain(plan);
    expect(keys()).toBe("first");
  });

  it("prints no key", async () => {
    const { out, error } = await rotate();
    for (const key of keys()) expect(out + error).not.toContain(key);
  });
});
