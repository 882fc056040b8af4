import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { CustomerStore } from "./customer-store.ts";
import { CustomerSweep } from "./customer-sweep.ts";
import { EventIntake } from "./event-intake.ts";
import { Feedback } from "./feedback.ts";
import { JourneyEngine } from "./journey-engine.ts";
import { MessageDelivery } from "./message-delivery.ts";
import { OptOut } from "./opt-out.ts";
import type { Parameters } from "./parameters.ts";
import { Publishing } from "./publishing.ts";
import { TestClock } from "./test-clock.ts";
import { Timers } from "./timers.ts";
import type { WorkQueue } from "./work-queue.ts";

export type QueueName =
  | "intake"
  | "wake"
  | "settle"
  | "email"
  | "sms"
  | "push"
  | "feedback"
  | "publish";

export interface SojournStackProps extends StackProps {
  readonly parameters: Parameters;
}

/** One stage of Sojourn, in any account and Region. What watches it is in ObservabilityStack. */
export class SojournStack extends Stack {
  readonly store: CustomerStore;
  readonly timers: Timers;
  readonly intake: EventIntake;
  readonly engine: JourneyEngine;
  readonly sweep: CustomerSweep;
  readonly optOut: OptOut;
  readonly delivery: MessageDelivery;
  readonly feedback: Feedback;
  readonly publishing: Publishing;

  constructor(scope: Construct, id: string, props: SojournStackProps) {
    const { stage, prefix, sender, defaultZone, pushApplications, disposable } = props.parameters;
    const { testClock } = props.parameters;
    const name = `${prefix}-${stage}`;
    super(scope, id, {
      stackName: name,
      description: `Sojourn, customer journeys: stage ${stage}.`,
      terminationProtection: !disposable,
      ...props,
    });
    this.store = new CustomerStore(this, "CustomerStore", { disposable });
    this.timers = new Timers(this, "Timers", { groupName: name });
    const { store, timers } = this;
    this.intake = new EventIntake(this, "EventIntake", { busName: name, store });
    const { intake } = this;
    this.engine = new JourneyEngine(this, "JourneyEngine", { store, intake, timers });
    const { engine } = this;
    engine.grantStartJourneys(intake.intake);
    engine.grantWake(intake.intake);
    this.sweep = new CustomerSweep(this, "CustomerSweep", { store, engine });

    this.optOut = new OptOut(this, "OptOut", { store, intake });
    this.delivery = new MessageDelivery(this, "MessageDelivery", {
      store,
      timers,
      optOut: this.optOut,
      sender,
      pushApplications,
    });
    for (const fn of engine.turnTakers) this.delivery.grantQueueMessages(fn);
    const { configurationSetName } = this.delivery.emailSender.configurationSet;
    this.feedback = new Feedback(this, "Feedback", { store, engine, configurationSetName });
    this.publishing = new Publishing(this, "Publishing", {
      store,
      intake,
      defaultZone,
      disposable,
    });
    if (testClock) new TestClock(this, "TestClock", { store });
    this.writeOutputs();
  }

  /** Every queue between two of our functions, by the name that people know it under. */
  get queues(): Readonly<Record<QueueName, WorkQueue>> {
    return {
      intake: this.intake.queue,
      wake: this.engine.wakeQueue,
      settle: this.engine.settleQueue,
      email: this.delivery.email.queue,
      sms: this.delivery.sms.queue,
      push: this.delivery.push.queue,
      feedback: this.feedback.queue,
      publish: this.publishing.queue,
    };
  }

  /** What people and the command line need to find in the deployed stage. */
  private writeOutputs(): void {
    const { customers, timeline, catalog } = this.store.tableNames;
    const outputs: Readonly<Record<string, string>> = {
      BusName: this.intake.bus.eventBusName,
      DefinitionsBucket: this.publishing.bucket.bucketName,
      CustomersTable: customers,
      TimelineTable: timeline,
      CatalogTable: catalog,
      RunJourneyArn: this.engine.runJourney.stateMachineArn,
      OptOutUrl: this.optOut.address,
      WakeQueueUrl: this.engine.wakeQueue.messages.queueUrl,
    };
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }
}
