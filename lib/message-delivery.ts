import { Arn, ArnFormat, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { type ChannelName, channelNames, deliverFunction, env } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import type { CustomerStore } from "./customer-store.ts";
import { DeliveryChannel } from "./delivery-channel.ts";
import { EmailSender } from "./email-sender.ts";
import { MessageRelease } from "./message-release.ts";
import type { OptOut } from "./opt-out.ts";
import { offers } from "./region-offers.ts";
import type { Timers } from "./timers.ts";
import type { WorkQueue } from "./work-queue.ts";

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

interface ChannelSetup {
  /** Id of the construct. It must not change: the queue's name depends on it. */
  readonly id: string;
  readonly description: string;
  readonly urlName: string;
  readonly arnName: string;
  readonly maxConcurrency: number;
}

const setups: Readonly<Record<ChannelName, ChannelSetup>> = {
  email: {
    id: "Email",
    description: "Claims an email, then sends it through SES.",
    urlName: env.emailQueueUrl,
    arnName: env.emailQueueArn,
    // SES grants a new production account some 14/s. 2 calls, one message after another at 150 ms:
    // 13/s. Raise it with the rate: at 200/s, 30.
    maxConcurrency: 2,
  },
  sms: {
    id: "Sms",
    description: "Claims an SMS, then sends it through SNS.",
    urlName: env.smsQueueUrl,
    arnName: env.smsQueueArn,
    // SNS sends 20 SMS/s at most by default; 2 calls make 13/s, and 2 is the least that SQS takes.
    maxConcurrency: 2,
  },
  push: {
    id: "Push",
    description: "Claims a push message, then sends it through SNS.",
    urlName: env.pushQueueUrl,
    arnName: env.pushQueueArn,
    // SNS takes 300/s even in small Regions; 10 calls at 50 ms a message make 200/s.
    maxConcurrency: 10,
  },
};

/** Takes queued messages to SES and SNS, claiming each before the call. */
export class MessageDelivery extends Construct {
  readonly channels: Readonly<Record<ChannelName, DeliveryChannel>>;
  readonly release: MessageRelease;
  /** Absent in a Region without SES: there every email is refused, with that as its reason. */
  readonly emailSender?: EmailSender;

  constructor(scope: Construct, id: string, props: MessageDeliveryProps) {
    super(scope, id);
    const { store, timers, optOut } = props;
    this.release = new MessageRelease(this, "Release", { store, timers });
    const { release } = this;
    this.channels = eachChannel((channel) => {
      const { id: name, ...setup } = setups[channel];
      const deliver = deliverFunction(channel);
      return new DeliveryChannel(this, name, { store, timers, release, deliver, ...setup });
    });
    // What it lets go goes into the channel's queue, no more than that works off.
    for (const channel of Object.values(this.channels)) {
      channel.grantQueue(release.release);
      channel.queue.grantMeasure(release.release);
    }
    const { email, sms, push } = this.channels;
    if (offers(this, "email")) {
      this.emailSender = new EmailSender(this, "Sender", { sender: props.sender });
      this.emailSender.grantSend(email.deliver);
    }
    for (const { deliver } of Object.values(this.channels)) optOut.grantLink(deliver);
    grantText(sms.deliver);
    grantPush(push.deliver, props.pushApplications ?? []);
  }

  get queues(): Readonly<Record<ChannelName, WorkQueue>> {
    return eachChannel((channel) => this.channels[channel].queue);
  }

  /** Queue messages for every channel, as the effects of a turn. */
  grantQueueMessages(fn: LambdaFunction): void {
    for (const channel of Object.values(this.channels)) channel.grantQueue(fn);
  }
}

function eachChannel<Value>(
  make: (channel: ChannelName) => Value,
): Readonly<Record<ChannelName, Value>> {
  const entries = channelNames.map((channel): [ChannelName, Value] => [channel, make(channel)]);
  return Object.fromEntries(entries) as Record<ChannelName, Value>;
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
