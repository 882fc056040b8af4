import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { CustomerStore } from "./customer-store.ts";

export interface TestClockProps {
  readonly store: CustomerStore;
}

/**
 * Time that a test can move, for every function of a disposable stage: waits of days run in seconds
 * on the same code. Who may write the stage's catalog table moves it; `parameters.ts` refuses it to
 * production.
 */
export class TestClock extends Construct {
  constructor(scope: Construct, id: string, { store }: TestClockProps) {
    super(scope, id);
    for (const fn of scope.node.findAll()) {
      if (fn instanceof LambdaFunction) store.grantReadTestClock(fn);
    }
  }
}
