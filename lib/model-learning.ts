import { Duration, TimeZone, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { EventInvokeConfig, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { CustomerStore } from "./customer-store.ts";
import { schedulerPrincipal } from "./scheduler-principal.ts";
import { createFunction } from "./sojourn-function.ts";

export interface ModelLearningProps {
  readonly store: CustomerStore;
  /** IANA zone whose night it is done in. */
  readonly zone: string;
}

/**
 * Learns RFM quantiles and clusters from all customers. Every day it is asked what is due; where
 * nothing is, that is one read of the catalog.
 *
 * Neither the Scheduler nor Lambda promises to call once only. Two at once both read, and the
 * catalog's revision lets one of them go live; the other finds the same version there and leaves it.
 * So nothing is reserved, which a new account would refuse (sojourn-function.ts).
 */
export class ModelLearning extends Construct {
  /** Learnings that failed twice, with the error, and those that the Scheduler could not start. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { store, zone }: ModelLearningProps) {
    super(scope, id);
    const learn = createFunction(this, {
      name: "learn",
      description: "Learns RFM quantiles and clusters from all customers, where it is due.",
      // Reads for 12 minutes, then has 3 to learn: functions/learn.ts.
      timeout: Duration.minutes(15),
      // The most that a new account gets, and 1.7 cores. Of 2.5 million customers RFM and clusters by
      // four features took 1.2 GB; V8 takes half of what there is.
      memorySize: 3008,
    });
    store.grantScanCustomers(learn);
    store.grantGoLive(learn);
    this.deadLetters = createDeadLetters(this);
    this.putFailuresAside(learn);
    this.askEveryDay(learn, zone);
  }

  private putFailuresAside(learn: LambdaFunction): void {
    const { queueArn } = this.deadLetters;
    learn.addToRolePolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queueArn] }),
    );
    new EventInvokeConfig(this, "Failures", {
      function: learn,
      onFailure: { bind: () => ({ destination: queueArn }) },
      // A store that is busy for a minute is worth one more try; the next day brings another.
      retryAttempts: 1,
    });
  }

  private askEveryDay(learn: LambdaFunction, zone: string): void {
    const role = new Role(this, "ScheduleRole", {
      assumedBy: schedulerPrincipal(),
    });
    const { functionArn } = learn;
    const { queueArn } = this.deadLetters;
    role.addToPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queueArn] }));
    new Schedule(this, "EveryDay", {
      description: "Asks which quantiles and clusters are due, and learns them.",
      // Done before a sweep that evaluates once a day, at 03:00 unless settings.json says otherwise.
      schedule: ScheduleExpression.cron({ minute: "0", hour: "1", timeZone: TimeZone.of(zone) }),
      target: new LambdaInvoke(learn, {
        // As it stands: CDK would also let it invoke every version of the function.
        role: role.withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: this.deadLetters,
        // Later than this half a day of slack is over, and the next one finds the same due.
        maxEventAge: Duration.hours(12),
      }),
    });
  }
}

function createDeadLetters(scope: Construct): Queue {
  const queue = new Queue(scope, "DeadLetters", {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const reason = "It is a dead-letter queue itself: the learning's.";
  Validations.of(queue).acknowledge(
    { id: "AwsSolutions-SQS3", reason },
    { id: "Serverless-SQSRedrivePolicy", reason },
  );
  return queue;
}
