import { isDeepStrictEqual } from "node:util";
import {
  type Customer,
  type CustomerKey,
  customerKeyOf,
} from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { PauseFlags } from "../../src/core/definitions/pause.ts";
import { hashId } from "../../src/core/hash.ts";
import type { Feedback } from "../../src/core/messages/feedback.ts";
import type { Message } from "../../src/core/messages/message.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { CustomerChange, ProviderAnswer, RunTurn, Wake } from "../../src/core/ports.ts";
import type { SweepLease } from "../../src/core/sweep/sweep-lease.ts";
import type { EventRecord, TurnRecord } from "../../src/core/timeline/records.ts";
import type { EmittedEvent } from "../../src/core/turns/effect.ts";
import { changesSaid } from "./changes-of.ts";
import { notePastDates, takeBackDate } from "./due-dates.ts";
import {
  asAccepted,
  type Claim,
  type Commit,
  type Facts,
  listIn,
  type ToldDate,
  type ToldEvent,
} from "./facts.ts";
import { currentHandling, type Handling } from "./handling.ts";
import { joinedCommit } from "./joined-commit.ts";
import { judgeDerivation } from "./judge-commit.ts";
import { judgeJoin } from "./judge-join.ts";
import { judgeMarkFirst, judgeSending, noteMarks } from "./judge-suppression.ts";
import { derivedIn, noteHappened } from "./note-happened.ts";
import { notePublished } from "./note-published.ts";
import { tellCall } from "./story.ts";
import { takeBack } from "./take-back.ts";
import type { Around, PortCall } from "./wrap-ports.ts";

interface Recording {
  readonly facts: Facts;
  readonly now: () => number;
  readonly message: (id: string) => Message | undefined;
  /** Oracles that judge every commit. */
  readonly judge: (commit: Commit) => void;
}

/** Stands closest to the stores: notes what really came to pass, whatever the flows heard of it. */
export function createRecorder(recording: Recording): Around {
  return async (call, go) => {
    const result = await go();
    const { facts } = recording;
    const name = `${call.port}.${call.method}`;
    tellCall(facts, recording.now(), call, result);
    switch (name) {
      case "customers.commit":
        if (result === true) noteCommit(recording, call.args[1] as Customer);
        break;
      case "customers.commitAll":
        if (result === true) noteJoin(recording, call.args[0] as CustomerChange[]);
        break;
      case "sweepLeases.read":
        notePass(result as SweepLease | undefined);
        break;
      case "publications.goLive":
        if (result === true) notePublished(facts, call.args[1] as DefinitionSet, recording.now());
        break;
      case "turns.record": {
        const record = call.args[0] as TurnRecord;
        facts.attempts.set(`${record.enrollment}#${record.ref}`, record);
        break;
      }
      case "events.record": {
        const [key, event] = call.args as [string, EventRecord];
        const name = `${key}#${event.id}`;
        const first = { seq: facts.seq, at: recording.now(), accepted: event.accepted };
        if (!facts.recorded.has(name)) facts.recorded.set(name, first);
        break;
      }
      case "runs.start":
        facts.starts.add((call.args[0] as RunTurn).enrollment);
        break;
      case "catalog.definitions": {
        const handling = currentHandling();
        if (handling !== undefined) handling.rev = (result as { rev: number }).rev;
        break;
      }
      case "wakes.send":
      case "timers.setWake":
      case "timers.clear":
        noteWakeUp(facts, recording.now(), call);
        break;
      case "bus.emit":
        noteEmit(facts, call.args[0] as EmittedEvent);
        break;
      case "pauses.closeGate":
      case "pauses.openGate":
      case "pauses.gateDrained":
        noteFlags(facts, recording.now(), result as PauseFlags);
        break;
      case "addresses.note":
      case "addresses.marksOf":
        noteMarks(facts, call);
        break;
      case "providers.send":
        judgeSending(facts, call, recording.message);
        noteProviderCall(recording, call, result as ProviderAnswer);
        break;
      default:
    }
    return result;
  };
}

/** Every slice reads the lease before it looks at a page. */
function notePass(lease: SweepLease | undefined): void {
  const handling = currentHandling();
  if (handling !== undefined) handling.evaluates = lease?.pass?.evaluate === true;
}

/** Functions that read the flags before go on by them for 30 s. */
function noteFlags({ flags }: Facts, since: number, now: PauseFlags): void {
  if (flags.at(-1)?.flags.rev !== now.rev) flags.push({ flags: now, since });
}

function noteWakeUp({ wakeUps, items }: Facts, now: number, call: PortCall): void {
  const { port, method, args } = call;
  if (method === "clear") {
    for (const one of wakeUps) if (one.timer === args[0]) one.cleared = true;
    return;
  }
  if (port === "wakes") {
    const [wake, delay] = args as [Wake, number];
    const due = now + delay * 1000;
    wakeUps.push({ ...wake, due, timer: undefined, overtaken: false, cleared: false });
    return;
  }
  const [timer, due, wake] = args as [string, number, Wake];
  const known = wakeUps.some((one) => one.timer === timer && one.due > now && !one.cleared);
  if (known) return;
  const { turn, wait } =
    items.get(customerKeyOf(wake.enrollment))?.enrollments[wake.enrollment] ?? {};
  const overtaken = turn !== wake.turn || wait?.due !== due;
  wakeUps.push({ ...wake, due, timer, overtaken, cleared: false });
}

function noteEmit(facts: Facts, event: EmittedEvent): void {
  facts.emitted.set(event.id, event);
  if (event.notice === undefined) facts.told.set(event.id, event);
}

function noteProviderCall({ facts, now }: Recording, call: PortCall, answer: ProviderAnswer): void {
  const { id, to } = call.args[0] as RenderedMessage;
  listIn(facts.calls, id).push({ to, at: now(), answer: answer.kind });
}

function noteCommit({ facts, now, message, judge }: Recording, written: Customer): void {
  const handling = currentHandling();
  if (handling === undefined) throw new TypeError("a commit outside of any handler");
  facts.seq += 1;
  handling.commits += 1;
  const { key } = written;
  const before = facts.items.get(key);
  const after = { ...written, rev: (before?.rev ?? 0) + 1 };
  facts.items.set(key, after);
  if (handling.kind === "fillSlice") facts.filled.set(key, now());
  const definitions = facts.sets.get(handling.rev) ?? [...facts.sets.values()].at(-1);
  if (definitions === undefined) throw new TypeError("a commit before any publish");
  const told = eventOf(facts, handling, before, after, message);
  // The last time that its handler asked for is that by which it decided.
  const event = told && asAccepted(told, [...handling.moments].at(-1) ?? now());
  const at = now();
  const commit: Commit = {
    seq: facts.seq,
    at,
    key,
    before,
    after,
    by: handling.kind,
    body: handling.body,
    evaluates: handling.evaluates,
    began: handling.began,
    definitions,
    event,
    derived: derivedIn(facts, handling, before, after),
    moments: [...handling.moments],
  };
  noteEntries(facts, commit);
  noteTurns(facts, commit);
  for (const claim of claimsOf(commit, message)) listIn(facts.claims, key).push(claim);
  if (told !== undefined) judgeMarkFirst(facts, told, after);
  const dates = [...listIn(facts.toldDates, key)];
  judge(commit);
  noteUndone(facts, commit, dates);
  noteHappened(facts, commit);
  noteComplaint(facts, commit, message);
}

/** A complaint at the commit that took it in; one that changes no consent says nothing new. */
function noteComplaint(
  facts: Facts,
  { by, body, key, seq, before, after }: Commit,
  message: Recording["message"],
): void {
  if (by !== "feedback" || isDeepStrictEqual(before?.consents, after.consents)) return;
  const { kind, at, message: id } = body as Feedback;
  const channel = message(id)?.channel;
  if (kind === "complained" && channel !== undefined) {
    listIn(facts.complaints, key).push({ channel, at, seq });
  }
}

/** Two customers in one: what was kept of the visitor is the known one's from here on. */
function noteJoin({ facts, now }: Recording, changes: readonly CustomerChange[]): void {
  const handling = currentHandling();
  const [known, left] = changes;
  if (handling === undefined || known === undefined || left === undefined) {
    throw new TypeError("a join outside of any handler, or of one customer");
  }
  facts.seq += 1;
  handling.commits += 1;
  const { seq } = facts;
  const at = now();
  const definitions = facts.sets.get(handling.rev) ?? [...facts.sets.values()].at(-1);
  const told = facts.told.get((JSON.parse(handling.body as string) as { id: string }).id);
  const event = told && asAccepted(told, [...handling.moments].at(-1) ?? at);
  if (definitions === undefined || event === undefined) throw new TypeError("a join of nobody");
  judgeJoin(facts, { seq, at, known, left, definitions, event });
  for (const { before, after } of changes) {
    facts.items.set(after.key, { ...after, rev: before.rev + 1 });
  }
  const into = known.after.key;
  facts.joins.set(left.after.key, { into, seq, at });
  moveList(facts.accepted, left.after.key, into);
  moveList(facts.claims, left.after.key, into);
  moveList(facts.complaints, left.after.key, into);
  noteContinued(facts, known.after, left.after, seq);
  const two = [known.before, left.before];
  const dates = [...listIn(facts.toldDates, into)];
  notePastDates(facts, two, known.after, definitions, [...handling.moments].at(-1) ?? at);
  const joined = joinedCommit(facts, handling, { known, left, seq, at, definitions, event });
  noteEntries(facts, joined);
  judgeDerivation(facts, joined);
  noteUndone(facts, joined, dates);
  const outcome = known.after.said.findLast((one) => one.event === event.id);
  const did = changesSaid(outcome?.consequences ?? []);
  const moment = [...handling.moments].at(-1) ?? at;
  const when = { seq, began: handling.began, at, accepted: moment };
  const accepted = { key: into, event, ...when, definitions, did, outcome };
  listIn(facts.accepted, into).push({ ...accepted, entered: [], counted: [] });
  noteHappened(facts, { ...joined, event: undefined });
}

/** In the order of their commits. */
function moveList<Item extends { readonly seq: number }>(
  lists: Map<CustomerKey, Item[]>,
  from: CustomerKey,
  to: CustomerKey,
): void {
  const joined = [...listIn(lists, to), ...listIn(lists, from)];
  lists.set(
    to,
    joined.sort((a, b) => a.seq - b.seq),
  );
  lists.delete(from);
}

/** Entries of the visitor are the known one's; what goes on is no entry of its own. */
function noteContinued(facts: Facts, known: Customer, left: Customer, seq: number): void {
  for (const one of facts.entered.values()) {
    if (one.customer !== left.key) continue;
    const { ending, goesOnAs } = left.enrollments[one.id] ?? {};
    const dropped = ending === "joined" && goesOnAs === undefined;
    const moved = { ...one, customer: known.key, ...(dropped && { endedByJoin: seq }) };
    facts.entered.set(one.id, moved);
    if (goesOnAs === undefined) continue;
    facts.entered.set(goesOnAs, { ...moved, id: goesOnAs, continues: one.id, seq });
    // The join itself may have moved the date.
    if (known.enrollments[goesOnAs]?.ending === "date-moved") takeBack(facts, goesOnAs, seq);
  }
}

/** The event that a commit took in: intake's own; of feedback one that says what was reported. */
function eventOf(
  facts: Facts,
  { kind, body }: Handling,
  before: Customer | undefined,
  after: Customer,
  message: Recording["message"],
): ToldEvent | undefined {
  if (kind === "intake") return facts.told.get((JSON.parse(body as string) as { id: string }).id);
  if (kind !== "feedback" || before?.seen === after.seen) return undefined;
  const feedback = body as Feedback;
  const about = message(feedback.message);
  if (about === undefined) return undefined;
  const { journey, step, template, channel } = about;
  return {
    id: hashId(feedback.message, feedback.kind, feedback.at),
    type: `message.${feedback.kind}`,
    // Who was joined into another is still written to under the old id.
    customer: facts.items.get(customerKeyOf(about.id))?.id ?? after.id,
    at: feedback.at,
    properties: { message: about.id, journey, step, template, channel },
  };
}

function noteEntries(facts: Facts, commit: Commit): void {
  const { before, after, seq, key: customer, definitions } = commit;
  for (const one of Object.values(after.enrollments)) {
    if (before?.enrollments[one.id] !== undefined) continue;
    if (facts.entered.has(one.id)) {
      const text = `${one.id} began again, under the name of an earlier one`;
      facts.violations.push({ invariant: "I7", customer, text });
      continue;
    }
    const { id, journey, version, key, trigger, entered } = one;
    const triggered = Math.min(one.triggered, entered);
    const known = { id, customer, journey, version, key, trigger, triggered, entered, seq };
    facts.entered.set(id, { ...known, definitions });
  }
}

/** Entries that were taken back, since their date moved away. */
function noteUndone(
  facts: Facts,
  { before, after, seq, key }: Commit,
  dates: readonly ToldDate[],
): void {
  for (const one of Object.values(after.enrollments)) {
    const entered = facts.entered.get(one.id);
    const isNew = before?.enrollments[one.id]?.state !== "closing" && one.state === "closing";
    if (!isNew || one.ending !== "date-moved" || entered === undefined) continue;
    takeBack(facts, one.id, seq);
    takeBackDate(facts, key, one.journey, dates);
  }
}

/** A turn counts once the item names its record. */
function noteTurns(facts: Facts, { before, after, seq, definitions: set }: Commit): void {
  for (const { id, record: ref } of Object.values(after.enrollments)) {
    if (ref === undefined || before?.enrollments[id]?.record === ref) continue;
    const record = facts.attempts.get(`${id}#${ref}`);
    if (record === undefined) {
      const text = `the item names record ${ref} of ${id}, which was never stored`;
      facts.violations.push({ invariant: "I5", customer: after.key, text });
      continue;
    }
    facts.turns.push({ record, seq, set });
  }
}

/** Claims that a commit stamped; one that was stamped before at another instant counts anew. */
export function claimsOf(commit: Commit, message: Recording["message"]): Claim[] {
  const { before, after, key, seq, definitions } = commit;
  const stamped = after.ledger.filter(
    (entry) =>
      entry.reservedUntil === undefined &&
      !before?.ledger.some(
        (old) =>
          old.message === entry.message && old.reservedUntil === undefined && old.at === entry.at,
      ),
  );
  return stamped.flatMap((entry) => {
    const keys = [key, ...(after.joined ?? [])];
    const about = keys
      .map((one) => message(`${one}-${entry.message}`))
      .find((one) => one !== undefined);
    if (about === undefined) return [];
    const known = before?.addresses[about.channel] ?? [];
    const { id, journey, purpose, channel } = about;
    const addresses = known.filter((one) => one.suppressed === undefined).map(({ to }) => to);
    return {
      message: id,
      at: entry.at,
      seq,
      zone: before?.zone ?? definitions.settings.zone,
      rev: definitions.rev,
      journey,
      purpose,
      channel,
      addresses,
    };
  });
}
