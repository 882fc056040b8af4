import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { addDoctorCommand } from "../../../bin/commands/doctor.ts";
import type { Finding } from "../../../bin/doctor/finding.ts";
import { toItem } from "../../../src/aws/item.ts";
import { type AccountAnswer, type Input, useAwsAccount } from "./aws-account.ts";
import * as given from "./healthy-account.ts";
import { useNameServer } from "./name-server.ts";

const { account, asked } = useAwsAccount(given.healthyAccount);
const dns = useNameServer();

beforeEach(() => {
  dns.texts.set("bounce.shop.example.com", ["v=spf1 include:amazonses.com ~all"]);
  dns.texts.set("_dmarc.example.com", ["v=DMARC1; p=quarantine"]);
});
afterEach(() => {
  process.exitCode = undefined;
});

async function doctor(line: string): Promise<{ code: number; out: string; error: string }> {
  const said = { out: "", error: "" };
  const take = (where: "out" | "error") => (text: string) => {
    said[where] += text;
  };
  const program = new Command("sojourn")
    .exitOverride()
    .configureOutput({ writeErr: take("error") });
  addDoctorCommand(program, { out: take("out"), error: take("error") }, dns.resolver);
  await program.parseAsync(["doctor", ...line.split(" ")], { from: "user" });
  return { code: Number(process.exitCode ?? 0), ...said };
}

async function diagnose(options = ""): Promise<readonly Finding[]> {
  const { out } = await doctor(`--stage prod --json ${options}`.trim());
  return (JSON.parse(out) as { findings: Finding[] }).findings;
}

async function findingsOn(topic: string, options = ""): Promise<string[]> {
  const findings = await diagnose(options);
  return findings.filter((one) => one.topic === topic).map((one) => `${one.verdict}: ${one.found}`);
}

function refuse(error: string, message: string, status = 400): AccountAnswer {
  return { error, message, status };
}

describe("a stage that is well", () => {
  it("has no problem for a thousand customers, exit code 0", async () => {
    const { code, out, error } = await doctor("--stage prod --customers 1000 --over 1h");
    expect(error).toBe("");
    expect(out).toContain("Stage sojourn-prod in eu-west-1, account 000000000000\n");
    expect(out).toMatch(/\n43 ok\n$/);
    expect(code).toBe(0);
  });

  it("is told as JSON with the audience and every finding whole", async () => {
    const { out } = await doctor("--stage prod --json --customers 1000 --over 2h");
    const told = JSON.parse(out);
    expect(told).toMatchObject({
      stage: "sojourn-prod",
      region: "eu-west-1",
      audience: { customers: 1000, overMs: 7_200_000 },
    });
    for (const finding of told.findings as Finding[]) {
      expect(Object.values(finding).filter((text) => text !== "")).toHaveLength(6);
    }
  });

  it("only reads", async () => {
    await doctor("--stage prod");
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((one) => !/^(?:Get|List|Describe|BatchGet)/.test(one))).toEqual([]);
  });

  it("shows no secret", async () => {
    const { out } = await doctor("--stage prod --json");
    expect(out).toContain("there, with its field");
    expect(out).not.toMatch(/k{8}|o{8}/);
  });
});

describe("a launch that is too large", () => {
  it("prints problems first, each with the arithmetic and what mends it, exit code 1", async () => {
    const { code, out } = await doctor("--stage prod --customers 10000000 --over 1h");
    expect(code).toBe(1);
    const verdicts = [...out.matchAll(/^ {2}(problem|warning|unknown|ok) /gm)].map(
      ([, one]) => one,
    );
    const order = ["problem", "warning", "unknown", "ok"];
    const sorted = verdicts.toSorted((a, b) => order.indexOf(a!) - order.indexOf(b!));
    expect(verdicts).toEqual(sorted);
    expect(verdicts[0]).toBe("problem");
    expect(out).toContain(
      [
        "problem: Step Functions: starts of journeys",
        "  found   300/s",
        "  wanted  2,778/s = 10,000,000 customers ÷ 3,600 s (abandoned-cart)",
      ].join("\n"),
    );
    expect(out).toContain(
      "request-service-quota-increase --service-code states --quota-code L-STATES1 --desired-value 3473 --region eu-west-1",
    );
  });

  it("is as large as the customers table, where nobody says", async () => {
    account["DescribeTable"] = {
      Table: { TableStatus: "ACTIVE", DeletionProtectionEnabled: true, ItemCount: 10_000_000 },
    };
    const { out } = await doctor("--stage prod");
    expect(out).toContain("Audience: 10,000,000 customers within 1 h");
  });

  it("is unknown where the table is empty, and quotas are not taken for good", async () => {
    const { code, out } = await doctor("--stage prod");
    expect(out).toContain("No audience: add --customers");
    expect(out).toMatch(/unknown {2}Step Functions: starts of journeys +300\/s, and no need known/);
    expect(code).toBe(0);
  });

  it("costs what one part costs where the customers live", async () => {
    const spend = (price: string) =>
      findingsOn("SMS: spend limit", `--customers 100000 --sms-price ${price}`);
    expect(await spend("0.1")).toEqual(["ok: $50,000"]);
    expect(await spend("1")).toEqual(["problem: $50,000"]);
  });
});

describe("what can't be read", () => {
  it("is unknown with the reason where the role may read the stack and nothing else", async () => {
    const { DescribeStacks } = account;
    for (const operation of Object.keys(account)) delete account[operation];
    account["DescribeStacks"] = DescribeStacks!;
    const { code, out } = await doctor("--stage prod --customers 1000000");
    expect(out).toContain("AWS does not let you do this: not authorized to perform: GetAccount");
    const ok = [...out.matchAll(/^ {2}ok +(\S.*?) {2}/gm)].map(([, topic]) => topic);
    expect(ok).toEqual(["Stack"]);
    // What could not be read might be well.
    expect(code).toBe(0);
  });

  test.each([
    ["ListServiceQuotas", "Scheduler: due schedules", "AWS's default here is 1,000/s"],
    ["GetAccountSettings", "Lambda: calls at a time", "not authorized to perform"],
    ["GetQueueAttributes", "Dead letters", "not authorized to perform"],
    ["GetTopicAttributes", "Alarms", "not authorized to perform"],
    ["GetSecretValue", "Secret: opt-out key", "not authorized to perform"],
    ["DescribeContinuousBackups", "Table: catalog", "not authorized to perform"],
    ["GetEmailIdentity", "Email: sender", "not authorized to perform"],
    ["GetTemplate", "Email: permission", "not authorized to perform"],
    ["GetConfigurationSet", "Email: events", "not authorized to perform"],
    ["GetSMSAttributes", "SMS: spend limit", "not authorized to perform"],
    ["GetPlatformApplicationAttributes", "Push: applications", "not authorized to perform"],
    ["GetEventSourceMapping", "Queues", "not authorized to perform"],
    ["GetFunctionConfiguration", "Functions", "not authorized to perform"],
    ["BatchGetItem", "Definitions", "not authorized to perform"],
  ])("by a refused %s leaves %s unknown", async (operation, topic, why) => {
    delete account[operation];
    const [told, ...more] = await findingsOn(topic, "--customers 1000");
    expect(told).toMatch(/^unknown: /);
    expect(told).toContain(why);
    expect(more).toEqual([]);
  });

  it("is unknown where an endpoint lacks the service or answers nonsense", async () => {
    account["GetAccountSettings"] = refuse("UnknownOperationException", "no such service", 501);
    account["GetSMSSandboxAccountStatus"] = refuse("InvalidAction", "not known here");
    account["ListServiceQuotas"] = { raw: "<?xml version='1.0'?><html/>" };
    account["GetAccount"] = {};
    account["GetTopicAttributes"] = "";
    const told = async (topic: string) => (await findingsOn(topic)).join();
    expect(await told("Lambda: calls at a time")).toMatch(/^unknown: .*: no such service$/);
    expect(await told("SMS: sandbox")).toMatch(/^unknown: .*: not known here$/);
    expect(await told("Scheduler: due schedules")).toMatch(
      /^unknown: nobody there knows this service; /,
    );
    expect(await told("Email: SES sandbox")).toBe(
      "unknown: the answer lacks ProductionAccessEnabled",
    );
    expect(await told("Alarms")).toBe("unknown: the answer lacks SubscriptionsConfirmed");
  });

  it("of a service that lists none by the name is unknown", async () => {
    account["ListServiceQuotas"] = { Quotas: [] };
    expect(await findingsOn("Step Functions: state transitions", "--customers 1")).toEqual([
      "unknown: Service Quotas lists none by this name among 0 of states; AWS's default here is 5,000/s",
    ]);
  });

  it("of the journeys leaves every channel unknown, not unused", async () => {
    account["GetItem"] = refuse("AccessDeniedException", "no", 403);
    expect(await findingsOn("Email: sending rate", "--customers 1")).toEqual(["unknown: 200/s"]);
    expect(await findingsOn("SMS: spend limit", "--customers 1")).toEqual(["unknown: $50,000"]);
    expect(await findingsOn("Step Functions: starts of journeys", "--customers 1")).toEqual([
      "unknown: 300/s, and no need known",
    ]);
  });

  it("because the stage is not there is one sentence, exit code 1", async () => {
    account["DescribeStacks"] = ({ StackName }) =>
      StackName === undefined
        ? "<Stacks/>"
        : refuse("ValidationError", `Stack with id ${StackName} does not exist`);
    const { code, out, error } = await doctor("--stage prod");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toContain("There is no stage sojourn-prod in eu-west-1");
  });
});

describe("what would bite", () => {
  const sandboxed = {
    ProductionAccessEnabled: false,
    SendingEnabled: true,
    EnforcementStatus: "HEALTHY",
    SendQuota: { Max24HourSend: 200, MaxSendRate: 1 },
  };
  const attributes = (name: string, key: string, value: string) =>
    `<${name}><entry><key>${key}</key><value>${value}</value></entry></${name}>`;

  test.each<[string, AccountAnswer, string, string]>([
    ["GetAccount", sandboxed, "Email: SES sandbox", "problem: in the sandbox"],
    [
      "GetAccount",
      sandboxed,
      "Email: our pace within SES's rate",
      "problem: 200/s = 30 calls ÷ 0.15 s",
    ],
    [
      "GetEmailIdentity",
      given.identity({
        DkimAttributes: { SigningEnabled: true, Status: "PENDING", Tokens: ["a"] },
      }),
      "Email: DKIM",
      "problem: shop.example.com: PENDING, signing on",
    ],
    [
      "GetEmailIdentity",
      given.identity({ MailFromAttributes: undefined }),
      "Email: SPF",
      "warning: no MAIL FROM domain: SES's own is used",
    ],
    [
      "GetSMSSandboxAccountStatus",
      "<IsInSandbox>true</IsInSandbox>",
      "SMS: sandbox",
      "problem: in the sandbox",
    ],
    [
      "GetSMSAttributes",
      attributes("attributes", "DefaultSMSType", "Promotional"),
      "SMS: spend limit",
      "problem: none set, so AWS's first $1",
    ],
    [
      "GetAccountSettings",
      { AccountLimit: { ConcurrentExecutions: 10 } },
      "Lambda: calls at a time",
      "problem: 10",
    ],
    [
      "GetSecretValue",
      refuse("ResourceNotFoundException", "can't find the specified secret"),
      "Secret: customer key",
      "problem: not there",
    ],
    [
      "GetSecretValue",
      refuse("InvalidRequestException", "it was marked for deletion"),
      "Secret: opt-out key",
      "problem: being deleted",
    ],
    [
      "GetSecretValue",
      { SecretString: "not JSON" },
      "Secret: opt-out key",
      "problem: no JSON object",
    ],
    [
      "GetPlatformApplicationAttributes",
      attributes("Attributes", "Enabled", "false"),
      "Push: applications",
      "problem: GCM/shop: disabled",
    ],
    [
      "GetPlatformApplicationAttributes",
      refuse("NotFound", "PlatformApplication does not exist", 404),
      "Push: applications",
      "problem: GCM/shop: SNS does not know it",
    ],
    [
      "GetQueueAttributes",
      { Attributes: { ApproximateNumberOfMessages: "2" } },
      "Dead letters",
      "problem: IntakeQueue 2, EmailQueue 2",
    ],
    [
      "GetTopicAttributes",
      attributes("Attributes", "SubscriptionsConfirmed", "0"),
      "Alarms",
      "problem: nobody subscribed",
    ],
    ["GetItem", {}, "Definitions", "warning: nothing is published"],
  ])("%s, %j: %s", async (operation, answer, topic, told) => {
    account[operation] = answer;
    expect(await findingsOn(topic, "--customers 1000")).toEqual([told]);
  });

  it("told of a pause that nobody has lifted", async () => {
    const { GetItem } = account;
    const flags = { kind: "pause", name: "flags", rev: 1, journeys: {}, channels: {} };
    const all = { since: Date.parse("2026-11-01T09:00:00Z"), why: "wrong prices" };
    account["GetItem"] = (input) =>
      JSON.stringify(input).includes('"flags"')
        ? { Item: toItem({ ...flags, all }) }
        : (GetItem as (given: Input) => AccountAnswer)(input);
    expect(await findingsOn("Pauses")).toEqual([
      "warning: all since 2026-11-01T09:00:00Z: wrong prices",
    ]);
  });

  it("in a sandbox is no problem on a stage that is not prod", async () => {
    account["GetAccount"] = sandboxed;
    account["DescribeStacks"] = given.describe("sojourn-dev", { CatalogTable: "catalog" });
    const { out } = await doctor("--stage dev --json");
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    expect(findings.find(({ topic }) => topic === "Email: SES sandbox")?.verdict).toBe("warning");
  });
});

test.each([
  ["--customers many", "Write a whole number"],
  ["--over 1m", '"1min"'],
  ["--over 0min", "longer than nothing"],
  ["--sms-price free", "Write dollars"],
])("%s is refused with a hint", async (words, hint) => {
  const said: string[] = [];
  const program = new Command()
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text) });
  const streams = {
    out: (text: string) => said.push(text),
    error: (text: string) => said.push(text),
  };
  addDoctorCommand(program, streams);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
  }
  await expect(
    program.parseAsync(["doctor", ...words.split(" ")], { from: "user" }),
  ).rejects.toThrow(/invalid/);
  expect(said.join("")).toContain(hint);
});
