import { Duration } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { EventIntake } from "./event-intake.ts";
import { createFunction } from "./sojourn-function.ts";
import { createStateMachine, stateMachineArn } from "./state-machine.ts";
import type { Timers } from "./timers.ts";
import { WorkQueue } from "./work-queue.ts";

export interface JourneyEngineProps {
  readonly store: CustomerStore;
  /** Where events go that a journey emits. */
  readonly intake: EventIntake;
  readonly timers: Timers;
}

/** Runs journeys: a state machine per enrollment, its turns, what wakes them and what settles them. */
export class JourneyEngine extends Construct {
  /** For alarms and outputs. */
  readonly runJourney: StateMachine;
  readonly wakeQueue: WorkQueue;
  readonly settleQueue: WorkQueue;
  /** The two that apply the effects of a turn; delivery grants them its queues. */
  readonly turnTakers: readonly LambdaFunction[];

  constructor(scope: Construct, id: string, props: JourneyEngineProps) {
    super(scope, id);
    const takeTurn = createFunction(this, {
      name: "take-turn",
      description: "Runs a journey's steps up to the next wait, for one customer.",
    });
    this.runJourney = createStateMachine(this, "RunJourney", {
      file: "run-journey",
      calls: [takeTurn],
    });
    const wake = createFunction(this, {
      name: "wake",
      description: "Ends a wait: what is due, what an event satisfied, what was overdue.",
    });
    // wake lets a turn be taken or closes one; what the journey says is take-turn's to read.
    props.store.grantReadCatalog(takeTurn);
    props.store.grantAmendRecords(takeTurn);
    props.store.grantReadPauses(wake);
    this.turnTakers = [takeTurn, wake];
    this.wakeQueue = this.createWakeQueue(wake);
    for (const fn of this.turnTakers) this.grantTakeTurns(fn, props);
    // wake times a wait anew that hangs on what has changed.
    for (const fn of this.turnTakers) {
      props.timers.grantSchedule(fn, this.wakeQueue, env.wakeQueueArn);
    }
    this.grantStartJourneys(wake);
    // By name, since the machine calls it: a turn may move its customer into a segment that starts
    // another journey.
    grantStart(takeTurn, stateMachineArn(this, "run-journey"));
    grantAnswerRuns(takeTurn, stateMachineArn(this, "run-journey"));
    grantAnswerRuns(wake, this.runJourney.stateMachineArn);
    this.settleQueue = this.settleRuns(props.store);
  }

  /** Start an execution; the same name and input again is no second one. */
  grantStartJourneys(fn: LambdaFunction): void {
    grantStart(fn, this.runJourney.stateMachineArn);
  }

  /** See whether anybody is under way. */
  grantListRuns(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["states:ListExecutions"],
        resources: [this.runJourney.stateMachineArn],
      }),
    );
    fn.addEnvironment(env.runJourneyMachine, this.runJourney.stateMachineArn);
  }

  /** Ask for an enrollment to be woken. */
  grantWake(fn: LambdaFunction): void {
    this.wakeQueue.grantSend(fn, env.wakeQueueUrl);
  }

  private createWakeQueue(wake: LambdaFunction): WorkQueue {
    return new WorkQueue(this, "WakeQueue", {
      consumer: wake,
      // Nobody sees a wait end a second later, and a launch's wakes come ten at a time instead of two:
      // $0.80 of each million customers.
      batchWindow: Duration.seconds(1),
      // SendTaskSuccess is refused above 500/s, outside the three big Regions above 300/s. A call
      // wakes some 25/s, one message after another at 40 ms: 12 × 25 = 300/s.
      maxConcurrency: 12,
      // 20 tries × 3 min = 1 h for a token that is dead because its turn is being retried. The retry
      // completes itself, and after it the sweep would: who ends here was not lost, but is strange.
      maxReceives: 20,
    });
  }

  private grantTakeTurns(fn: LambdaFunction, props: JourneyEngineProps): void {
    props.store.grantChangeCustomers(fn);
    props.store.grantRecord(fn);
    props.intake.grantPutEvents(fn);
    this.grantWake(fn);
    props.timers.grantClear(fn);
  }

  /** Executions that ended badly, told by Step Functions itself on the default bus. */
  private settleRuns(store: CustomerStore): WorkQueue {
    const settle = createFunction(this, {
      name: "settle",
      description: "Marks and lists the enrollment whose run failed, timed out or was aborted.",
    });
    store.grantChangeCustomers(settle);
    store.grantRecord(settle);
    // 20 tries × 3 min = 1 h, as long as a store has ever been away.
    const queue = new WorkQueue(this, "SettleQueue", { consumer: settle, maxReceives: 20 });
    queue.receive("FailedRuns", {
      source: Match.exactString("aws.states"),
      detailType: Match.exactString("Step Functions Execution Status Change"),
      detail: {
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
        stateMachineArn: [this.runJourney.stateMachineArn],
      },
    });
    return queue;
  }
}

function grantStart(fn: LambdaFunction, machineArn: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ["states:StartExecution"], resources: [machineArn] }),
  );
  fn.addEnvironment(env.runJourneyMachine, machineArn);
}

/** Go on with a run or end it; a token is authorised by the machine that it belongs to. */
function grantAnswerRuns(fn: LambdaFunction, machineArn: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["states:SendTaskSuccess", "states:SendTaskFailure"],
      resources: [machineArn],
    }),
  );
  fn.addEnvironment(env.runJourneyMachine, machineArn);
}
