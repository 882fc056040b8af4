import { Duration } from "aws-cdk-lib";
import { EventBus, type EventPattern, Match, type Rule } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { env, eventSource } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import { createFunction } from "./sojourn-function.ts";
import { WorkQueue } from "./work-queue.ts";

export interface EventIntakeProps {
  /** What storefronts call the bus: `<prefix>-<stage>`. */
  readonly busName: string;
  readonly store: CustomerStore;
}

/**
 * What intake takes. What journeys emit and who opts out comes back through here; our notices and
 * verdicts are for others.
 */
export const forIntake: EventPattern = {
  source: Match.anythingButPrefix(`${eventSource}.`),
};

/** The bus that storefronts put events on, and the way from there into the customer's item. */
export class EventIntake extends Construct {
  readonly queue: WorkQueue;
  readonly bus: EventBus;
  /** To be granted the starting and waking of journeys by the engine. */
  readonly intake: LambdaFunction;
  /** From the bus into the queue; what a replay is aimed at. */
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: EventIntakeProps) {
    super(scope, id);
    const { store } = props;
    this.bus = new EventBus(this, "Bus", {
      eventBusName: props.busName,
      description: "Storefronts put their customers' events here.",
    });
    this.intake = createFunction(this, {
      name: "intake",
      description: "Applies each event to its customer once, then starts, wakes or ends journeys.",
    });
    store.grantChangeCustomers(this.intake);
    store.grantRecord(this.intake);
    store.grantListRecords(this.intake);
    store.grantReadCatalog(this.intake);
    store.grantDeriveKeys(this.intake);
    store.grantMarkAddresses(this.intake);
    this.grantPutEvents(this.intake);

    this.queue = new WorkQueue(this, "IntakeQueue", {
      consumer: this.intake,
      // A second gathers what one customer did in a burst into one write.
      batchWindow: Duration.seconds(1),
      // 10 calls of 10 customers side by side, some 100 ms each: 1,000 events/s, 86 million a day. More
      // would only be refused when events start journeys: StartExecution takes 300/s.
      maxConcurrency: 10,
      // 40 tries × 3 min = 2 h. A launch of a million journeys lasts 56 min at 300/s and is refused
      // 7 times in 10 meanwhile: 0.7^40 leaves none of the million here.
      maxReceives: 40,
    });
    this.rule = this.queue.receive("Events", forIntake, this.bus);
    this.queue.grantPutAside(this.intake, env.refusedQueueUrl);
  }

  /** Put events on the bus. */
  grantPutEvents(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ["events:PutEvents"], resources: [this.bus.eventBusArn] }),
    );
    fn.addEnvironment(env.bus, this.bus.eventBusName);
  }
}
