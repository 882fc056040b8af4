import type { NeedName } from "./estimate-need.ts";

/** A quota of the account in its Region that a launch may meet. */
export interface Quota {
  readonly name: string;
  readonly topic: "Step Functions" | "Scheduler" | "EventBridge";
  /** As Service Quotas calls the service. */
  readonly service: "states" | "scheduler" | "events";
  /** As Service Quotas calls the quota. */
  readonly title: RegExp;
  /** What AWS grants by default; told where the account's own can't be read. */
  readonly byDefault: (region: string) => number;
  readonly need: NeedName;
  readonly unit: "/s" | "";
  /**
   * How long what is refused is tried again, in seconds; beyond, it ends in a dead-letter queue.
   * Infinity: AWS delays it and refuses nothing. 0: nothing tries again.
   */
  readonly patienceSeconds: number;
  readonly why: string;
}

const hour = 3_600;
/** The three Regions where Step Functions grants most. */
const large: ReadonlySet<string> = new Set(["us-east-1", "us-west-2", "eu-west-1"]);
const schedulerMain: ReadonlySet<string> = new Set([
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "ap-northeast-1",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-central-1",
  "eu-west-1",
  "eu-west-2",
  "sa-east-1",
]);
const putEvents: Readonly<Record<string, number>> = {
  "us-east-1": 10_000,
  "us-west-2": 10_000,
  "eu-west-1": 10_000,
  "us-east-2": 2_400,
  "eu-central-1": 2_400,
  "eu-south-2": 2_400,
  "ap-northeast-1": 1_200,
  "ap-southeast-1": 1_200,
  "ap-southeast-2": 1_200,
  "eu-west-2": 1_200,
  "us-west-1": 1_200,
};

const inLarge = (most: number, elsewhere: number) => (region: string) =>
  large.has(region) ? most : elsewhere;
const inMain = (most: number, elsewhere: number) => (region: string) =>
  schedulerMain.has(region) ? most : elsewhere;

/**
 * Defaults: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html,
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html. The patience is that of
 * our queues (lib/event-intake.ts, lib/journey-engine.ts) and of run-journey.asl.json.
 */
export const quotas: readonly Quota[] = [
  {
    name: "starts of journeys",
    topic: "Step Functions",
    service: "states",
    title: /^StartExecution\b.*refill rate/i,
    byDefault: inLarge(300, 150),
    need: "starts",
    unit: "/s",
    patienceSeconds: 2 * hour,
    why: "Starts beyond it are refused and tried again from the intake queue for 2 h, then put aside.",
  },
  {
    name: "state transitions",
    topic: "Step Functions",
    service: "states",
    title: /^(?:State ?Transition)\b.*refill rate/i,
    byDefault: inLarge(5_000, 800),
    need: "transitions",
    unit: "/s",
    patienceSeconds: Number.POSITIVE_INFINITY,
    why: "Step Functions delays every turn: messages come late.",
  },
  {
    name: "wakes (SendTaskSuccess)",
    topic: "Step Functions",
    service: "states",
    title: /^SendTaskSuccess\b.*refill rate/i,
    byDefault: inLarge(500, 300),
    need: "wakes",
    unit: "/s",
    // The wake queue hands over no more than its own bound lets through.
    patienceSeconds: Number.POSITIVE_INFINITY,
    why: "Wakes come late.",
  },
  {
    name: "journeys under way",
    topic: "Step Functions",
    service: "states",
    title: /^(?!.*(?:express|map run)).*\bopen\b.*executions/i,
    byDefault: () => 1_000_000,
    need: "openRuns",
    unit: "",
    patienceSeconds: 0,
    why: "No further journey starts until others have ended, which may take weeks.",
  },
  {
    name: "new schedules (CreateSchedule)",
    topic: "Scheduler",
    service: "scheduler",
    title: /^CreateSchedule request rate/i,
    byDefault: inMain(5_000, 250),
    need: "newTimers",
    unit: "/s",
    patienceSeconds: 6 * hour,
    why: "Turns beyond it are taken again for 6 h, each try a transition, then their run fails.",
  },
  {
    name: "due schedules",
    topic: "Scheduler",
    service: "scheduler",
    title: /^Invocations throttle limit/i,
    byDefault: inMain(1_000, 500),
    need: "dueTimers",
    unit: "/s",
    patienceSeconds: Number.POSITIVE_INFINITY,
    why: "The Scheduler delays what is due: an opening takes longer than its 10 minutes.",
  },
  {
    name: "schedules standing",
    topic: "Scheduler",
    service: "scheduler",
    title: /^(?:Number of )?schedules$/i,
    byDefault: () => 10_000_000,
    need: "standingTimers",
    unit: "",
    patienceSeconds: 0,
    why: "No wait can be timed any more: its turn fails.",
  },
  {
    name: "events (PutEvents)",
    topic: "EventBridge",
    service: "events",
    title: /^PutEvents throttle limit/i,
    byDefault: (region) => putEvents[region] ?? 400,
    need: "events",
    unit: "/s",
    patienceSeconds: 0,
    why: "The storefront's own calls are refused: what it doesn't try again is lost.",
  },
];
