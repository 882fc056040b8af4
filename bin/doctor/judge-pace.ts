import { type ChannelName, channelNames, deliverFunction } from "../../src/names.ts";
import type { NeedName, Needs } from "./estimate-need.ts";
import { write } from "./estimate-need.ts";
import { type Check, conclude, type Finding, type Verdict } from "./finding.ts";
import type { ConsumerFact } from "./read-functions.ts";
import { concludeUnread, type Reading } from "./reading.ts";

const hour = 3_600;
/** A message that is not claimed by then is dropped, unless its step says otherwise (`expires`). */
const expiresSeconds = 72 * hour;

/** Slower than asked is late; so slow that messages expire is a problem. */
export function judgeLateness(perSecond: number, granted: number, overSeconds: number): Verdict {
  if (perSecond <= granted) return "ok";
  return (perSecond * overSeconds) / granted <= expiresSeconds ? "warning" : "problem";
}

/** SES takes some 150 ms a message (lib/message-delivery.ts). */
const emailSeconds = 0.15;

interface Pace {
  readonly topic: string;
  readonly consumer: string;
  readonly need: NeedName;
  /**
   * Seconds of one message in one call, as measured (see the comments at maxConcurrency in lib).
   */
  readonly seconds: number;
  readonly file: string;
}

const deliveryPaces: Readonly<Record<ChannelName, Omit<Pace, "consumer" | "file">>> = {
  email: { topic: "email", need: "emailRate", seconds: emailSeconds },
  sms: { topic: "SMS", need: "smsRate", seconds: 0.15 },
  push: { topic: "push", need: "pushRate", seconds: 0.05 },
};

const paces: readonly Pace[] = [
  // 10 customers of a call side by side in some 100 ms.
  {
    topic: "events",
    consumer: "intake",
    need: "events",
    seconds: 0.01,
    file: "lib/event-intake.ts",
  },
  { topic: "wakes", consumer: "wake", need: "wakes", seconds: 0.04, file: "lib/journey-engine.ts" },
  ...channelNames.map((channel) => ({
    ...deliveryPaces[channel],
    consumer: deliverFunction(channel),
    file: "lib/message-delivery.ts",
  })),
];

/** As lib/delivery-channel.ts: so often is an email tried that SES refuses for its rate. */
const emailTries = 30;
/** More dead letters of a million than a person looks through. */
const tolerable = 10;

/**
 * Emails that the stage hands over faster than SES takes them: refused ones count as tried, and
 * after 30 tries are put aside. Of a long backlog that is (refused share)^30.
 */
export function judgeThrottling(
  consumers: Reading<readonly ConsumerFact[]>,
  account: Reading<{ readonly perSecond: number }>,
): readonly Finding[] {
  const email = consumers.kind === "read" && consumers.value.find(isEmail);
  if (!email || email.maxConcurrency === undefined || account.kind === "unknown") return [];
  const { perSecond } = account.value;
  const ours = email.maxConcurrency / emailSeconds;
  const refused = Math.max(0, 1 - perSecond / ours);
  const deadOfMillion = refused ** emailTries * 1e6;
  const check: Check = {
    topic: "Email: our pace within SES's rate",
    wanted: `at most SES's ${write(perSecond)}/s`,
    why: `While a backlog lasts SES refuses ${write(refused * 100)} %: ${write(deadOfMillion)} of a million emails are put aside.`,
    mend: `lib/message-delivery.ts: maxConcurrency ${Math.max(2, Math.floor(perSecond * emailSeconds))} of Email, or a higher rate; then npx cdk deploy --all`,
  };
  const verdict = refused === 0 ? "ok" : deadOfMillion < tolerable ? "warning" : "problem";
  return [
    conclude(
      check,
      verdict,
      `${write(ours)}/s = ${email.maxConcurrency} calls ÷ ${emailSeconds} s`,
    ),
  ];
}

function isEmail(one: ConsumerFact): boolean {
  return one.function === "deliver-email";
}

/** The bounds that the stage sets itself, `maxConcurrency` in lib: raised with what AWS grants. */
export function judgePace(
  consumers: Reading<readonly ConsumerFact[]>,
  needs: Needs | undefined,
  overSeconds: number,
): readonly Finding[] {
  if (needs === undefined) return [];
  return paces
    .filter(({ need }) => needs[need].value > 0)
    .map((pace) => judgeOne(pace, consumers, needs, overSeconds));
}

function judgeOne(
  { topic, consumer, need, seconds, file }: Pace,
  consumers: Reading<readonly ConsumerFact[]>,
  needs: Needs,
  overSeconds: number,
): Finding {
  const { value, how } = needs[need];
  const check: Check = {
    topic: `Our own pace: ${topic}`,
    wanted: `${write(value)}/s = ${how}`,
    why: `The queue is worked off more slowly than it fills; nothing is lost before 3 days.`,
    mend: `${file}: maxConcurrency ${Math.max(2, Math.ceil(value * seconds))}, as far as AWS grants; then npx cdk deploy --all`,
  };
  if (consumers.kind === "unknown") return concludeUnread(check, consumers.why);
  const found = consumers.value.find((one) => one.function === consumer);
  if (found === undefined) return conclude(check, "unknown", `no queue feeds ${consumer}`);
  if (found.maxConcurrency === undefined) return conclude(check, "ok", "no bound");
  const rate = found.maxConcurrency / seconds;
  const all = (value * overSeconds) / rate / hour;
  const late = value > rate ? `: ${write(all)} h for all` : "";
  return conclude(
    check,
    judgeLateness(value, rate, overSeconds),
    `${write(rate)}/s = ${found.maxConcurrency} calls ÷ ${seconds} s${late}`,
  );
}
