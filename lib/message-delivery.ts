import { Arn, ArnFormat, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import type { CustomerStore } from "./customer-store.ts";
import { DeliveryChannel } from "./delivery-channel.ts";
import { EmailSender } from "./email-sender.ts";
import type { OptOut } from "./opt-out.ts";
import { offers } from "./region-offers.ts";
import type { Timers } from "./timers.ts";

export interface MessageDeliveryProps {
  readonly store: CustomerStore;
  readonly timers: Timers;
  /** The page that the link in every marketing message leads to, in headers and in texts. */
  readonly optOut: OptOut;
  /** The verified SES identity that email comes from. */
  readonly sender: string;
  /** ARNs of the SNS platform applications. @default none, so push is refused as not configured */
  readonly pushApplications?: readonly string[];
}

/** Takes queued messages to SES and SNS, claiming each before the call. */
export class MessageDelivery extends Construct {
  readonly email: DeliveryChannel;
  readonly sms: DeliveryChannel;
  readonly push: DeliveryChannel;
  /** Absent in a Region without SES: there every email is refused, with that as its reason. */
  readonly emailSender?: EmailSender;

  constructor(scope: Construct, id: string, props: MessageDeliveryProps) {
    super(scope, id);
    const shared = { store: props.store, timers: props.timers };
    this.email = new DeliveryChannel(this, "Email", {
      ...shared,
      deliver: "deliver-email",
      description: "Claims an email, then sends it through SES.",
      urlName: env.emailQueueUrl,
      arnName: env.emailQueueArn,
      // SES grants a new production account some 14/s. 2 calls, one message after another at 150 ms:
      // 13/s. Raise it with the rate: at 200/s, 30.
      maxConcurrency: 2,
    });
    this.sms = new DeliveryChannel(this, "Sms", {
      ...shared,
      deliver: "deliver-sms",
      description: "Claims an SMS, then sends it through SNS.",
      urlName: env.smsQueueUrl,
      arnName: env.smsQueueArn,
      // SNS sends 20 SMS/s at most by default; 2 calls make 13/s, and 2 is the least that SQS takes.
      maxConcurrency: 2,
    });
    this.push = new DeliveryChannel(this, "Push", {
      ...shared,
      deliver: "deliver-push",
      description: "Claims a push message, then sends it through SNS.",
      urlName: env.pushQueueUrl,
      arnName: env.pushQueueArn,
      // SNS takes 300/s even in small Regions; 10 calls at 50 ms a message make 200/s.
      maxConcurrency: 10,
    });
    if (offers(this, "email")) {
      this.emailSender = new EmailSender(this, "Sender", { sender: props.sender });
      this.emailSender.grantSend(this.email.deliver);
    }
    for (const { deliver } of [this.email, this.sms, this.push]) props.optOut.grantLink(deliver);
    grantText(this.sms.deliver);
    grantPush(this.push.deliver, props.pushApplications ?? []);
  }

  /** Queue messages for every channel, as the effects of a turn. */
  grantQueueMessages(fn: LambdaFunction): void {
    for (const channel of [this.email, this.sms, this.push]) channel.grantQueue(fn);
  }
}

/** Texts to phone numbers, never messages to topics. */
function grantText(fn: LambdaFunction): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["sns:Publish"],
      // A phone number has no ARN, so only `*` covers it; the denial below takes back what has one.
      resources: ["*"],
    }),
  );
  const everythingWithArn = Arn.format(
    {
      service: "sns",
      region: "*",
      account: "*",
      resource: "*",
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    },
    Stack.of(fn),
  );
  fn.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ["sns:Publish"],
      resources: [everythingWithArn],
    }),
  );
  acknowledgeWildcard(
    fn,
    "*",
    "A phone number has no ARN; topics and push endpoints are denied in the same policy.",
  );
}

/** Messages to the endpoints of these applications; the app itself registers its devices. */
function grantPush(fn: LambdaFunction, applications: readonly string[]): void {
  if (applications.length === 0) return;
  const endpoints = applications.map((arn) => `${arn.replace(":app/", ":endpoint/")}/*`);
  fn.addToRolePolicy(new PolicyStatement({ actions: ["sns:Publish"], resources: endpoints }));
  for (const endpoint of endpoints) {
    acknowledgeWildcard(
      fn,
      endpoint,
      "A device registers its endpoint while the app runs; the application is the team's own.",
    );
  }
  fn.addEnvironment(env.pushApplications, applications.join(","));
}
