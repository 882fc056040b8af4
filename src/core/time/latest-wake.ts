import { MINUTE } from "./instant.ts";

/**
 * How late a timer of a stage may fire, in ms: EventBridge Scheduler invokes its target within 60
 * seconds after the time that is asked for.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const latestWake = MINUTE;
