import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import { createFunction } from "./sojourn-function.ts";
import type { Timers } from "./timers.ts";
import { WorkQueue } from "./work-queue.ts";

export interface MessageReleaseProps {
  readonly store: CustomerStore;
  readonly timers: Timers;
}

/** Lets go what waits at a closed gate once it is opened: a pause, or a provider that refused us. */
export class MessageRelease extends Construct {
  readonly queue: WorkQueue;
  readonly release: LambdaFunction;
  private readonly timers: Timers;

  constructor(scope: Construct, id: string, props: MessageReleaseProps) {
    super(scope, id);
    const { store, timers } = props;
    this.timers = timers;
    this.release = createFunction(this, {
      name: "release",
      description: "Lets held messages go when their channel or journey goes on.",
      timeout: Duration.seconds(60),
    });
    store.grantChangeCustomers(this.release);
    store.grantReleaseMessages(this.release);
    store.grantChangePauses(this.release);
    this.queue = new WorkQueue(this, "ReleaseQueue", {
      consumer: this.release,
      // A pass takes its whole time: one at a time, and two gates side by side.
      batchSize: 1,
      maxConcurrency: 2,
      // 20 tries × 6 min = 2 h of a store that is away.
      maxReceives: 20,
    });
    this.grantAsk(this.release);
  }

  /** Have a gate looked at later. */
  grantAsk(fn: LambdaFunction): void {
    const names = { role: env.releaseRole, deadLetters: env.releaseDeadLetters };
    this.timers.grantSchedule(fn, this.queue, env.releaseQueueArn, names);
  }

  /** Have a gate looked at now. */
  grantSend(fn: LambdaFunction): void {
    this.queue.grantSend(fn, env.releaseQueueUrl);
  }
}
