import { Duration, Validations } from "aws-cdk-lib";
import { type CfnStage, HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { FunctionUrlAuthType, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import { offers } from "./region-offers.ts";
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
  /** Where opt-out links lead. */
  readonly address: string;
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
    this.address = offers(this, "functionUrl")
      ? this.page.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url
      : this.createApi().apiEndpoint;
  }

  /** Sign links to the page. */
  grantLink(fn: LambdaFunction): void {
    this.store.grantSignOptOuts(fn);
    fn.addEnvironment(env.optOutUrl, this.address);
  }

  /** Where there are no function URLs: the same requests (payload 2.0), for $1 a million more. */
  private createApi(): HttpApi {
    const api = new HttpApi(this, "Api", {
      description: "Opt-out links lead here.",
      defaultIntegration: new HttpLambdaIntegration("Page", this.page),
    });
    // A campaign's links are opened by mail scanners first, some hundred a second at worst.
    const stage = api.node.findChild("DefaultStage").node.defaultChild as CfnStage;
    stage.defaultRouteSettings = {
      throttlingRateLimit: 200,
      throttlingBurstLimit: 400,
    };
    const noLog = "An access log would keep the tokens of links, which name customers.";
    Validations.of(api).acknowledge(
      { id: "AwsSolutions-APIG1", reason: noLog },
      { id: "Serverless-APIGWAccessLogging", reason: noLog },
      {
        id: "AwsSolutions-APIG4",
        reason: "Open to everyone who has a link; its signed token is what the page trusts.",
      },
    );
    return api;
  }
}
