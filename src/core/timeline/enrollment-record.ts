import type { Enrollment } from "../customers/enrollment.ts";
import type { Instant } from "../time/instant.ts";
import type { EnrollmentRecord } from "./records.ts";

/** An enrollment as its timeline record tells it. */
export function recordOf(
  enrollment: Enrollment,
  state: EnrollmentRecord["state"],
  ended?: { at: Instant; ending: string },
): EnrollmentRecord {
  const { id, journey, version, key, trigger, entered, goesOnAs, continues } = enrollment;
  const basis = {
    id,
    journey,
    version,
    key,
    trigger,
    entered,
    state,
    ...(goesOnAs !== undefined && { goesOnAs }),
    ...(continues !== undefined && { continues: continues.enrollment }),
  };
  return ended === undefined ? basis : { ...basis, ended: ended.at, ending: ended.ending };
}
