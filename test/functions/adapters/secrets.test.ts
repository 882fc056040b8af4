import { describe, expect, it } from "vitest";
import { secrets } from "../../../src/aws/clients.ts";
import { createCustomerKeys } from "../../../src/aws/customer-keys.ts";
import { createOptOutLinks } from "../../../src/aws/opt-out-links.ts";
import { keys, optOutLinks } from "../../../src/aws/wire.ts";
import { keyedHash } from "../../../src/core/hash.ts";
import { makeOptOutToken, openOptOutToken } from "../../../src/core/messages/opt-out-token.ts";
import { jsonError, spoken, useAwsRecorder } from "./aws-recorder.ts";

const secretId = "arn:aws:secretsmanager:us-east-1:123456789012:secret:key";
const optOutId = "arn:aws:secretsmanager:us-east-1:123456789012:secret:opt-out";
const optOutUrl = "https://abc.lambda-url.us-east-1.on.aws/";
const aws = useAwsRecorder(() => ({ stageSecret: secretId, optOutSecret: optOutId, optOutUrl }));

function secretOf(value: unknown) {
  const SecretString = typeof value === "string" ? value : JSON.stringify(value);
  return { status: 200, body: JSON.stringify({ SecretString }) };
}

describe("customer keys", () => {
  it("are the keyed hash of the shop's id under the stage's secret, which is read once", async () => {
    aws.answer(secretOf({ customerKey: "s3cret" }));
    const [ann, bob] = await Promise.all([keys.keyOf("ann"), keys.keyOf("客户-1")]);
    expect(ann).toBe(keyedHash("s3cret", "ann"));
    expect(bob).toBe(keyedHash("s3cret", "客户-1"));
    expect(await keys.keyOf("ann")).toBe(ann);
    expect(aws.calls).toHaveLength(1);
    expect(spoken(aws.calls[0])).toEqual({
      operation: "GetSecretValue",
      body: { SecretId: secretId },
    });
  });

  it("are tried again after Secrets Manager was away", async () => {
    const customerKeys = createCustomerKeys({ client: secrets(), secretId });
    const failure = jsonError("InternalServiceError", "why", 500);
    aws.answer(failure, failure, failure, failure);
    await expect(customerKeys.keyOf("ann")).rejects.toMatchObject({ name: "StoreUnavailable" });
    aws.answer(secretOf({ customerKey: "s3cret" }));
    expect(await customerKeys.keyOf("ann")).toBe(keyedHash("s3cret", "ann"));
  });

  it.each([["not JSON: hunter2"], [{ optOut: "x" }], [{ customerKey: "" }], ["null"], ["[]"]])(
    "need a secret of the right form, which is never quoted: %j",
    async (value) => {
      const customerKeys = createCustomerKeys({ client: secrets(), secretId });
      aws.answer(secretOf(value));
      const error: unknown = await customerKeys.keyOf("ann").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        name: "ConfigurationInvalid",
        message: expect.stringContaining('write {"customerKey": "…"}'),
      });
      expect(String(error)).not.toContain("hunter2");
    },
  );
});

describe("opt-out links", () => {
  const optOut = {
    message: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
    customer: "客户-1",
    channel: "email",
    purpose: "winback",
  } as const;
  const link = () => optOutLinks.linkFor(optOut.message, optOut.customer, "email", "winback");

  it("lead to the page with a token that says who refuses what", async () => {
    aws.answer(secretOf({ optOut: "seal" }));
    const url = new URL(await link());
    expect(url.origin + url.pathname).toBe(optOutUrl);
    expect([...url.searchParams.keys()]).toEqual(["t"]);
    expect(openOptOutToken("seal", url.searchParams.get("t") ?? "")).toEqual(optOut);
    expect(spoken(aws.calls[0]).body).toEqual({ SecretId: optOutId });
  });

  it("are opened with the same secret, and nobody else's is", async () => {
    const token = new URL(await link()).searchParams.get("t") ?? "";
    expect(await optOutLinks.open(token)).toEqual(optOut);
    const { links } = rotating();
    aws.answer(secretOf({ optOut: "another seal" }));
    expect(await links.open(token)).toBeUndefined();
  });

  const rotating = () => {
    const time = { now: 0 };
    const clock = { now: () => time.now };
    return {
      time,
      links: createOptOutLinks({ client: secrets(), secretId, url: () => optOutUrl, clock }),
    };
  };
  const tokenOf = (key: string) => makeOptOutToken(key, optOut);

  it("are sealed with the newest key and opened with every one that is left", async () => {
    const { links } = rotating();
    aws.answer(secretOf({ optOut: ["newest", "older", "oldest"] }));
    const made = await links.linkFor(optOut.message, optOut.customer, "email", "winback");
    expect(new URL(made).searchParams.get("t")).toBe(tokenOf("newest"));
    for (const key of ["newest", "older", "oldest"]) {
      expect(await links.open(tokenOf(key))).toEqual(optOut);
    }
    expect(await links.open(tokenOf("dropped"))).toBeUndefined();
    expect(aws.calls).toHaveLength(1);
  });

  it("of a key that came after the last look are opened, and forged ones ask once a minute", async () => {
    const { links, time } = rotating();
    aws.answer(secretOf({ optOut: "old" }), secretOf({ optOut: ["new", "old"] }));
    expect(await links.open(tokenOf("old"))).toEqual(optOut);
    time.now += 60_000;
    expect(await links.open(tokenOf("new"))).toEqual(optOut);
    for (let n = 0; n < 5; n++) expect(await links.open(tokenOf("forged"))).toBeUndefined();
    expect(aws.calls).toHaveLength(2);
  });

  it("are sealed with a new key within 5 minutes", async () => {
    const { links, time } = rotating();
    aws.answer(secretOf({ optOut: "old" }), secretOf({ optOut: ["new", "old"] }));
    const make = async () =>
      new URL(await links.linkFor(optOut.message, optOut.customer, "email", "winback"));
    expect((await make()).searchParams.get("t")).toBe(tokenOf("old"));
    time.now += 300_000;
    expect((await make()).searchParams.get("t")).toBe(tokenOf("new"));
  });

  it.each([[{ optOut: [] }], [{ optOut: ["a", ""] }], [{ optOut: ["a", 7] }], [{}], ["x"]])(
    "need a secret of the right form: %j",
    async (value) => {
      const { links } = rotating();
      aws.answer(secretOf(value));
      await expect(links.open(tokenOf("a"))).rejects.toMatchObject({
        name: "ConfigurationInvalid",
      });
      aws.answer(secretOf({ optOut: "a" }));
      expect(await links.open(tokenOf("a"))).toEqual(optOut);
    },
  );

  it("fit into a mail header with room to spare", async () => {
    expect((await link()).length).toBeLessThan(300);
  });
});
