import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { FunctionName } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { MessageRelease } from "./message-release.ts";
import { createFunction } from "./sojourn-function.ts";
import type { Timers } from "./timers.ts";
import { WorkQueue } from "./work-queue.ts";

export interface DeliveryChannelProps {
  readonly deliver: FunctionName & `deliver-${string}`;
  readonly description: string;
  /** Environment name of the queue's address, for whoever sends and for the channel itself. */
  readonly urlName: string;
  /** Environment name of the queue's ARN, the target of the schedules of held messages. */
  readonly arnName: string;
  /** Calls at a time, as the provider's rate asks. */
  readonly maxConcurrency: number;
  readonly store: CustomerStore;
  readonly timers: Timers;
  readonly release: MessageRelease;
}

/** One channel: its queue, and the function that claims a message and hands it to the provider. */
export class DeliveryChannel extends Construct {
  readonly queue: WorkQueue;
  /** To be granted its provider. */
  readonly deliver: LambdaFunction;
  private readonly urlName: string;

  constructor(scope: Construct, id: string, props: DeliveryChannelProps) {
    super(scope, id);
    const { store, timers, urlName, arnName } = props;
    this.urlName = urlName;
    this.deliver = createFunction(this, {
      name: props.deliver,
      description: props.description,
      // 5 messages, each with up to 10 s for a slow provider, and 10 s for the store.
      timeout: Duration.seconds(60),
    });
    store.grantChangeCustomers(this.deliver);
    store.grantAmendRecords(this.deliver);
    // An exit older than the list on the customer: only the history knows its key.
    store.grantListRecords(this.deliver);
    store.grantReadCatalog(this.deliver);
    // It looks at each address before it sends, and marks one that its provider calls dead.
    store.grantMarkAddresses(this.deliver);

    this.queue = new WorkQueue(this, `${id}Queue`, {
      consumer: this.deliver,
      batchSize: 5,
      maxConcurrency: props.maxConcurrency,
      // 30 tries × 6 min = 3 h of a provider that is away. Where a backlog is throttled two times in
      // three, 0.65^30: 2 messages of a million end here.
      maxReceives: 30,
    });
    // What is held comes back by a schedule, never by a message to its own queue (decision 31).
    timers.grantSchedule(this.deliver, this.queue, arnName);
    // A provider that refuses the stage closes the channel.
    store.grantChangePauses(this.deliver);
    props.release.grantAsk(this.deliver);
  }

  /** Queue a message for this channel. */
  grantQueue(fn: LambdaFunction): void {
    this.queue.grantSend(fn, this.urlName);
  }
}
