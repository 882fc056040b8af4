import { Duration } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import { createFunction } from "./sojourn-function.ts";
import { WorkQueue } from "./work-queue.ts";

export interface FeedbackProps {
  readonly store: CustomerStore;
  readonly engine: JourneyEngine;
  /** Told of the segments that a report moves a customer into or out of. */
  readonly intake: EventIntake;
  /** Only what was sent under this configuration set is ours. @default none: nothing comes from SES */
  readonly configurationSetName?: string;
}

/** What became of our email, told by SES on the default bus; it moves messages and wakes journeys. */
export class Feedback extends Construct {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: FeedbackProps) {
    super(scope, id);
    const { store, engine, intake } = props;
    const feedback = createFunction(this, {
      name: "feedback",
      description: "Applies what SES tells of a message: delivered, opened, clicked, bounced.",
    });
    store.grantChangeCustomers(feedback);
    store.grantRecord(feedback);
    store.grantListRecords(feedback);
    store.grantAmendRecords(feedback);
    store.grantReadCatalog(feedback);
    store.grantMarkAddresses(feedback);
    intake.grantPutEvents(feedback);
    engine.grantStartJourneys(feedback);
    engine.grantWake(feedback);

    this.queue = new WorkQueue(this, "FeedbackQueue", {
      consumer: feedback,
      // Nobody waits for an open to be counted: 5 s fill the batches, and 4.7 calls a customer become
      // fewer than one.
      batchWindow: Duration.seconds(5),
      // 50 calls, one message after another at some 50 ms: 1,000 events/s, 5 of each of 200 emails/s.
      maxConcurrency: 50,
      // 20 tries × 3 min = 1 h, as long as a store has ever been away.
      maxReceives: 20,
    });
    this.queue.grantPutAside(feedback, env.refusedQueueUrl);
    const { configurationSetName: set } = props;
    if (set === undefined) return;
    this.queue.receive("SesEvents", {
      source: Match.exactString("aws.ses"),
      detail: { mail: { tags: { "ses:configuration-set": [set] } } },
    });
  }
}
