import { Duration, Validations } from "aws-cdk-lib";
import type { EventPattern, IEventBus } from "aws-cdk-lib/aws-events";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface WorkQueueProps {
  /** The function that works the queue off; its timeout decides how long a message stays hidden. */
  readonly consumer: LambdaFunction;
  /** Messages per call. @default 10, the most without a window */
  readonly batchSize?: number;
  /** How long a call waits for its batch to fill. @default none */
  readonly batchWindow?: Duration;
  /** How often a message is tried before it is put aside; the reason belongs on the line. */
  readonly maxReceives: number;
  /**
   * Most calls at a time, 2 to 1,000. Unlike reserved concurrency it leaves messages in the queue
   * instead of counting a throttled call as a try.
   * @default as many as the account allows
   */
  readonly maxConcurrency?: number;
}

/**
 * A queue, the function behind it and the dead-letter queue beside it. Whatever can't be delivered
 * into the queue (by a rule or a schedule) goes to the same dead-letter queue: the body is the one
 * the queue would have got, so one redrive mends both.
 */
export class WorkQueue extends Construct {
  readonly messages: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { consumer, batchWindow = Duration.seconds(0) } = props;
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...sealed,
      // The longest that SQS keeps anything: time for a person to come back from holiday.
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: "Serverless-SQSRedrivePolicy",
      reason: "It is a dead-letter queue itself: what is in it waits for a person.",
    });
    this.messages = new Queue(this, "Messages", {
      ...sealed,
      retentionPeriod: Duration.days(14),
      // Six times the timeout plus the window, so that a throttled batch is not handed out twice:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(
        6 * (consumer.timeout?.toSeconds() ?? 0) + batchWindow.toSeconds(),
      ),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    });
    consumer.addToRolePolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.messages.queueArn],
      }),
    );
    const source = consumer.addEventSourceMapping(`${id}Source`, {
      eventSourceArn: this.messages.queueArn,
      batchSize: props.batchSize ?? 10,
      maxBatchingWindow: props.batchWindow,
      maxConcurrency: props.maxConcurrency,
      reportBatchItemFailures: true,
    });
    Validations.of(source).acknowledge({
      id: "Serverless-LambdaEventSourceMappingDestination",
      reason: "A queue needs none: what fails stays in it until its redrive policy puts it aside.",
    });
  }

  /** Lets a function send to the queue and tells it the address under `urlName`. */
  grantSend(fn: LambdaFunction, urlName: string): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["sqs:SendMessage"],
        resources: [this.messages.queueArn],
      }),
    );
    fn.addEnvironment(urlName, this.messages.queueUrl);
  }

  /** Lets a function see how much waits. */
  grantMeasure(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["sqs:GetQueueAttributes"],
        resources: [this.messages.queueArn],
      }),
    );
  }

  /** Lets a function put aside by itself what no retry can mend, with the reason beside it. */
  grantPutAside(fn: LambdaFunction, urlName: string): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["sqs:SendMessage"],
        resources: [this.deadLetters.queueArn],
      }),
    );
    fn.addEnvironment(urlName, this.deadLetters.queueUrl);
  }

  /**
   * Routes what fits the pattern into the queue, whole: the consumer sees the envelope.
   * @param bus the default bus where absent
   */
  receive(id: string, pattern: EventPattern, bus?: IEventBus): Rule {
    return new Rule(this, id, {
      eventBus: bus,
      eventPattern: pattern,
      targets: [new SqsQueue(this.messages, { deadLetterQueue: this.deadLetters })],
    });
  }
}

/** Encrypted by SQS's own key, which costs nothing and needs no grant; TLS only. */
const sealed = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
