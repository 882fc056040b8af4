import type { Needs } from "./estimate-need.ts";
import { write } from "./estimate-need.ts";
import { type Check, conclude, type Finding } from "./finding.ts";
import { judgeLateness } from "./judge-pace.ts";
import type { SmsFacts } from "./read-text-and-push.ts";
import { judgeReading } from "./reading.ts";

/**
 * What an account may spend a month until AWS raises it, and what it sends a second:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html
 */
const firstSpendLimit = 1;
const firstSmsRate = 1;

export interface SmsContext {
  readonly prod: boolean;
  readonly region: string;
  readonly overSeconds: number;
  /** Dollars of one part to the customers' countries. */
  readonly partPrice: number;
  /** SMS a second that AWS granted; undefined where nobody said, so a new account's. */
  readonly rate: number | undefined;
}

/** Judges the SMS account of a stage whose live journeys send SMS. */
export function judgeSms(
  facts: SmsFacts,
  needs: Needs | undefined,
  context: SmsContext,
): readonly Finding[] {
  const { prod, region } = context;
  const sandbox: Check = {
    topic: "SMS: sandbox",
    wanted: "out of the sandbox",
    why: "In the sandbox only 10 verified numbers get SMS.",
    mend: `https://${region}.console.aws.amazon.com/sns/v3/home?region=${region}#/mobile/text-messaging (Exit SMS sandbox)`,
  };
  return [
    ...judgeReading(sandbox, facts.sandbox, (inside) => [
      inside
        ? conclude(sandbox, prod ? "problem" : "warning", "in the sandbox")
        : conclude(sandbox, "ok", "out of it"),
    ]),
    ...judgeSpend(facts, needs, context),
    judgeRate(needs, context),
  ];
}

function judgeSpend(
  { spendLimit }: SmsFacts,
  needs: Needs | undefined,
  { region, partPrice, prod }: SmsContext,
): readonly Finding[] {
  const need = needs && needs.smsPartsPerMonth.value * partPrice;
  const check: Check = {
    topic: "SMS: spend limit",
    wanted:
      need === undefined || needs === undefined
        ? `more than the first $${firstSpendLimit} a month`
        : `$${write(need)} a month = $${partPrice} a part (--sms-price) × ${needs.smsPartsPerMonth.how}`,
    why: "At the limit AWS stops sending within minutes, until the month ends.",
    mend: `https://${region}.console.aws.amazon.com/support/home#/case/create?issueType=service-limit-increase (End User Messaging SMS), then: aws sns set-sms-attributes --attributes MonthlySpendLimit=${Math.ceil(need ?? 100)} --region ${region}`,
  };
  return judgeReading(check, spendLimit, (set) => {
    const limit = set ?? firstSpendLimit;
    const found = set === undefined ? `none set, so AWS's first $${limit}` : `$${write(limit)}`;
    if (need !== undefined) return [conclude(check, need <= limit ? "ok" : "problem", found)];
    const verdict = limit > firstSpendLimit ? "unknown" : prod ? "problem" : "warning";
    return [conclude(check, verdict, found)];
  });
}

/** No call tells the account's rate: it is what people say, or AWS's first one. */
function judgeRate(needs: Needs | undefined, { region, overSeconds, rate }: SmsContext): Finding {
  const check: Check = {
    topic: "SMS: rate",
    wanted:
      needs === undefined
        ? "an audience"
        : `${write(needs.smsRate.value)}/s = ${needs.smsRate.how}`,
    why: "AWS refuses what is faster; SMS come late, and after their 3 days (expires) not at all.",
    mend: `https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html (SendTextMessage rate in ${region}, and a number that carries it), then say it by --sms-rate`,
  };
  const granted = rate ?? firstSmsRate;
  const found =
    rate === undefined ? `${granted}/s of a new account: --sms-rate` : `${write(granted)}/s`;
  if (needs === undefined) return conclude(check, "unknown", found);
  return conclude(check, judgeLateness(needs.smsRate.value, granted, overSeconds), found);
}
