import { setTimeout as sleep } from "node:timers/promises";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateScheduleCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  PutSuppressedDestinationCommand,
} from "@aws-sdk/client-sesv2";
import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { AwsClient } from "aws4fetch";
import { keys } from "../stage/connection.ts";
import { until } from "../stage/until.ts";
import { functionOf, type ProbeClients } from "./clients.ts";
import { probeMend } from "./probe.ts";

async function waiting({ sqs }: ProbeClients, QueueUrl: string): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  const { Attributes = {} } = await sqs.send(command);
  const numbers = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  return numbers.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

probeMend("lambda_workers", {
  "an error has its name": async ({ createStack, lambda }) => {
    const body = "throw Object.assign(new Error('no'), { name: 'CustomerBusy' })";
    await createStack("named", { Function: functionOf("named", body) });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "named" }));
    return Payload?.transformToString().includes("CustomerBusy") ?? false;
  },
  "a process that dies says so": async ({ createStack, lambda }) => {
    await createStack("dying", { Function: functionOf("dying", "process.kill(process.pid, 9)") });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "dying" }));
    return Payload?.transformToString().includes("Runtime.ExitError") ?? false;
  },
  "the context says how much time is left": async ({ createStack, lambda }) => {
    const body = "return context.getRemainingTimeInMillis() <= 10000";
    await createStack("timed", { Function: functionOf("timed", body) });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "timed" }));
    return Payload?.transformToString() === "true";
  },
  "two calls of a function run side by side": async ({ createStack, lambda }) => {
    const body = "await new Promise((resolve) => setTimeout(resolve, 1500))";
    await createStack("slow", { Function: functionOf("slow", body) });
    const began = performance.now();
    const call = () => lambda.send(new InvokeCommand({ FunctionName: "slow" }));
    await Promise.all([call(), call()]);
    return performance.now() - began < 2_900;
  },
  "a call that is under way when the code changes ends by the old code": async (clients) => {
    const { createStack, updateStack, lambda } = clients;
    const slow = "await new Promise((resolve) => setTimeout(resolve, 3000)); return 1";
    await createStack("changing", { Function: functionOf("changing", slow) });
    const underWay = lambda.send(new InvokeCommand({ FunctionName: "changing" }));
    await sleep(1_000);
    await updateStack("changing", { Function: functionOf("changing", "return 2") });
    const after = await lambda.send(new InvokeCommand({ FunctionName: "changing" }));
    const answers = [(await underWay).Payload, after.Payload];
    return answers.map((answer) => answer?.transformToString()).join() === "1,2";
  },
});

probeMend("event_sources", {
  "a slow batch does not hold up the next": async (clients) => {
    const { createStack, sqs, queueUrl } = clients;
    await createStack("source", {
      Function: functionOf("consumer", "await new Promise((resolve) => setTimeout(resolve, 2000))"),
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "batches" } },
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          FunctionName: { Ref: "Function" },
          EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
          BatchSize: 1,
        },
      },
    });
    for (const MessageBody of ["a", "b", "c"]) {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("batches"), MessageBody }));
    }
    await sleep(4_500);
    return (await waiting(clients, queueUrl("batches"))) === 0;
  },
});

probeMend("schedule_ticks", {
  "a schedule fires within two seconds": async (clients) => {
    await clients.sqs.send(new CreateQueueCommand({ QueueName: "due" }));
    const url = clients.queueUrl("due");
    // The first shows where in its rhythm the emulator is; the second comes right after.
    for (const [index, seconds] of [20, 3].entries()) {
      await schedule(clients, `tick-${index}`, "due");
      const fired = until("a schedule", async () => (await waiting(clients, url)) > index, seconds);
      if (!(await fired.catch(() => false))) return false;
    }
    return true;
  },
  "a long list of schedules has pages": async (clients) => {
    for (let number = 0; number < 101; number++) {
      await schedule(clients, `listed-${number}`, "nowhere", 3600);
    }
    const { NextToken } = await clients.scheduler.send(new ListSchedulesCommand({}));
    return NextToken !== undefined;
  },
});

async function schedule(
  { scheduler, arn }: ProbeClients,
  Name: string,
  queue: string,
  seconds = 0,
) {
  const due = new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19);
  await scheduler.send(
    new CreateScheduleCommand({
      Name,
      ScheduleExpression: `at(${due})`,
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: { Arn: arn("sqs", queue), RoleArn: arn("iam", "role/probe"), Input: "{}" },
    }),
  );
}

probeMend("save_order", {
  "each save of a file has a sequencer of its own": async (clients) => {
    const { createStack, events, sqs, arn, endpoint, queueUrl } = clients;
    const NotificationConfiguration = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
    await createStack("files", {
      Bucket: {
        Type: "AWS::S3::Bucket",
        Properties: { BucketName: "saved", NotificationConfiguration },
      },
    });
    await sqs.send(new CreateQueueCommand({ QueueName: "saves" }));
    const EventPattern = JSON.stringify({ source: ["aws.s3"] });
    await events.send(new PutRuleCommand({ Name: "saves", EventPattern }));
    const Targets = [{ Id: "saves", Arn: arn("sqs", "saves") }];
    await events.send(new PutTargetsCommand({ Rule: "saves", Targets }));
    const s3 = new AwsClient({ ...keys, service: "s3", region: "us-east-1" });
    for (const body of ["one", "two"]) {
      await s3.fetch(`${endpoint}/saved/file.txt`, { method: "PUT", body });
    }
    await sleep(500);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl("saves"), MaxNumberOfMessages: 10 }),
    );
    const found = Messages.map(({ Body = "" }) => /"sequencer": ?"(\w+)"/.exec(Body)?.[1]);
    return new Set(found).size === 2;
  },
});

probeMend("push_endpoints", {
  "the endpoint of a device is called one": async ({ endpoint }) => {
    const sns = new SNSClient({ endpoint, region: "us-east-1", credentials: keys });
    const { PlatformApplicationArn } = await sns.send(
      new CreatePlatformApplicationCommand({ Name: "shop", Platform: "GCM", Attributes: {} }),
    );
    const { EndpointArn = "" } = await sns.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "device" }),
    );
    return EndpointArn.includes(":endpoint/GCM/shop/");
  },
});

probeMend("suppression_list", {
  "an address is on the list until it is taken off": async ({ ses }) => {
    const EmailAddress = "Ann@shop.example";
    const isListed = async () => {
      try {
        const command = new GetSuppressedDestinationCommand({ EmailAddress });
        return (await ses.send(command)).SuppressedDestination?.Reason === "BOUNCE";
      } catch {
        // Not found; or, without the mend, all of these calls are unknown.
        return false;
      }
    };
    const put = new PutSuppressedDestinationCommand({ EmailAddress, Reason: "BOUNCE" });
    if (!(await ses.send(put).catch(() => undefined))) return false;
    if (!(await isListed())) return false;
    await ses.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
    return !(await isListed());
  },
});
