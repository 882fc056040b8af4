import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { env, reportSuffix } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import { createFunction } from "./sojourn-function.ts";
import { WorkQueue } from "./work-queue.ts";

export interface PublishingProps {
  readonly store: CustomerStore;
  /** Where verdicts go. */
  readonly intake: EventIntake;
  /** IANA zone of settings that name none. */
  readonly defaultZone: string;
  /** The verified SES identity that email comes from: other senders are refused. */
  readonly sender: string;
  /** Whether the bucket goes with the stack; CloudFormation deletes it only when empty. @default false */
  readonly disposable?: boolean;
}

/** The bucket whose files marketers edit, and what checks and publishes each one that is saved. */
export class Publishing extends Construct {
  readonly bucket: Bucket;
  readonly queue: WorkQueue;
  readonly publish: LambdaFunction;
  private readonly props: PublishingProps;

  constructor(scope: Construct, id: string, props: PublishingProps) {
    super(scope, id);
    this.props = props;
    this.bucket = createBucket(this, props.disposable ?? false);
    const publish = createFunction(this, {
      name: "publish",
      description: "Checks each saved file, publishes the good ones, writes the verdict beside it.",
      // A set of some hundred files arrives file by file and is checked as one when it is whole.
      timeout: Duration.seconds(60),
    });
    this.publish = publish;
    this.grantPublishFiles(publish);

    this.queue = new WorkQueue(this, "PublishQueue", {
      consumer: publish,
      // A set saved as one comes within seconds: gathered, it is checked once, not once per file.
      batchWindow: Duration.seconds(2),
      // Two saves of one file meet at a condition in the catalog; 2 is the least that SQS takes.
      maxConcurrency: 2,
      // A new account runs 10 calls at once, and a throttled one counts as a try: of 5 tries all fail in
      // one save of nine where two of three are throttled, of 30 in 2 of a million. A marketer who waits
      // is not left alone for those 3 h: the backlog alarm rings after 10 minutes.
      maxReceives: 30,
    });
    this.queue.receive("SavedFiles", {
      source: Match.exactString("aws.s3"),
      detailType: Match.anyOf("Object Created", "Object Deleted"),
      detail: {
        bucket: { name: [this.bucket.bucketName] },
        // The verdict is written beside the file: without this it would be published in turn.
        object: { key: Match.anythingButSuffix(reportSuffix) },
      },
    });
  }

  /** Publish what was saved, and tell the verdicts. */
  grantPublishFiles(fn: LambdaFunction): void {
    const { store, intake, defaultZone, sender } = this.props;
    fn.addEnvironment(env.defaultZone, defaultZone);
    fn.addEnvironment(env.senderIdentity, sender);
    this.grantFiles(fn);
    store.grantPublish(fn);
    // Whether there is any customer: before the first one, nothing has to be filled in.
    store.grantScanCustomers(fn);
    intake.grantPutEvents(fn);
  }

  /** Read the files and write verdicts beside them, nothing else. */
  private grantFiles(fn: LambdaFunction): void {
    const files = this.bucket.arnForObjects("*");
    const reports = this.bucket.arnForObjects(`*${reportSuffix}`);
    const statements = [
      // Without it S3 answers "forbidden" for a file that is not there.
      { actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] },
      { actions: ["s3:GetObject"], resources: [files] },
      { actions: ["s3:PutObject"], resources: [reports] },
    ];
    for (const statement of statements) fn.addToRolePolicy(new PolicyStatement(statement));
    acknowledgeWildcard(fn, files, "Marketers name their files; the bucket holds nothing else.");
    acknowledgeWildcard(fn, reports, "A verdict lies beside the file that it is about.");
    fn.addEnvironment(env.definitionsBucket, this.bucket.bucketName);
  }
}

function createBucket(scope: Construct, disposable: boolean): Bucket {
  const bucket = new Bucket(scope, "Definitions", {
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // Saves are put in order by version, and a wrong save can be taken back.
    versioned: true,
    lifecycleRules: [
      {
        // What journeys under way run on is in the catalog; old saves are for people.
        noncurrentVersionExpiration: Duration.days(365),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  // By the L1: the L2's `eventBridgeEnabled` brings a custom resource to do the same.
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "Files, not customers: versions tell what changed, verdicts on the bus tell when.",
  });
  return bucket;
}
