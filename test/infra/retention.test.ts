import { describe, expect, test } from "vitest";
import { production, resourcesOf, synthStage } from "./synth.ts";

const prod = synthStage(production);
const dev = synthStage();

/** What holds what cannot be had again. */
const stateful = [
  "AWS::DynamoDB::Table",
  "AWS::Events::Archive",
  "AWS::S3::Bucket",
  "AWS::SecretsManager::Secret",
];

describe.each(stateful)("%s", (type) => {
  test("outlives the stack in production", () => {
    const found = resourcesOf(prod.template, type);
    expect(found.size).toBeGreaterThan(0);
    for (const resource of found.values()) {
      expect(resource.DeletionPolicy).toBe("Retain");
      expect(resource.UpdateReplacePolicy).toBe("Retain");
    }
  });

  test("goes with the stack on a disposable stage", () => {
    const found = resourcesOf(dev.template, type);
    expect(found.size).toBeGreaterThan(0);
    for (const resource of found.values()) {
      expect(["Delete", undefined]).toContain(resource.DeletionPolicy);
    }
  });
});

test("schedules always go with the queues that they fire at", () => {
  const [group] = resourcesOf(prod.template, "AWS::Scheduler::ScheduleGroup").values();
  expect(group?.DeletionPolicy).toBe("Delete");
});

test("tables are protected from deletion in production only, and can be restored everywhere", () => {
  for (const [stage, protectedFromDeletion] of [
    [prod, true],
    [dev, false],
  ] as const) {
    const tables = resourcesOf(stage.template, "AWS::DynamoDB::Table");
    expect(tables.size).toBe(4);
    for (const { Properties } of tables.values()) {
      expect(Properties.DeletionProtectionEnabled).toBe(protectedFromDeletion);
      expect(Properties.PointInTimeRecoverySpecification).toEqual({
        PointInTimeRecoveryEnabled: true,
      });
      expect(Properties.BillingMode).toBe("PAY_PER_REQUEST");
    }
  }
});

test("the production stack can't be deleted by accident", () => {
  expect(prod.sojourn.terminationProtection).toBe(true);
  expect(dev.sojourn.terminationProtection).toBe(false);
});

test("the tables have the keys that the code reads and writes by", () => {
  const keysOf = (properties: Readonly<Record<string, unknown>>) =>
    (properties.KeySchema as { AttributeName: string }[]).map((key) => key.AttributeName);
  const tables = [...resourcesOf(dev.template, "AWS::DynamoDB::Table").values()];
  expect(tables.map(({ Properties }) => keysOf(Properties))).toEqual([
    ["key"],
    ["key", "sk"],
    ["kind", "name"],
    ["key"],
  ]);
  expect(tables[1]?.Properties).toMatchObject({
    TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    GlobalSecondaryIndexes: [
      {
        IndexName: "attention",
        KeySchema: [
          { AttributeName: "attention", KeyType: "HASH" },
          { AttributeName: "attentionAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
      {
        IndexName: "held",
        KeySchema: [
          { AttributeName: "gate", KeyType: "HASH" },
          { AttributeName: "gateOrder", KeyType: "RANGE" },
        ],
        Projection: {
          ProjectionType: "INCLUDE",
          NonKeyAttributes: ["at", "expires", "reason"],
        },
      },
    ],
  });
});

test("the bucket keeps versions, is private, encrypted and tells EventBridge", () => {
  const [bucket] = resourcesOf(prod.template, "AWS::S3::Bucket").values();
  expect(bucket?.Properties).toMatchObject({
    VersioningConfiguration: { Status: "Enabled" },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
      ],
    },
  });
});

test("nothing of ours is a custom resource, on any stage", () => {
  for (const { template, alarms } of [prod, dev]) {
    const types = [template, alarms].flatMap((each) =>
      Object.values(each.toJSON().Resources as Record<string, { Type: string }>).map(
        ({ Type }) => Type,
      ),
    );
    expect(types.filter((type) => /^(Custom::|AWS::CloudFormation::Custom)/.test(type))).toEqual(
      [],
    );
  }
});
