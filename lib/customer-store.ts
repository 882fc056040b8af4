import { RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  type TableProps,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { attentionIndex, env, heldIndex } from "../src/names.ts";

export interface CustomerStoreProps {
  /** Whether deleting the stack may delete every customer. @default false */
  readonly disposable?: boolean;
}

/**
 * What Sojourn remembers: the item per customer, its timeline, the published definitions, the marks
 * of addresses, and the two keys of the stage. Each verb grants the exact actions and the environment
 * that goes with them.
 */
export class CustomerStore extends Construct {
  private readonly customers: Table;
  private readonly timeline: Table;
  private readonly catalog: Table;
  private readonly addresses: Table;
  private readonly customerKey: Secret;
  private readonly optOutKey: Secret;

  constructor(scope: Construct, id: string, props: CustomerStoreProps = {}) {
    super(scope, id);
    const disposable = props.disposable ?? false;
    const kept = keptTable(disposable);
    this.customers = new Table(this, "Customers", { ...kept, partitionKey: text("key") });
    this.timeline = new Table(this, "Timeline", {
      ...kept,
      partitionKey: text("key"),
      sortKey: text("sk"),
      timeToLiveAttribute: "ttl",
    });
    this.timeline.addGlobalSecondaryIndex({
      indexName: attentionIndex,
      partitionKey: text("attention"),
      sortKey: { name: "attentionAt", type: AttributeType.NUMBER },
      // Whole items: few are ever in it, and who looks needs the reason without a second read.
      projectionType: ProjectionType.ALL,
    });
    this.timeline.addGlobalSecondaryIndex({
      indexName: heldIndex,
      partitionKey: text("gate"),
      sortKey: text("gateOrder"),
      // What letting a message go asks for; the delivery reads the message itself.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ["at", "expires", "reason"],
    });
    this.catalog = new Table(this, "Catalog", {
      ...kept,
      partitionKey: text("kind"),
      sortKey: text("name"),
      // Sizes of segments are kept for 400 days; nothing else in it has an end.
      timeToLiveAttribute: "ttl",
    });
    // Nothing in it has an end: a mark outlives the customer (docs/decisions/0024).
    this.addresses = new Table(this, "Addresses", { ...kept, partitionKey: text("key") });
    this.customerKey = stageKey(this, "CustomerKey", disposable, {
      field: "customerKey",
      description:
        "Turns a shop's customer ids into Sojourn's. Never rotate: every id hangs on it.",
      whyNotRotated: "Every id of every customer is derived from it (DESIGN §5).",
    });
    this.optOutKey = stageKey(this, "OptOutKey", disposable, {
      field: "optOut",
      description: "Signs opt-out links. Rotate by hand: docs/runbook.md#rotate-the-opt-out-key",
      whyNotRotated: "Links in mail already sent must keep working, so a person rotates it.",
    });
  }

  /** Names of the tables, for people and the command line. */
  get tableNames(): { customers: string; timeline: string; catalog: string; addresses: string } {
    return {
      customers: this.customers.tableName,
      timeline: this.timeline.tableName,
      catalog: this.catalog.tableName,
      addresses: this.addresses.tableName,
    };
  }

  /** Where the stage's two keys lie, for the command line. */
  get keyArns(): { customer: string; optOut: string } {
    return { customer: this.customerKey.secretArn, optOut: this.optOutKey.secretArn };
  }

  /** The tables, for alarms only. */
  get tables(): readonly Table[] {
    return [this.customers, this.timeline, this.catalog, this.addresses];
  }

  /** Read one customer and commit a change under its revision. Nobody puts or deletes one. */
  grantChangeCustomers(fn: LambdaFunction): void {
    grant(fn, this.customers.tableArn, ["dynamodb:GetItem", "dynamodb:UpdateItem"]);
    fn.addEnvironment(env.customersTable, this.customers.tableName);
  }

  /** See what is known against an address. */
  grantReadMarks(fn: LambdaFunction): void {
    grant(fn, this.addresses.tableArn, ["dynamodb:GetItem"]);
    fn.addEnvironment(env.addressesTable, this.addresses.tableName);
    this.grantDeriveKeys(fn);
  }

  /** See and add to what is known against an address. Nobody deletes a mark. */
  grantMarkAddresses(fn: LambdaFunction): void {
    this.grantReadMarks(fn);
    grant(fn, this.addresses.tableArn, ["dynamodb:PutItem"]);
  }

  /** Go over all customers. */
  grantScanCustomers(fn: LambdaFunction): void {
    grant(fn, this.customers.tableArn, ["dynamodb:Scan"]);
    fn.addEnvironment(env.customersTable, this.customers.tableName);
  }

  /** Look records of a customer up by id and add new ones. */
  grantRecord(fn: LambdaFunction): void {
    grant(fn, this.timeline.tableArn, ["dynamodb:GetItem", "dynamodb:PutItem"]);
    fn.addEnvironment(env.timelineTable, this.timeline.tableName);
  }

  /** Add records of a customer and look none up. */
  grantAddRecords(fn: LambdaFunction): void {
    grant(fn, this.timeline.tableArn, ["dynamodb:PutItem"]);
    fn.addEnvironment(env.timelineTable, this.timeline.tableName);
  }

  /** Read all that the history of a customer says of events. */
  grantListRecords(fn: LambdaFunction): void {
    grant(fn, this.timeline.tableArn, ["dynamodb:Query"]);
    fn.addEnvironment(env.timelineTable, this.timeline.tableName);
  }

  /** Look records up and change what they say: a message moves on, a turn gets a new token. */
  grantAmendRecords(fn: LambdaFunction): void {
    grant(fn, this.timeline.tableArn, ["dynamodb:GetItem", "dynamodb:UpdateItem"]);
    fn.addEnvironment(env.timelineTable, this.timeline.tableName);
  }

  /** See what waits at a gate, and move it on. */
  grantReleaseMessages(fn: LambdaFunction): void {
    grant(fn, this.timeline.tableArn, ["dynamodb:UpdateItem"]);
    grant(fn, `${this.timeline.tableArn}/index/${heldIndex}`, ["dynamodb:Query"]);
    fn.addEnvironment(env.timelineTable, this.timeline.tableName);
  }

  /** Read what is live: the manifest, then the definitions that it names. */
  grantReadCatalog(fn: LambdaFunction): void {
    grant(fn, this.catalog.tableArn, ["dynamodb:GetItem", "dynamodb:BatchGetItem"]);
    fn.addEnvironment(env.catalogTable, this.catalog.tableName);
  }

  /** See what is paused. */
  grantReadPauses(fn: LambdaFunction): void {
    grant(fn, this.catalog.tableArn, ["dynamodb:GetItem"]);
    fn.addEnvironment(env.catalogTable, this.catalog.tableName);
  }

  /** See what is paused, and close or open a gate. */
  grantChangePauses(fn: LambdaFunction): void {
    this.grantReadPauses(fn);
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:PutItem"],
        resources: [this.catalog.tableArn],
        // The flags are the one item of their partition: no definition can be written with it.
        conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["pause"] } },
      }),
    );
  }

  /** Note where a sweep or a backfill stands, hold the sweep's lease, and keep what it counted. */
  grantNoteSweeps(fn: LambdaFunction): void {
    grant(fn, this.catalog.tableArn, [
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ]);
    fn.addEnvironment(env.catalogTable, this.catalog.tableName);
  }

  /** Ask how far a test has moved the stage's time. */
  grantReadTestClock(fn: LambdaFunction): void {
    grant(fn, this.catalog.tableArn, ["dynamodb:GetItem"]);
    fn.addEnvironment(env.testClockTable, this.catalog.tableName);
  }

  /** Let definitions go live in place of those that are. */
  grantGoLive(fn: LambdaFunction): void {
    this.grantReadCatalog(fn);
    grant(fn, this.catalog.tableArn, ["dynamodb:PutItem"]);
  }

  /** Publish: list the files as last saved, keep a save, let definitions go live. */
  grantPublish(fn: LambdaFunction): void {
    this.grantGoLive(fn);
    grant(fn, this.catalog.tableArn, ["dynamodb:Query"]);
  }

  /** Derive the keys of customers and of addresses. */
  grantDeriveKeys(fn: LambdaFunction): void {
    grant(fn, this.customerKey.secretArn, ["secretsmanager:GetSecretValue"]);
    fn.addEnvironment(env.stageSecret, this.customerKey.secretArn);
  }

  /** Sign or check opt-out links. */
  grantSignOptOuts(fn: LambdaFunction): void {
    grant(fn, this.optOutKey.secretArn, ["secretsmanager:GetSecretValue"]);
    fn.addEnvironment(env.optOutSecret, this.optOutKey.secretArn);
  }
}

function keptTable(disposable: boolean): Omit<TableProps, "partitionKey"> {
  return {
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: !disposable,
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  };
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}

function grant(fn: LambdaFunction, resource: string, actions: string[]): void {
  fn.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
}

interface StageKey {
  readonly field: string;
  readonly description: string;
  readonly whyNotRotated: string;
}

/** A random key, 64 letters and digits (381 bits), in a secret `{"<field>": …}`. */
function stageKey(scope: Construct, id: string, disposable: boolean, key: StageKey): Secret {
  const secret = new Secret(scope, id, {
    description: key.description,
    generateSecretString: {
      secretStringTemplate: "{}",
      generateStringKey: key.field,
      passwordLength: 64,
      excludePunctuation: true,
    },
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({ id: "AwsSolutions-SMG4", reason: key.whyNotRotated });
  return secret;
}
