import { Duration, TimeZone, Validations } from "aws-cdk-lib";
import { Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { StepFunctionsStartExecution } from "aws-cdk-lib/aws-scheduler-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import { schedulerPrincipal } from "./scheduler-principal.ts";
import { createFunction } from "./sojourn-function.ts";
import { createStateMachine } from "./state-machine.ts";

export interface CustomerSweepProps {
  readonly store: CustomerStore;
  readonly engine: JourneyEngine;
  /** The intake whose bus gets the events of a sweep. */
  readonly intake: EventIntake;
}

/**
 * Over all customers, as often as the settings say: settles what time has changed. Wakes what is
 * overdue and carries out what is still owed, at least every 4 hours while anybody is under way.
 */
export class CustomerSweep extends Construct {
  readonly sweep: LambdaFunction;
  readonly machine: StateMachine;
  /** Sweeps that the Scheduler could not start. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: CustomerSweepProps) {
    super(scope, id);
    const { store, engine, intake } = props;
    this.sweep = createFunction(this, {
      name: "sweep",
      description: "Goes over a stretch of the customers table; notes where it stopped.",
      // Pages for 4 minutes, then has a minute to finish the last one: sweep-customers.asl.json.
      timeout: Duration.minutes(5),
    });
    const { sweep } = this;
    store.grantScanCustomers(sweep);
    store.grantChangeCustomers(sweep);
    store.grantReadCatalog(sweep);
    store.grantNoteSweeps(sweep);
    store.grantAddRecords(sweep);
    intake.grantPutEvents(sweep);
    engine.grantListRuns(sweep);
    engine.grantStartJourneys(sweep);
    engine.grantWake(sweep);

    this.machine = createStateMachine(this, "SweepCustomers", {
      file: "sweep-customers",
      calls: [sweep],
      distributed: true,
    });
    this.deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const reason = "It is a dead-letter queue itself: the sweep schedule's.";
    Validations.of(this.deadLetters).acknowledge(
      { id: "AwsSolutions-SQS3", reason },
      { id: "Serverless-SQSRedrivePolicy", reason },
    );
    new Schedule(this, "EveryHour", {
      description: "Asks whether a sweep of all customers is due, and starts it.",
      // The settings may ask for one every hour. To ask costs 4 transitions: $0.07 a month. At the
      // whole hour, as `sojourn run` does (src/core/sweep/plan-sweep.ts); a rate would count from
      // the deployment.
      schedule: ScheduleExpression.cron({ minute: "0", timeZone: TimeZone.ETC_UTC }),
      target: new StepFunctionsStartExecution(this.machine, {
        role: new Role(this, "ScheduleRole", {
          assumedBy: schedulerPrincipal(),
        }),
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: this.deadLetters,
        // Later than this the next one is due anyway.
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
