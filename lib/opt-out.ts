import { Duration } from "aws-cdk-lib";
import {
  type FunctionUrl,
  FunctionUrlAuthType,
  type Function as LambdaFunction,
} from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import { createFunction } from "./sojourn-function.ts";

export interface OptOutProps {
  readonly store: CustomerStore;
  /** Where the withdrawn consent goes, as an event like any other. */
  readonly intake: EventIntake;
}

/**
 * The page behind the opt-out link (RFC 8058): GET shows a button, POST withdraws consent. Open to
 * everyone by its nature; the signed token in the link is what it trusts.
 */
export class OptOut extends Construct {
  /** For alarms: what fails here, somebody could not opt out of. */
  readonly page: LambdaFunction;
  private readonly url: FunctionUrl;
  private readonly store: CustomerStore;

  constructor(scope: Construct, id: string, props: OptOutProps) {
    super(scope, id);
    this.store = props.store;
    this.page = createFunction(this, {
      name: "opt-out",
      description: "Shows the opt-out page and takes the withdrawal of consent.",
      // A signature to check and an event to put; a mail provider's robot doesn't wait longer.
      timeout: Duration.seconds(10),
    });
    props.store.grantSignOptOuts(this.page);
    props.intake.grantPutEvents(this.page);
    this.url = this.page.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  }

  /** Where opt-out links lead. */
  get address(): string {
    return this.url.url;
  }

  /** Sign links to the page. */
  grantLink(fn: LambdaFunction): void {
    this.store.grantSignOptOuts(fn);
    fn.addEnvironment(env.optOutUrl, this.address);
  }
}
