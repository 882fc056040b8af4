import { type CustomerKey, customerKeyOf } from "../core/customers/customer.ts";
import type { Nested } from "../core/events/nested.ts";
import { finalStates, type Message } from "../core/messages/message.ts";
import type { Enrollments, Events, Messages, Offers, Tasks, Turns } from "../core/ports.ts";
import type { EnrollmentRecord, EventRecord, TurnRecord } from "../core/timeline/records.ts";
import type { Offer, Task } from "../core/turns/effect.ts";

/** What is written to the timeline, as it is written: the embedded form of a table's stream. */
export type TimelineWrite =
  | { readonly kind: "event"; readonly key: CustomerKey; readonly record: EventRecord }
  | { readonly kind: "turn"; readonly record: TurnRecord }
  | { readonly kind: "enrollment"; readonly record: EnrollmentRecord }
  | { readonly kind: "message"; readonly record: Message; readonly before: Message | undefined }
  | { readonly kind: "task"; readonly record: Task }
  | { readonly kind: "offer"; readonly record: Offer };

export interface LocalTimeline {
  readonly events: Events;
  readonly turns: Turns;
  readonly enrollments: Enrollments;
  readonly messages: Messages;
  readonly tasks: Tasks;
  readonly offers: Offers;
  /** What is kept right now. */
  readonly kept: {
    readonly events: ReadonlyMap<string, EventRecord>;
    /** By enrollment: the attempts at its last two turns, and at those that emitted something. */
    readonly turns: ReadonlyMap<string, readonly TurnRecord[]>;
    readonly enrollments: ReadonlyMap<string, EnrollmentRecord>;
    readonly messages: ReadonlyMap<string, Message>;
    readonly tasks: ReadonlyMap<string, Task>;
    readonly offers: ReadonlyMap<string, Offer>;
  };
}

/**
 * The timeline in memory.
 * @param written told of every write, for reports and files
 * @param expire the embedded form of TTL: told of what has come to its end, forgets it in time
 */
export function createLocalTimeline(
  written: (write: TimelineWrite) => void,
  expire: (forget: () => void) => void,
): LocalTimeline {
  const events = new Map<string, EventRecord>();
  const nested = new Map<string, Nested>();
  const namesOf = new Map<CustomerKey, Set<string>>();
  const turns = new Map<string, readonly TurnRecord[]>();
  const enrollments = new Map<string, EnrollmentRecord>();
  const messages = new Map<string, Message>();
  const tasks = new Map<string, Task>();
  const offers = new Map<string, Offer>();

  const forgetEvent = (key: CustomerKey, name: string): void => {
    events.delete(name);
    nested.delete(name);
    const names = namesOf.get(key);
    names?.delete(name);
    if (names?.size === 0) namesOf.delete(key);
  };

  const keepMessage = (record: Message, before: Message | undefined): void => {
    messages.set(record.id, record);
    written({ kind: "message", record, before });
    const settled = finalStates.includes(record.state);
    if (settled && record.state !== before?.state) expire(() => messages.delete(record.id));
  };

  return {
    kept: { events, turns, enrollments, messages, tasks, offers },
    events: {
      find: async (key, eventId) => events.get(`${key}#${eventId}`),
      list: async (key) => [...(namesOf.get(key) ?? [])].flatMap((name) => events.get(name) ?? []),
      async keepNested(key, eventId, values) {
        const name = `${key}#${eventId}`;
        if (!nested.has(name)) nested.set(name, values);
      },
      findNested: async (key, eventId) => nested.get(`${key}#${eventId}`),
      listNested: async (key) => {
        const prefix = `${key}#`;
        return new Map(
          [...(namesOf.get(key) ?? [])].flatMap((name) => {
            const values = nested.get(name);
            return values === undefined ? [] : [[name.slice(prefix.length), values] as const];
          }),
        );
      },
      async record(key, record) {
        const name = `${key}#${record.id}`;
        if (events.has(name)) return;
        events.set(name, record);
        const names = namesOf.get(key);
        if (names === undefined) namesOf.set(key, new Set([name]));
        else names.add(name);
        written({ kind: "event", key, record });
        // What started an enrollment is asked for until that has ended.
        if (record.consequences.some(({ kind }) => kind === "entered")) return;
        expire(() => forgetEvent(key, name));
      },
    },
    turns: {
      async record(record) {
        const { enrollment, turn } = record;
        // What was emitted may come back late, and is then asked for.
        const recent = (turns.get(enrollment) ?? []).filter(
          (other) => other.turn >= turn - 1 || other.effects.some(({ kind }) => kind === "emit"),
        );
        turns.set(enrollment, [...recent, record]);
        written({ kind: "turn", record });
      },
      find: async (enrollmentId, ref) => turns.get(enrollmentId)?.find((turn) => turn.ref === ref),
      async renewToken(enrollmentId, ref, token, began) {
        const renewed = (turns.get(enrollmentId) ?? []).map((turn) =>
          turn.ref === ref && turn.began <= began ? { ...turn, token, began } : turn,
        );
        turns.set(enrollmentId, renewed);
      },
    },
    enrollments: {
      async open(record) {
        if (enrollments.has(record.id)) return;
        enrollments.set(record.id, record);
        written({ kind: "enrollment", record });
      },
      async settle(record) {
        const known = enrollments.get(record.id)?.state;
        if (known === "completed" || known === "exited") return;
        enrollments.set(record.id, record);
        written({ kind: "enrollment", record });
        if (record.state === "running" || record.state === "failed") return;
        expire(() => {
          enrollments.delete(record.id);
          turns.delete(record.id);
          const key = customerKeyOf(record.id);
          forgetEvent(key, `${key}#${record.trigger}`);
        });
      },
      find: async (enrollmentId) => enrollments.get(enrollmentId),
    },
    messages: {
      async create(order) {
        if (messages.has(order.id)) return;
        keepMessage({ ...order, state: "queued", at: order.created }, undefined);
      },
      find: async (messageId) => messages.get(messageId),
      async advance(messageId, from, change, since) {
        const before = messages.get(messageId);
        if (before === undefined || !from.includes(before.state)) return false;
        if (since !== undefined && before.at !== since) return false;
        // A reason, a time to try again and a gate belong to the state that is over.
        const { reason: _reason, until: _until, atGate: _gate, ...kept } = before;
        keepMessage({ ...kept, ...change }, before);
        return true;
      },
      async atGate(gate, most) {
        const waiting = [...messages.values()].filter(({ atGate }) => atGate?.gate === gate);
        return waiting
          .toSorted((a, b) => ((a.atGate?.order ?? "") < (b.atGate?.order ?? "") ? -1 : 1))
          .slice(0, most);
      },
      list: async (key) =>
        [...messages.values()].filter((message) => customerKeyOf(message.id) === key),
      async report(messageId, report, at, { reason, bounce } = {}) {
        const before = messages.get(messageId);
        if (before === undefined || before.reports?.[report] !== undefined) return false;
        const reports = { ...before.reports, [report]: at };
        const said = { ...(reason !== undefined && { reason }), ...(bounce && { bounce }) };
        keepMessage({ ...before, reports, ...said }, before);
        return true;
      },
    },
    tasks: {
      async open(task) {
        if (tasks.has(task.id)) return;
        tasks.set(task.id, task);
        written({ kind: "task", record: task });
        expire(() => tasks.delete(task.id));
      },
    },
    offers: {
      async issue(offer) {
        if (offers.has(offer.id)) return;
        offers.set(offer.id, offer);
        written({ kind: "offer", record: offer });
        expire(() => offers.delete(offer.id));
      },
    },
  };
}
