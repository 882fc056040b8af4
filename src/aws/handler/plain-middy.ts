import middy from "@middy/core";
import { beginRequest } from "../correlation.ts";
import { readTestClock } from "../test-clock.ts";

/**
 * What every kind of handler begins with.
 *
 * middy's early timeout is off: 5 ms before Lambda's own it would throw a "TimeoutError", which no
 * state machine retries; Lambda's `Sandbox.Timedout` is.
 */
export function plainMiddy<Event, Result>() {
  return middy<Event, Result>({ timeoutEarlyInMillis: 0 })
    .before(({ context }) => {
      beginRequest(context.awsRequestId);
    })
    .before(readTestClock);
}
