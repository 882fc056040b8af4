import type { Ports, Runs } from "../../src/core/ports.ts";
import type { QueueName } from "./assumptions.ts";

/** What left for services other than DynamoDB. */
export interface ServiceCalls {
  /** States entered: a run's first turn, each further one, and its end in `Journey ended`. */
  transitions: number;
  starts: number;
  /** Calls that end or continue a wait. */
  tokens: number;
  schedulesMade: number;
  schedulesCleared: number;
  /** However they came there: sent at once or by a schedule. */
  wakeMessages: number;
  deliveryMessages: number;
  feedbackMessages: number;
  intakeMessages: number;
  emittedEvents: number;
  providerCalls: number;
}

/** Messages by queue, however they came there. */
export function messagesByQueue(calls: ServiceCalls): Readonly<Record<QueueName, number>> {
  return {
    intake: calls.intakeMessages,
    wake: calls.wakeMessages,
    deliver: calls.deliveryMessages,
    feedback: calls.feedbackMessages,
  };
}

export function noCalls(): ServiceCalls {
  return {
    transitions: 0,
    starts: 0,
    tokens: 0,
    schedulesMade: 0,
    schedulesCleared: 0,
    wakeMessages: 0,
    deliveryMessages: 0,
    feedbackMessages: 0,
    intakeMessages: 0,
    emittedEvents: 0,
    providerCalls: 0,
  };
}

type Counted = "runs" | "wakes" | "deliveries" | "timers" | "bus";

/** The same ports, each call counted. */
export function countCalls(ports: Ports, calls: ServiceCalls): Pick<Ports, Counted> {
  const { wakes, deliveries, bus } = ports;
  return {
    runs: countRuns(ports.runs, calls),
    timers: countTimers(ports.timers, calls),
    wakes: {
      send(wake, delaySeconds) {
        calls.wakeMessages += 1;
        return wakes.send(wake, delaySeconds);
      },
    },
    deliveries: {
      ...deliveries,
      send(delivery, delaySeconds) {
        calls.deliveryMessages += 1;
        return deliveries.send(delivery, delaySeconds);
      },
    },
    bus: {
      emit(event) {
        calls.emittedEvents += 1;
        return bus.emit(event);
      },
    },
  };
}

function countRuns(runs: Runs, calls: ServiceCalls): Runs {
  return {
    ...runs,
    start(at) {
      calls.starts += 1;
      calls.transitions += 1;
      return runs.start(at);
    },
    async goOn(token, next) {
      calls.tokens += 1;
      const answer = await runs.goOn(token, next);
      if (answer === "went-on") calls.transitions += 1;
      return answer;
    },
    async end(token) {
      calls.tokens += 1;
      const answer = await runs.end(token);
      if (answer === "ended") calls.transitions += 1;
      return answer;
    },
  };
}

function countTimers(timers: Ports["timers"], calls: ServiceCalls): Ports["timers"] {
  return {
    setWake(name, due, wake) {
      calls.schedulesMade += 1;
      calls.wakeMessages += 1;
      return timers.setWake(name, due, wake);
    },
    setDelivery(name, due, delivery) {
      calls.schedulesMade += 1;
      calls.deliveryMessages += 1;
      return timers.setDelivery(name, due, delivery);
    },
    setRelease: (name, due, release) => timers.setRelease(name, due, release),
    clear(name) {
      calls.schedulesCleared += 1;
      return timers.clear(name);
    },
  };
}
