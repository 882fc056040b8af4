/**
 * What the price of a journey needs and no run on one machine can tell. Each line is printed with
 * the figures.
 */

/** Queues of the stack by what they carry. */
export type QueueName = "intake" | "wake" | "deliver" | "feedback";

export const assumptions = {
  /**
   * Messages that one call of a function gets while a launch brings in 100 customers a second, a
   * million in three hours. A batch costs a receive, a delete and an invocation. Lambda polls with 5
   * at first: 20 messages a second each fill a batch of 10 where it may gather (intake and wake 1 s,
   * feedback 5 s), and delivery's batches of 5, which take longer than that to send.
   */
  messagesPerBatch: { intake: 10, wake: 10, deliver: 5, feedback: 10 } satisfies Record<
    QueueName,
    number
  >,
  /** Time until a service has answered, in ms, as seen from a warm function of the same region. */
  answerMs: { store: 5, other: 20, provider: 80 },
  /** Memory of every function (lib/sojourn-function.ts), in MB. */
  memoryMb: 256,
  /**
   * "At 1,769 MB, a function has the equivalent of one vCPU": below that, CPU takes longer.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  memoryOfOneCpuMb: 1_769,
  /** Speed of a Graviton core against a core of this machine. */
  relativeCoreSpeed: 1,
  /** What the runtime and the handler around a flow take of CPU per invocation, in ms. */
  handlerCpuMs: 0.5,
  /** Months that a customer's records of one journey are priced for; they are kept for 13. */
  storedMonths: 2,
  keptMonths: 400 / 30.4,
  /**
   * Environments of functions at work during such a launch: 100 customers a second, each a second of
   * Lambda's time. Each reads definitions and flags again every 30 s.
   */
  environments: 100,
  launchSeconds: 10_000,
  freshSeconds: 30,
  /** Nothing is logged where nothing fails: the functions' system and application logs begin at WARN. */
  logBytesPerCustomer: 0,
} as const;
