import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { Publishing } from "./publishing.ts";
import { createFunction } from "./sojourn-function.ts";
import { createStateMachine, stateMachineArn } from "./state-machine.ts";

export interface FigureBackfillProps {
  readonly store: CustomerStore;
  /** What starts it, and what it ends with. */
  readonly publishing: Publishing;
}

/** Fills figures in from history for definitions that wait for them, then lets these go live. */
export class FigureBackfill extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: FigureBackfillProps) {
    super(scope, id);
    const { store, publishing } = props;
    const backfill = createFunction(this, {
      name: "backfill",
      description: "Recounts figures of a stretch of the customers table from their history.",
      // Pages for 4 minutes, then has a minute to finish the last one: backfill-figures.asl.json.
      timeout: Duration.minutes(5),
    });
    store.grantScanCustomers(backfill);
    store.grantChangeCustomers(backfill);
    store.grantListRecords(backfill);
    store.grantAddRecords(backfill);
    store.grantReadCatalog(backfill);
    store.grantNoteSweeps(backfill);
    const finish = createFunction(this, {
      name: "finish-backfill",
      description: "Tells how far a backfill is; publishes what waited for it.",
      // As publish, which does the same with a file that was saved.
      timeout: Duration.seconds(60),
    });
    publishing.grantPublishFiles(finish);
    store.grantNoteSweeps(finish);
    this.machine = createStateMachine(this, "BackfillFigures", {
      file: "backfill-figures",
      calls: [backfill, finish],
      distributed: true,
    });
    // By name: finish is called by the machine that it may start once more.
    grantStart(publishing.publish, this.machine.stateMachineArn);
    grantStart(finish, stateMachineArn(this, "backfill-figures"));
  }
}

/** The same name and input again is no second execution. */
function grantStart(fn: LambdaFunction, machine: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ["states:StartExecution"], resources: [machine] }),
  );
  fn.addEnvironment(env.backfillMachine, machine);
}
