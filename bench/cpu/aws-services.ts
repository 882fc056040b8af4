import { fork } from "node:child_process";
import { once } from "node:events";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createBus } from "../../src/aws/bus.ts";
import { createDeliveries } from "../../src/aws/deliveries.ts";
import { createEmailProvider } from "../../src/aws/providers/email.ts";
import { createPushProvider } from "../../src/aws/providers/push.ts";
import { createRuns } from "../../src/aws/runs.ts";
import { createTimers } from "../../src/aws/timers.ts";
import { createWakes } from "../../src/aws/wakes.ts";
import type { Ports } from "../../src/core/ports.ts";

export interface StandInServices {
  /** Every port that is no store, over the real SDK. */
  readonly ports: Pick<Ports, "runs" | "wakes" | "deliveries" | "timers" | "bus" | "providers">;
  stop(): void;
}

const account = "arn:aws:sqs:us-east-1:123456789012";

/** Starts the stand-in for AWS's other services and makes the adapters that call it. */
export async function startServices(): Promise<StandInServices> {
  const child = fork(new URL("./stand-in.ts", import.meta.url), [], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout === null) throw new Error("the stand-in has no output");
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const endpoint = `http://127.0.0.1:${String(port).trim()}`;
  const to = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const sns = createPushProvider({
    client: new SNSClient(to),
    applications: () => ["arn:aws:sns:eu-central-1:123456789012:app/GCM/shop"],
  });
  const sqs = new SQSClient(to);
  const scheduled = (queue: string) => ({
    queue: `${account}:${queue}`,
    role: "arn:aws:iam::123456789012:role/scheduler",
    deadLetters: undefined,
  });
  const ports: StandInServices["ports"] = {
    runs: createRuns({ client: new SFNClient(to), machine: "arn:aws:states:us-east-1:1:m" }),
    wakes: createWakes({ client: sqs, queueUrl: `${endpoint}/wake` }),
    deliveries: createDeliveries({ client: sqs, queueUrlOf: (by) => `${endpoint}/${by}` }),
    timers: createTimers({
      client: new SchedulerClient(to),
      group: "sojourn-bench",
      ahead: () => 0,
      wakes: () => scheduled("wake"),
      deliveries: (channel) => scheduled(channel),
      releases: () => scheduled("release"),
    }),
    bus: createBus({ client: new EventBridgeClient(to), bus: "sojourn" }),
    providers: {
      email: createEmailProvider({ client: new SESv2Client(to), configurationSet: "sojourn" }),
      sms: sns,
      push: sns,
    },
  };
  return { ports, stop: () => child.disconnect() };
}
