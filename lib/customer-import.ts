import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import { createFunction } from "./sojourn-function.ts";
import { createStateMachine } from "./state-machine.ts";

export interface CustomerImportProps {
  readonly store: CustomerStore;
  /** The engine that wakes customers whose wait is for a date or local time that a file moved. */
  readonly engine: JourneyEngine;
  /** Whether the bucket goes with the stack; CloudFormation deletes it only when empty. @default false */
  readonly disposable?: boolean;
}

/** Customers and past events from files: where uploads lie, and what takes them in, quietly. */
export class CustomerImport extends Construct {
  readonly bucket: Bucket;
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: CustomerImportProps) {
    super(scope, id);
    const { store } = props;
    this.bucket = createBucket(this, props.disposable ?? false);
    const importer = createFunction(this, {
      name: "import",
      description: "Takes one part of an upload in; at the end says whether every part was.",
      // A part of 1,000 lines takes 10 to 30 s; a slow store may take ten times that.
      timeout: Duration.minutes(5),
    });
    this.grantUploads(importer);
    store.grantChangeCustomers(importer);
    store.grantRecord(importer);
    store.grantListRecords(importer);
    store.grantReadCatalog(importer);
    store.grantDeriveKeys(importer);
    store.grantMarkAddresses(importer);
    props.engine.grantWake(importer);
    this.machine = createStateMachine(this, "ImportCustomers", {
      file: "import-customers",
      calls: [importer],
      distributed: true,
    });
  }

  /** Read uploads and write beside them what came of them, nothing else. */
  private grantUploads(fn: LambdaFunction): void {
    const uploads = this.bucket.arnForObjects("*");
    const outcomes = this.bucket.arnForObjects("imports/*/outcomes/*");
    const statements = [
      // Without it S3 answers "forbidden" for a file that is not there.
      { actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] },
      { actions: ["s3:GetObject"], resources: [uploads] },
      { actions: ["s3:PutObject"], resources: [outcomes] },
    ];
    for (const statement of statements) fn.addToRolePolicy(new PolicyStatement(statement));
    acknowledgeWildcard(
      fn,
      uploads,
      "Each upload is named by its content; the bucket holds nothing else.",
    );
    acknowledgeWildcard(fn, outcomes, "What came of a part lies beside it.");
    fn.addEnvironment(env.importsBucket, this.bucket.bucketName);
  }
}

function createBucket(scope: Construct, disposable: boolean): Bucket {
  const bucket = new Bucket(scope, "Uploads", {
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [
      {
        // People's data, which the tables hold by then: a week to look into what was rejected.
        expiration: Duration.days(7),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "Only the function and whoever imports touch it; uploads go after a week.",
  });
  return bucket;
}
