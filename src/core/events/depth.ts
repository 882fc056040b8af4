import { reason, type Why } from "../reasons/reason.ts";
import { HOUR, type Instant } from "../time/instant.ts";

/**
 * How many journeys stand between an event and what somebody else said: 0 for an event of a producer,
 * one more for each journey that caused the next one
 * (docs/decisions/0020-what-journeys-cause-has-a-depth.md).
 */
export type Depth = number;

/** The cause of an enrollment's start or wake, if a journey was it: its depth and its acceptance. */
export type Cause = readonly [depth: Depth, accepted: Instant];

/** Longer chains than this are taken for a circle: 16 journeys in a row, none waiting an hour. */
export const mostDepth = 16;

/** A cause that is older than this starts no chain any more: who waits does not go round for ever. */
const forgottenAfter = HOUR;

/** The depth of what an enrollment causes now. */
export function depthOfEffects(cause: Cause | undefined, now: Instant): Depth {
  return cause === undefined || now - cause[1] >= forgottenAfter ? 1 : cause[0] + 1;
}

/** The cause of an enrollment that an event starts or wakes. @param before its cause so far */
export function causeOf(
  depth: Depth | undefined,
  now: Instant,
  before?: Cause,
): { readonly cause?: Cause } {
  const known = before !== undefined && now - before[1] < forgottenAfter ? before : undefined;
  if (depth === undefined || depth <= (known?.[0] ?? 0))
    return known === undefined ? {} : { cause: known };
  return { cause: [depth, now] };
}

/** Why an event is put aside, if it lies too deep. */
export function tooDeep(depth: Depth | undefined) {
  return depth !== undefined && depth > mostDepth
    ? reason("too-deep", { most: mostDepth })
    : undefined;
}

/** Whether it was for its depth that an event started no journey: a person has to look at the circle. */
export function isCircleStop(why: Why | undefined): boolean {
  return typeof why === "object" && why.code === "too-deep";
}
