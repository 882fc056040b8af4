import { DAY, type Instant } from "../../src/core/time/instant.ts";
import { type Check, conclude, type Finding } from "./finding.ts";
import type { PushApplication } from "./read-text-and-push.ts";
import { judgeReading, type Reading } from "./reading.ts";

/** Apple takes days to renew; a month is time to do it without haste. */
const renewBefore = 30 * DAY;

/** @param used whether a live journey sends push; undefined where nobody knows */
export function judgePush(
  applications: Reading<readonly PushApplication[]>,
  used: boolean | undefined,
  now: Instant,
): readonly Finding[] {
  const check: Check = {
    topic: "Push: applications",
    wanted: "each enabled, with credentials that hold",
    why: "Every push to that application's devices is refused.",
    mend: "npx cdk deploy --all -c pushApplications=arn:aws:sns:…:app/GCM/shop",
  };
  return judgeReading(check, applications, (all) => {
    if (all.length > 0) return all.map((one) => judgeApplication(one, check, now));
    if (used === undefined) return [conclude(check, "unknown", "none, and no journey can be read")];
    return used
      ? [conclude(check, "problem", "none deployed, but a live journey sends push")]
      : [conclude(check, "ok", "none, and no live journey sends push")];
  });
}

function judgeApplication(
  { arn, enabled, expires }: PushApplication,
  check: Check,
  now: Instant,
): Finding {
  const name = arn.slice(arn.indexOf(":app/") + ":app/".length);
  const mend = `aws sns set-platform-application-attributes --platform-application-arn ${arn} --attributes Enabled=true (with new credentials: PlatformCredential=…)`;
  if (enabled === undefined) return conclude(check, "problem", `${name}: SNS does not know it`);
  if (!enabled) return conclude({ ...check, mend }, "problem", `${name}: disabled`);
  const end = expires === undefined ? Number.NaN : Date.parse(expires);
  if (end <= now)
    return conclude({ ...check, mend }, "problem", `${name}: certificate ended ${expires}`);
  if (end <= now + renewBefore) {
    return conclude({ ...check, mend }, "warning", `${name}: certificate ends ${expires}`);
  }
  return conclude(check, "ok", `${name}: enabled`);
}
