import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ChannelName } from "../src/names.ts";
import { CustomerImport } from "./customer-import.ts";
import { CustomerStore } from "./customer-store.ts";
import { CustomerSweep } from "./customer-sweep.ts";
import { EventArchive } from "./event-archive.ts";
import { EventIntake } from "./event-intake.ts";
import { Feedback } from "./feedback.ts";
import { FigureBackfill } from "./figure-backfill.ts";
import { JourneyEngine } from "./journey-engine.ts";
import { MessageDelivery } from "./message-delivery.ts";
import { ModelLearning } from "./model-learning.ts";
import { OptOut } from "./opt-out.ts";
import type { Parameters } from "./parameters.ts";
import { Publishing } from "./publishing.ts";
import { setTelemetry } from "./telemetry.ts";
import { TestClock } from "./test-clock.ts";
import { Timers } from "./timers.ts";
import type { WorkQueue } from "./work-queue.ts";

export type QueueName =
  | "intake"
  | "wake"
  | "settle"
  | ChannelName
  | "release"
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
  /** Absent where `archiveDays` is 0. */
  readonly archive?: EventArchive;
  readonly engine: JourneyEngine;
  readonly sweep: CustomerSweep;
  readonly optOut: OptOut;
  readonly delivery: MessageDelivery;
  readonly feedback: Feedback;
  readonly publishing: Publishing;
  readonly backfill: FigureBackfill;
  readonly imports: CustomerImport;
  readonly learning: ModelLearning;

  constructor(scope: Construct, id: string, props: SojournStackProps) {
    const { stage, prefix, sender, defaultZone, pushApplications, disposable } = props.parameters;
    const { testClock, archiveDays, logLevel, tracing } = props.parameters;
    const name = `${prefix}-${stage}`;
    super(scope, id, {
      stackName: name,
      description: `Sojourn, customer journeys: stage ${stage}.`,
      terminationProtection: !disposable,
      ...props,
    });
    setTelemetry(this, { service: prefix, stage, logLevel, tracing });
    this.store = new CustomerStore(this, "CustomerStore", { disposable });
    this.timers = new Timers(this, "Timers", { groupName: name });
    const { store, timers } = this;
    this.intake = new EventIntake(this, "EventIntake", { busName: name, store });
    const { intake } = this;
    if (archiveDays > 0) {
      this.archive = new EventArchive(this, "EventArchive", {
        intake,
        days: archiveDays,
        disposable,
      });
    }
    this.engine = new JourneyEngine(this, "JourneyEngine", { store, intake, timers });
    const { engine } = this;
    engine.grantStartJourneys(intake.intake);
    engine.grantWake(intake.intake);
    this.sweep = new CustomerSweep(this, "CustomerSweep", { store, engine, intake });

    this.optOut = new OptOut(this, "OptOut", { store, intake });
    this.delivery = new MessageDelivery(this, "MessageDelivery", {
      store,
      timers,
      optOut: this.optOut,
      sender,
      pushApplications,
    });
    this.delivery.release.grantSend(this.sweep.sweep);
    for (const fn of engine.turnTakers) this.delivery.grantQueueMessages(fn);
    const configurationSetName = this.delivery.emailSender?.configurationSet.configurationSetName;
    this.feedback = new Feedback(this, "Feedback", {
      store,
      engine,
      intake,
      configurationSetName,
    });
    this.publishing = new Publishing(this, "Publishing", {
      store,
      intake,
      defaultZone,
      sender,
      disposable,
    });
    const { publishing } = this;
    this.backfill = new FigureBackfill(this, "FigureBackfill", { store, publishing });
    this.imports = new CustomerImport(this, "CustomerImport", {
      store,
      engine: this.engine,
      disposable,
    });
    this.learning = new ModelLearning(this, "ModelLearning", { store, zone: defaultZone });
    if (testClock) new TestClock(this, "TestClock", { store });
    this.writeOutputs({ defaultZone, sender });
  }

  /** Every queue between two of our functions, by the name that people know it under. */
  get queues(): Readonly<Record<QueueName, WorkQueue>> {
    return {
      intake: this.intake.queue,
      wake: this.engine.wakeQueue,
      settle: this.engine.settleQueue,
      ...this.delivery.queues,
      release: this.delivery.release.queue,
      feedback: this.feedback.queue,
      publish: this.publishing.queue,
    };
  }

  /** What people and the command line need to find in the deployed stage. */
  private writeOutputs({ defaultZone, sender }: { defaultZone: string; sender: string }): void {
    const { customers, timeline, catalog, addresses } = this.store.tableNames;
    const outputs: Readonly<Record<string, string>> = {
      BusName: this.intake.bus.eventBusName,
      DefinitionsBucket: this.publishing.bucket.bucketName,
      DefaultZone: defaultZone,
      Sender: sender,
      CustomersTable: customers,
      TimelineTable: timeline,
      CatalogTable: catalog,
      AddressesTable: addresses,
      CustomerKeyArn: this.store.keyArns.customer,
      OptOutKeyArn: this.store.keyArns.optOut,
      RunJourneyArn: this.engine.runJourney.stateMachineArn,
      BackfillFiguresArn: this.backfill.machine.stateMachineArn,
      SweepCustomersArn: this.sweep.machine.stateMachineArn,
      ImportsBucket: this.imports.bucket.bucketName,
      ImportCustomersArn: this.imports.machine.stateMachineArn,
      SweepDeadLettersUrl: this.sweep.deadLetters.queueUrl,
      LearnDeadLettersUrl: this.learning.deadLetters.queueUrl,
      OptOutUrl: this.optOut.address,
      BusArn: this.intake.bus.eventBusArn,
      IntakeRuleArn: this.intake.rule.ruleArn,
      ...(this.archive && { ArchiveArn: this.archive.archiveArn }),
      ...this.queueOutputs(),
    };
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }

  /** `<Name>QueueUrl` and `<Name>DeadLettersUrl` of each queue. */
  private queueOutputs(): Record<string, string> {
    const urls = Object.entries(this.queues).flatMap(([name, { messages, deadLetters }]) => {
      const id = name.charAt(0).toUpperCase() + name.slice(1);
      return [
        [`${id}QueueUrl`, messages.queueUrl],
        [`${id}DeadLettersUrl`, deadLetters.queueUrl],
      ];
    });
    return Object.fromEntries(urls);
  }
}
