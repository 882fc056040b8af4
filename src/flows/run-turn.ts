import type { Customer } from "../core/customers/customer.ts";
import { customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../core/definitions/definitions.ts";
import { pauseOfJourney } from "../core/definitions/pause.ts";
import { operationalError } from "../core/errors.ts";
import type { Properties } from "../core/events/event.ts";
import { flattenNested } from "../core/events/flatten-nested.ts";
import type { Owed } from "../core/events/outcome.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import { hashId } from "../core/hash.ts";
import type { Ports, RunTurn } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { recordOf } from "../core/timeline/enrollment-record.ts";
import type { TurnRecord } from "../core/timeline/records.ts";
import type { Effect } from "../core/turns/effect.ts";
import { pauseTurn } from "../core/turns/pause-turn.ts";
import { causeOfTurn, takeTurn } from "../core/turns/take-turn.ts";
import { applyEffects, type EffectPorts } from "./apply-effects.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";
import { closeEnrollment } from "./close-enrollment.ts";
import { completeOvertaken } from "./complete-effects.ts";
import { findEvent, findNested } from "./find-event.ts";
import { assertSegmentsKnown, knownJourney } from "./known-journey.ts";
import { clearWait, timeWait } from "./time-wait.ts";

export type TurnPorts = EffectPorts &
  Pick<
    Ports,
    | "clock"
    | "backoff"
    | "customers"
    | "events"
    | "turns"
    | "enrollments"
    | "catalog"
    | "pauses"
    | "runs"
    | "timers"
    | "wakes"
  >;

/** What the state machine hands over: ids and the token only. */
export interface TurnRequest extends RunTurn {
  readonly token: string;
}

type Decided =
  | { readonly kind: "gone" | "stale"; readonly customer?: undefined }
  | { readonly kind: "closing"; readonly customer?: undefined; readonly enrollment: Enrollment }
  | {
      readonly kind: "committed-before";
      readonly customer?: undefined;
      readonly found: Customer;
      readonly enrollment: Enrollment;
    }
  | {
      readonly kind: "taken";
      readonly customer: Customer;
      readonly before: Enrollment;
      readonly enrollment: Enrollment;
      readonly record: TurnRecord;
    };

/**
 * One turn of a run, with one commit (DESIGN §6): read and compute · store the record · commit the
 * customer item, which names the record · apply the effects from the record · set the timer. A
 * retry that finds its turn committed never computes again: it stores its own token and repeats
 * the rest.
 */
export function createRunTurn(ports: TurnPorts) {
  return async function runTurn(request: TurnRequest): Promise<void> {
    const key = customerKeyOf(request.enrollment);
    const began = ports.clock.now();
    const decided = await changeCustomer<Decided>(ports, key, undefined, (customer) =>
      decide(customer, request, began, ports),
    );
    switch (decided.kind) {
      case "gone":
        await ports.runs.end(request.token);
        return;
      case "stale":
        return;
      case "closing":
        await closeEnrollment(decided.enrollment, ports);
        await ports.runs.end(request.token);
        return;
      case "committed-before":
        await repeat(decided.found, decided.enrollment, request, began, ports);
        return;
      case "taken":
        await clearWait(decided.before, decided.record.at, ports);
        await finish(decided.customer, decided.enrollment, decided.record, ports);
        return;
    }
  };
}

async function decide(
  customer: Customer | undefined,
  request: TurnRequest,
  began: Instant,
  ports: TurnPorts,
): Promise<Decided> {
  const enrollment = customer?.enrollments[request.enrollment];
  if (customer === undefined || enrollment === undefined) return { kind: "gone" };
  if (enrollment.state === "closing") return { kind: "closing", enrollment };
  if (isSuperseded(enrollment, request)) return { kind: "gone" };
  if (enrollment.turn === request.turn) {
    return { kind: "committed-before", found: customer, enrollment };
  }
  if (enrollment.turn !== request.turn - 1) return { kind: "stale" };
  return compute(customer, enrollment, request, began, ports);
}

/**
 * Whether the run behind the request is no longer the enrollment's: it broke, or a later generation
 * has taken over. The turn that parked its wait has announced that one itself and may be repeated.
 */
function isSuperseded({ generation, state, turn, wait }: Enrollment, request: RunTurn): boolean {
  if (request.generation === generation) return state === "failed";
  return !(wait?.parked && turn === request.turn && request.generation === generation - 1);
}

async function compute(
  customer: Customer,
  before: Enrollment,
  request: TurnRequest,
  began: Instant,
  ports: TurnPorts,
): Promise<Decided> {
  const now = ports.clock.now();
  const definitions = await ports.catalog.definitions();
  const journey = knownJourney(definitions, before);
  assertSegmentsKnown(definitions, customer);
  await completeOvertaken(before, ports);
  // Asked for after `now`: a turn of that instant is judged by flags at most 30 s older.
  const pause = await pauseOf(before, ports);
  const outcome =
    pause === undefined
      ? takeTurn(
          definitions,
          journey,
          customer,
          before.id,
          now,
          await triggerOf(customer, before, { definitions, journey }, ports),
        )
      : pauseTurn(definitions, journey, customer, before.id, now, pause);
  const ref = `${request.turn}-${hashId(request.token, customer.rev).slice(0, 8)}`;
  const record: TurnRecord = {
    enrollment: before.id,
    ref,
    turn: request.turn,
    at: now,
    decisions: outcome.decisions,
    effects: outcome.effects.map((effect) => nameTurn(effect, `${before.id}#${ref}`)),
    next: outcome.next,
    token: request.token,
    began,
  };
  await ports.turns.record(record);
  // Its first turn; also of one that goes on in another's place.
  if (before.record === undefined) await ports.enrollments.open(recordOf(before, "running"));
  const taken = outcome.customer.enrollments[before.id] ?? before;
  const enrollment = { ...taken, record: ref };
  const enrollments = { ...outcome.customer.enrollments, [before.id]: enrollment };
  const after = { ...outcome.customer, enrollments };
  return { kind: "taken", customer: after, before, enrollment, record };
}

/** So that intake finds the record again, where the event's depth is kept. */
function nameTurn(effect: Effect, by: string): Effect {
  return effect.kind === "emit" ? { ...effect, event: { ...effect.event, by } } : effect;
}

async function pauseOf({ journey }: Enrollment, { pauses }: Pick<Ports, "pauses">) {
  return pauseOfJourney(await pauses.read(), journey);
}

/** What the event said that started the enrollment, where its journey looks at it. */
async function triggerOf(
  customer: Customer,
  { trigger }: Enrollment,
  { definitions, journey }: { definitions: Definitions; journey: CompiledJourney },
  ports: Pick<Ports, "events">,
): Promise<Properties | undefined> {
  if (!journey.usesTrigger) return undefined;
  const event = await findEvent(customer, trigger, ports);
  if (event === undefined) return undefined;
  const nested = await findNested(customer, event, definitions.eventValues(journey), ports);
  return { ...flattenNested(nested), ...event.properties };
}

async function repeat(
  found: Customer,
  enrollment: Enrollment,
  { token }: TurnRequest,
  began: Instant,
  ports: TurnPorts,
): Promise<void> {
  const ref = enrollment.record ?? "";
  const record = await ports.turns.find(enrollment.id, ref);
  if (record === undefined) {
    throw operationalError("RecordMissing", `no record ${ref} of enrollment ${enrollment.id}`);
  }
  if (record.token === token) return finish(found, enrollment, record, ports);
  await ports.turns.renewToken(enrollment.id, ref, token, began);
  // What came before the token was in place has found a dead one: an exit, a match. Look again.
  const customer = await ports.customers.find(customerKeyOf(enrollment.id));
  const current = customer?.enrollments[enrollment.id];
  if (current?.state === "closing") await closeEnrollment(current, ports);
  else if (customer !== undefined && current?.record === ref) {
    return finish(customer, current, { ...record, token }, ports);
  }
  await ports.runs.end(token);
}

/** What follows a commit, as often as it takes: effects, then the timer or the end of the run. */
async function finish(
  customer: Customer,
  enrollment: Enrollment,
  record: TurnRecord,
  ports: TurnPorts,
): Promise<void> {
  await applyEffects(record.effects, ports);
  await carryOut(owedByTurn(customer, record), ports);
  if (record.next.kind === "ended") {
    const ended = { at: record.at, ending: record.next.reason };
    await ports.enrollments.settle(recordOf(enrollment, "completed", ended));
    await ports.runs.end(record.token);
    return;
  }
  const now = ports.clock.now();
  // A repeated turn may find that what its wait hangs on has changed since.
  const due = enrollment.wait?.due ?? record.next.due;
  if (enrollment.wait?.parked) {
    await timeWait(enrollment, due, now, ports);
    await ports.runs.end(record.token);
    return;
  }
  // Nobody wakes it while the pause lasts; the sweep does then. Asked again, since that sweep may
  // have come by before this turn was committed.
  if (enrollment.wait?.paused && (await pauseOf(enrollment, ports)) !== undefined) return;
  if (due <= now || enrollment.wait?.matched !== undefined) {
    const { id, generation, turn } = enrollment;
    await ports.runs.goOn(record.token, { enrollment: id, generation, turn: turn + 1 });
    return;
  }
  await timeWait(enrollment, due, now, ports);
}

/**
 * What the turn owes to other enrollments: by what it said of the customer, and by the segments that
 * this made its customer enter or leave.
 */
function owedByTurn(customer: Customer, { enrollment, turn, effects }: TurnRecord): Owed[] {
  const told = effects.flatMap((effect) => (effect.kind === "tell" ? [effect.told.id] : []));
  const causes = [causeOfTurn(enrollment, turn), ...told];
  return owedOf(customer, (one) => causes.some((id) => isOwedBy(one, id)));
}
