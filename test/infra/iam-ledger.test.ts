import { describe, expect, test } from "vitest";
import { iamLedger } from "./iam-ledger.ts";
import { production, resourcesOf, synthStage } from "./synth.ts";

const { sojourn, template } = synthStage({
  ...production,
  pushApplications: "arn:aws:sns:eu-central-1:123456789012:app/GCM/shop",
});
const ledger = iamLedger(sojourn, template);
const rows = ledger
  .trimEnd()
  .split("\n")
  .map((line) => {
    const [who = "", actions = "", resource = ""] = line.split(" | ");
    return { who, actions: actions.split(" "), resource };
  });

test("nobody may do more than the ledger says; a change to it is a change to review", async () => {
  await expect(ledger).toMatchFileSnapshot("iam-ledger.txt");
});

test("no action is a wildcard", () => {
  expect(rows.filter(({ actions }) => actions.some((action) => action.includes("*")))).toEqual([]);
});

test("a wildcard in a resource is one of those that are reasoned where they are granted", () => {
  const wide = rows.filter(({ resource }) => resource.includes("*"));
  expect([...new Set(wide.map(({ resource }) => resource))].toSorted()).toEqual([
    "*",
    "CustomerImport/Uploads/*",
    "CustomerImport/Uploads/imports/*/outcomes/*",
    "Publishing/Definitions/*",
    "Publishing/Definitions/*.report.json",
    "arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/sojourn-prod/*",
    "arn:<Partition>:sns:*:*:*",
    "arn:<Partition>:states:<Region>:<AccountId>:execution:sojourn-prod-backfill-figures:*",
    "arn:<Partition>:states:<Region>:<AccountId>:execution:sojourn-prod-import-customers:*",
    "arn:<Partition>:states:<Region>:<AccountId>:execution:sojourn-prod-sweep-customers:*",
    "arn:aws:sns:eu-central-1:123456789012:endpoint/GCM/shop/*",
  ]);
});

test("a text to any phone number, but never a message to a topic", () => {
  const publishing = rows.filter(({ actions }) => actions.includes("sns:Publish"));
  expect(
    publishing.map(({ who, actions, resource }) => [who, actions.join(" "), resource]),
  ).toEqual(
    expect.arrayContaining([
      ["MessageDelivery/Sms/DeliverSmsRole", "sns:Publish", "*"],
      ["MessageDelivery/Sms/DeliverSmsRole", "not sns:Publish", "arn:<Partition>:sns:*:*:*"],
    ]),
  );
  expect(publishing).toHaveLength(3);
});

describe("of the customers table", () => {
  const touching = rows.filter(({ resource }) => resource === "CustomerStore/Customers");

  test("nobody puts or deletes an item: a customer changes by a conditional update only", () => {
    const actions = new Set(touching.flatMap((row) => row.actions));
    expect([...actions].toSorted()).toEqual([
      "dynamodb:GetItem",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
    ]);
  });

  test("sweep, backfill and learning go over all of it; who publishes asks whether there is anybody", () => {
    const scanning = touching.filter(({ actions }) => actions.includes("dynamodb:Scan"));
    expect(scanning.map(({ who }) => who).toSorted()).toEqual([
      "CustomerSweep/SweepRole",
      "FigureBackfill/BackfillRole",
      "FigureBackfill/FinishBackfillRole",
      "ModelLearning/LearnRole",
      "Publishing/PublishRole",
    ]);
  });
});

test("nobody deletes what is known against an address, and nobody goes over it", () => {
  const touching = rows.filter(({ resource }) => resource === "CustomerStore/Addresses");
  const actions = new Set(touching.flatMap((row) => row.actions));
  expect([...actions].toSorted()).toEqual(["dynamodb:GetItem", "dynamodb:PutItem"]);
});

test("the stage's key is read where customers' own ids come in and where addresses are looked up", () => {
  const reading = rows.filter(({ resource }) => resource === "CustomerStore/CustomerKey");
  expect(reading.map(({ who }) => who).toSorted()).toEqual([
    "CustomerImport/ImportRole",
    "EventIntake/IntakeRole",
    "Feedback/FeedbackRole",
    "MessageDelivery/Email/DeliverEmailRole",
    "MessageDelivery/Push/DeliverPushRole",
    "MessageDelivery/Sms/DeliverSmsRole",
  ]);
});

test("the open page touches no customer: it puts an event", () => {
  const page = rows.filter(({ who }) => who === "OptOut/OptOutRole");
  expect(page.flatMap(({ actions }) => actions).toSorted()).toEqual([
    "events:PutEvents",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
  ]);
});

test("every role serves one AWS service", () => {
  const roles = [...resourcesOf(template, "AWS::IAM::Role").values()];
  const trusted = roles.map(({ Properties }) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as {
      Statement: { Principal: { Service: string } }[];
    };
    expect(Statement).toHaveLength(1);
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    return Statement[0]?.Principal.Service ?? "nobody";
  });
  expect([...new Set(trusted)].toSorted()).toEqual([
    "lambda.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
  ]);
});
