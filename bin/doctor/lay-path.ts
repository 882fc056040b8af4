import { type Channel, forEachChannel } from "../../src/core/channels/channels.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { parseDuration, rollingMs } from "../../src/core/time/duration.ts";
import { MINUTE } from "../../src/core/time/instant.ts";

/** What happens to one customer between two waits: a turn. */
export interface Stretch {
  /** Milliseconds after entry, at the earliest. */
  readonly at: number;
  /** Messages by each channel, at most: a message that may take several counts for each. */
  readonly messages: Readonly<Record<Channel, number>>;
  /** SMS parts of those messages, as they are billed. */
  readonly smsParts: number;
  /** Events that the journey puts on the bus. */
  readonly emitted: number;
  /** Whether a schedule began it; shorter waits are delayed queue messages. */
  readonly scheduled: boolean;
  /** Whether all who wait for it go on at one time of day. */
  readonly together: boolean;
}

export interface Ground {
  /** How many parts an SMS by this template takes. */
  readonly partsOf: (template: string) => number;
  /** Whether a message of this purpose (the journey's, where absent) waits for a send window. */
  readonly isWindowed: (purpose: string | undefined) => boolean;
}

/** As src/aws/timers.ts: the longest that SQS delays a message. */
const longestDelay = 15 * MINUTE;

/** Far beyond any real journey, and keeps repeats inside repeats from growing without end. */
const mostStretches = 1_000;

const nothing: Stretch = {
  at: 0,
  messages: forEachChannel(() => 0),
  smsParts: 0,
  emitted: 0,
  scheduled: false,
  together: false,
};

/**
 * The most that a journey can do to one customer, turn by turn: of a branch each figure counts at
 * its worst, so the whole may be more than any single way through it, and never less. Quiet hours
 * are not counted: nobody launches at night.
 */
export function layPath(steps: readonly Step[], ground: Ground): readonly Stretch[] {
  let path: readonly Stretch[] = [nothing];
  for (const step of steps) {
    path = append(path, layStep(step, ground));
    if (step.do === "exit") break;
  }
  return path;
}

function layStep(step: Step, ground: Ground): readonly Stretch[] {
  const lay = (inside: readonly Step[] | undefined) => layPath(inside ?? [], ground);
  switch (step.do) {
    case "send": {
      const by = (channel: Channel) => (step.channels.includes(channel) ? 1 : 0);
      const messages = forEachChannel(by);
      const sent = { ...nothing, messages, smsParts: by("sms") * ground.partsOf(step.template) };
      if (step.anyTime || !ground.isWindowed(step.purpose)) return [sent];
      // Whoever comes while the window is closed waits for its opening.
      return [nothing, { ...sent, scheduled: true, together: true }];
    }
    case "wait":
      return step.for === undefined
        ? [nothing, { ...nothing, scheduled: true, together: true }]
        : [nothing, after(step.for)];
    case "waitFor": {
      const ways = alongside([lay(step.then), lay(step.else)]);
      return append([nothing, after(step.atMost)], ways);
    }
    case "branch":
      return alongside([...step.cases.map((one) => lay(one.steps)), lay(step.else)]);
    case "split":
      return alongside(step.arms.map((arm) => lay(arm.steps)));
    case "repeat": {
      const once = lay(step.steps);
      let all: readonly Stretch[] = [nothing];
      for (let pass = 0; pass < step.times && all.length < mostStretches; pass++) {
        all = append(all, once);
      }
      return all;
    }
    case "emit":
      return [{ ...nothing, emitted: 1 }];
    case "update":
    case "task":
    case "offer":
    case "exit":
      return [nothing];
  }
}

/** The turn after a wait of a length. */
function after(length: string): Stretch {
  const parsed = parseDuration(length);
  const at = parsed.ok ? rollingMs(parsed.duration) : 0;
  return { ...nothing, at, scheduled: at > longestDelay };
}

/** One path, then another: the last turn of the first goes on into the first turn of the second. */
function append(first: readonly Stretch[], second: readonly Stretch[]): readonly Stretch[] {
  const last = first.at(-1) ?? nothing;
  const [next = nothing, ...rest] = second;
  const joined = { ...combine(last, next, (a, b) => a + b), at: last.at };
  const later = rest.map((stretch) => ({ ...stretch, at: stretch.at + last.at }));
  return [...first.slice(0, -1), joined, ...later].slice(0, mostStretches);
}

/** Ways side by side: turn by turn the most that any of them does, as early as any does it. */
function alongside(ways: readonly (readonly Stretch[])[]): readonly Stretch[] {
  const longest = Math.max(1, ...ways.map((way) => way.length));
  return Array.from({ length: longest }, (_, turn) => {
    const stretches = ways.map((way) => way[turn]).filter((one) => one !== undefined);
    const worst = stretches.reduce((a, b) => combine(a, b, Math.max), nothing);
    return { ...worst, at: Math.min(...stretches.map(({ at }) => at)) };
  });
}

function combine(a: Stretch, b: Stretch, join: (a: number, b: number) => number): Stretch {
  return {
    at: 0,
    messages: forEachChannel((channel) => join(a.messages[channel], b.messages[channel])),
    smsParts: join(a.smsParts, b.smsParts),
    emitted: join(a.emitted, b.emitted),
    scheduled: a.scheduled || b.scheduled,
    together: a.together || b.together,
  };
}
