/**
 * middy's early timeout is off: 5 ms before Lambda's own it would throw a "TimeoutError", which no
 * state machine retries; Lambda's `Sandbox.Timedout` is.
 */
export const plainMiddy = { timeoutEarlyInMillis: 0 } as const;
