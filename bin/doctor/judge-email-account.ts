import type { Needs } from "./estimate-need.ts";
import { write } from "./estimate-need.ts";
import { type Check, conclude, type Finding, type Verdict } from "./finding.ts";
import { judgeLateness } from "./judge-pace.ts";
import type { EmailAccount, EmailEvents } from "./read-email.ts";
import { judgeReading, type Reading } from "./reading.ts";

export interface EmailContext {
  readonly prod: boolean;
  readonly region: string;
  /** Whether a live journey sends email. */
  readonly used: boolean;
  readonly overSeconds: number;
}

/**
 * Sandbox, review, sending rate and the day's quota:
 * https://docs.aws.amazon.com/ses/latest/dg/quotas.html
 */
export function judgeEmailAccount(
  account: Reading<EmailAccount>,
  needs: Needs | undefined,
  context: EmailContext,
): readonly Finding[] {
  const { prod, region } = context;
  const sandbox: Check = {
    topic: "Email: SES sandbox",
    wanted: "production access",
    why: "In the sandbox only verified addresses get mail: 200 a day, 1 a second.",
    mend: `aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url https://your.shop --region ${region}`,
  };
  return judgeReading(sandbox, account, (found) => [
    conclude(
      sandbox,
      found.production ? "ok" : prod ? "problem" : "warning",
      found.production ? "production access" : "in the sandbox",
    ),
    judgeStanding(found, region),
    ...judgeQuota(found, needs, context),
  ]);
}

const standings: Readonly<Record<string, Verdict>> = {
  HEALTHY: "ok",
  PROBATION: "warning",
  SHUTDOWN: "problem",
};

function judgeStanding({ sending, enforcement }: EmailAccount, region: string): Finding {
  const check: Check = {
    topic: "Email: standing",
    wanted: "HEALTHY, and sending enabled",
    why: "SES reviews an account at 5 % bounces or 0.1 % complaints, then lets it send nothing.",
    mend: sending
      ? `https://${region}.console.aws.amazon.com/ses/home?region=${region}#/reputation (answer the review)`
      : `aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`,
  };
  if (!sending) return conclude(check, "problem", `${enforcement}, sending disabled`);
  return conclude(check, standings[enforcement] ?? "unknown", `${enforcement}, sending enabled`);
}

function judgeQuota(
  { perDay, perSecond }: EmailAccount,
  needs: Needs | undefined,
  { region, used, overSeconds }: EmailContext,
): readonly Finding[] {
  const raise = `https://${region}.console.aws.amazon.com/servicequotas/home/services/ses/quotas`;
  const rate: Check = {
    topic: "Email: sending rate",
    wanted:
      needs === undefined
        ? "an audience"
        : `${write(needs.emailRate.value)}/s = ${needs.emailRate.how}`,
    why: "SES refuses what is faster; mail comes late, and after its 3 days (expires) not at all.",
    mend: `${raise} (then lib/message-delivery.ts: maxConcurrency of Email)`,
  };
  const day: Check = {
    topic: "Email: in 24 h",
    wanted:
      needs === undefined
        ? "an audience"
        : `${write(needs.emailsPerDay.value)} = ${needs.emailsPerDay.how}`,
    why: "SES refuses the rest of the day; after 3 h of tries a message is put aside.",
    mend: raise,
  };
  const told = { rate: `${write(perSecond)}/s`, day: perDay < 0 ? "no bound" : write(perDay) };
  if (needs === undefined) {
    const verdict = used ? "unknown" : "ok";
    return [conclude(rate, verdict, told.rate), conclude(day, verdict, told.day)];
  }
  const within = perDay < 0 || needs.emailsPerDay.value <= perDay;
  return [
    conclude(rate, judgeLateness(needs.emailRate.value, perSecond, overSeconds), told.rate),
    conclude(day, within ? "ok" : "problem", told.day),
  ];
}

/** What feedback lives on (lib/email-sender.ts); the rest is for figures. */
const needed = ["BOUNCE", "COMPLAINT", "DELIVERY", "REJECT", "RENDERING_FAILURE", "SEND"];
const welcome = ["CLICK", "DELIVERY_DELAY", "OPEN"];

/** Whether SES tells the stage what became of its email. */
export function judgeEmailEvents(events: Reading<EmailEvents>): readonly Finding[] {
  const check: Check = {
    topic: "Email: events",
    wanted: "SES tells the default bus of sends, bounces, complaints …",
    why: "Dead addresses are written to again and again, and unclear sends are never settled.",
    mend: "npx cdk deploy --all (the configuration set was changed by hand)",
  };
  return judgeReading(check, events, ({ sending, toBus }) => {
    const without = (types: readonly string[]) => types.filter((type) => !toBus.includes(type));
    if (!sending) return [conclude(check, "problem", "the configuration set has sending disabled")];
    const missing = without(needed);
    if (missing.length > 0) return [conclude(check, "problem", `not told: ${missing.join(", ")}`)];
    const unmeasured = without(welcome);
    return unmeasured.length > 0
      ? [conclude(check, "warning", `not told: ${unmeasured.join(", ")}`)]
      : [conclude(check, "ok", `${toBus.length} types`)];
  });
}
