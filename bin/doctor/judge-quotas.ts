import type { Need, Needs } from "./estimate-need.ts";
import { write } from "./estimate-need.ts";
import { type Check, conclude, type Finding, type Verdict } from "./finding.ts";
import type { Quota } from "./quotas.ts";
import type { QuotaFact } from "./read-quotas.ts";

/** Beyond this part of a quota there is no room for anything unforeseen. */
const comfortable = 0.8;
/** What to ask for: a quarter above the need. */
const margin = 1.25;

/**
 * A need against what is granted. Over it: a problem, but a warning where the work is only late: it
 * gets through at the granted pace before what is refused is given up.
 * @param overSeconds how long the need lasts
 */
export function judgeRoom(
  need: number,
  granted: number,
  overSeconds: number,
  patienceSeconds: number,
): Verdict {
  if (need <= granted * comfortable) return "ok";
  if (need <= granted) return "warning";
  return (need * overSeconds) / granted <= patienceSeconds ? "warning" : "problem";
}

/**
 * The account's quotas against what the live journeys ask for.
 * @param needs undefined where nobody knows for how many customers, or by which journeys
 */
export function judgeQuotas(
  facts: readonly QuotaFact[],
  needs: Needs | undefined,
  { region, overSeconds }: { readonly region: string; readonly overSeconds: number },
): readonly Finding[] {
  return facts.map(({ quota, granted }) => {
    const need = needs?.[quota.need];
    if (granted.kind === "unknown") {
      const usual = `${write(quota.byDefault(region))}${quota.unit}`;
      const found = `${granted.why}; AWS's default here is ${usual}`;
      return conclude(describe(quota, need, undefined, region), "unknown", found);
    }
    const { value, code } = granted.value;
    const check = describe(quota, need, code, region);
    const found = `${write(value)}${quota.unit}`;
    if (need === undefined) return conclude(check, "unknown", `${found}, and no need known`);
    const patience = quota.patienceSeconds;
    return conclude(check, judgeRoom(need.value, value, overSeconds, patience), found);
  });
}

function describe(
  quota: Quota,
  need: Need | undefined,
  code: string | undefined,
  region: string,
): Check {
  const { service, unit } = quota;
  const wanted =
    need === undefined
      ? "an audience: --customers and --over"
      : `${write(need.value)}${unit} = ${need.how}`;
  return {
    topic: `${quota.topic}: ${quota.name}`,
    wanted,
    why: quota.why,
    mend:
      code === undefined || need === undefined
        ? `https://${region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas`
        : `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(need.value * margin)} --region ${region}`,
  };
}
