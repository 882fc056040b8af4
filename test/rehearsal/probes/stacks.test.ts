import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { probeMend } from "./probe.ts";

const tagged = (value: string) => [{ Key: "version", Value: value }];

probeMend("stack_deletion", {
  "a stack is deleted by its ARN": async ({ createStack, formation }) => {
    await createStack("gone", { Topic: { Type: "AWS::SNS::Topic" } });
    const { Stacks } = await formation.send(new DescribeStacksCommand({ StackName: "gone" }));
    await formation.send(new DeleteStackCommand({ StackName: Stacks?.[0]?.StackId }));
    await sleep(500);
    try {
      const after = await formation.send(new DescribeStacksCommand({ StackName: "gone" }));
      return after.Stacks?.[0]?.StackStatus === "DELETE_COMPLETE";
    } catch (error) {
      return String(error).includes("does not exist");
    }
  },
  "deleting a change set that is not there succeeds": async ({ createStack, formation }) => {
    await createStack("unchanged", { Topic: { Type: "AWS::SNS::Topic" } });
    const command = new DeleteChangeSetCommand({ StackName: "unchanged", ChangeSetName: "none" });
    return formation.send(command).then(
      () => true,
      () => false,
    );
  },
});

probeMend("kept_queues", {
  "a queue has its dead-letter queue": async ({ createStack, sqs, queueUrl }) => {
    await createStack("redrive", {
      Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
      Work: {
        Type: "AWS::SQS::Queue",
        Properties: {
          QueueName: "work",
          RedrivePolicy: {
            deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] },
            maxReceiveCount: 3,
          },
        },
      },
    });
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl("work"),
      AttributeNames: ["All"],
    });
    return (await sqs.send(command)).Attributes?.["RedrivePolicy"] !== undefined;
  },
  "a queue keeps its messages when it changes": async ({
    createStack,
    updateStack,
    sqs,
    queueUrl,
  }) => {
    const queue = (VisibilityTimeout: number) => ({
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "kept", VisibilityTimeout } },
    });
    await createStack("queue", queue(30));
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("kept"), MessageBody: "kept" }));
    await updateStack("queue", queue(60));
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl("kept"),
      AttributeNames: ["All"],
    });
    return (await sqs.send(command)).Attributes?.["ApproximateNumberOfMessages"] === "1";
  },
});

probeMend("kept_tables", {
  "a table keeps its items when it changes": async ({ createStack, updateStack, dynamo }) => {
    const table = (DeletionProtectionEnabled: boolean) => ({
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "kept",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
          DeletionProtectionEnabled,
        },
      },
    });
    await createStack("table", table(false));
    const Item = { key: { S: "kept" } };
    await dynamo.send(new PutItemCommand({ TableName: "kept", Item }));
    await updateStack("table", table(true));
    const found = await dynamo.send(new GetItemCommand({ TableName: "kept", Key: Item }));
    return found.Item !== undefined;
  },
});

probeMend("tagged_resources", {
  "a bus stays when its tags change": async ({ createStack, updateStack }) => {
    const bus = (version: string) => ({
      Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "kept", Tags: tagged(version) } },
    });
    await createStack("bus", bus("1"));
    return (await updateStack("bus", bus("2"))) === "UPDATE_COMPLETE";
  },
});

probeMend("unsupported_types", {
  "a stack with an archive is deployed": async ({ createStack, arn }) => {
    const status = await createStack("archive", {
      Archive: {
        Type: "AWS::Events::Archive",
        Properties: { SourceArn: arn("events", "event-bus/default") },
      },
    });
    return status === "CREATE_COMPLETE";
  },
});
