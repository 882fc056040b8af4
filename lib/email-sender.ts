import { Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  ConfigurationSet,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { env } from "../src/names.ts";

export interface EmailSenderProps {
  /** The verified SES identity, an address or a domain. Verifying it is the team's: it needs DNS. */
  readonly sender: string;
}

/** What email is sent as, and how SES tells what became of it. */
export class EmailSender extends Construct {
  readonly configurationSet: ConfigurationSet;
  private readonly sender: string;

  constructor(scope: Construct, id: string, props: EmailSenderProps) {
    super(scope, id);
    this.sender = props.sender;
    this.configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      // The account's own list still counts a suppressed send; ours refuses it before the call.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    this.configurationSet.addEventDestination("Feedback", {
      // SES takes the default bus only: https://docs.aws.amazon.com/ses/latest/dg/quotas.html
      destination: EventDestination.eventBus(
        EventBus.fromEventBusName(this, "DefaultBus", "default"),
      ),
      // All but `subscription`: lists of addresses are kept here, not in SES.
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.OPEN,
        EmailSendingEvent.CLICK,
      ],
    });
  }

  /**
   * Send as the identity. SES checks the address where that is verified, else its domain, so an
   * address is granted with its domain; `senders` of settings.json stay within that domain.
   */
  grantSend(fn: LambdaFunction): void {
    const domain = this.sender.slice(this.sender.lastIndexOf("@") + 1);
    const identities = [...new Set([this.sender, domain])];
    fn.addToRolePolicy(
      new PolicyStatement({
        // SES asks for the second one where the mail is given as it is, in MIME.
        actions: ["ses:SendEmail", "ses:SendRawEmail"],
        resources: [
          ...identities.map((identity) => this.arnOf("identity", identity)),
          this.arnOf("configuration-set", this.configurationSet.configurationSetName),
        ],
      }),
    );
    fn.addEnvironment(env.configurationSet, this.configurationSet.configurationSetName);
  }

  private arnOf(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: "ses", resource, resourceName });
  }
}
