import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { EventConsequence } from "../../src/core/events/outcome.ts";
import { printReason } from "../../src/core/reasons/reason.ts";
import type { Accepted } from "./facts.ts";
import { isTransactional, shareOf } from "./plain-rules.ts";
import type { World } from "./world.ts";

/** What the shares of a journey said to a customer, once. */
interface Draw {
  readonly journey: string;
  /** Let in, held out, or outside the rollout. */
  readonly said: "in" | "held-out" | "outside";
  /** The event that asked. */
  readonly event: string;
  readonly rollout: number;
  readonly heldOut: number;
  readonly heldOutOfAll: number;
}

/**
 * Who is in a rollout at p % stays in at more, who was held out stays so unless a share shrinks
 * (I9). Said of all times at once: three fixed draws, two of the customer and the journey and one of
 * the customer alone, explain whatever was said to a customer.
 */
export function judgeShares({ facts }: World): void {
  // Shares are drawn by the key that an event was taken in under.
  const byKey = Map.groupBy([...facts.accepted.values()].flat(), ({ key }) => key);
  for (const [customer, list] of byKey) {
    const say = (text: string) => facts.violations.push({ invariant: "I9", customer, text });
    const draws = list.flatMap((accepted) => drawsOf(accepted, say));
    for (const journey of new Set(draws.map((draw) => draw.journey))) {
      const own = draws.filter((draw) => draw.journey === journey);
      judgeRollout(own, say);
      judgeHoldout(own, draws, say);
    }
    for (const accepted of list)
      judgeFree(accepted, facts.free.get(`${accepted.seq} ${accepted.event.id}`) ?? [], say);
  }
}

function saidOf({ outcome }: Accepted): readonly EventConsequence[] {
  return outcome?.consequences ?? [];
}

type SayShare = (text: string) => void;

function isOutside({ kind, reason }: EventConsequence): boolean {
  return kind === "not-entered" && printReason(reason ?? "").startsWith("not among");
}

/** What was said; and what was said is what was done. */
function drawsOf(accepted: Accepted, say: SayShare): Draw[] {
  const { event, definitions, entered, counted } = accepted;
  const draw = (journey: string, what: Draw["said"]): Draw => {
    return { journey, said: what, event: event.id, ...sharesOf(definitions, journey) };
  };
  return saidOf(accepted).flatMap((consequence) => {
    const { journey, kind } = consequence;
    const started = entered.includes(journey);
    if (kind === "exited" || kind === "woken" || kind === "goal-met") return [];
    if (kind === "goes-on" || kind === "joined" || kind === "retimed") return [];
    if (started !== (kind === "entered")) say(`${event.id} is told ${kind} of ${journey}, wrongly`);
    if (counted.includes(journey) !== (kind !== "not-entered")) {
      say(`${event.id} is told ${kind} of ${journey}, but its entries do not say so`);
    }
    if (isOutside(consequence)) return [draw(journey, "outside")];
    if (kind === "not-entered") return [];
    return [draw(journey, kind === "held-out" ? "held-out" : "in")];
  });
}

/** The shares by which a set of definitions lets customers into a journey. */
function sharesOf({ settings, journeys }: DefinitionSet, name: string) {
  const journey = journeys.find((one) => one.live && one.journey.name === name)?.journey;
  const marketing = !isTransactional(settings, journey?.purpose ?? "");
  return {
    rollout: (journey?.rollout?.percent ?? 100) / 100,
    heldOut: shareOf(journey?.holdout),
    heldOutOfAll: marketing ? shareOf(settings.holdout) : 0,
  };
}

/** Outside at a share no greater than one that it was inside at, whichever came first. */
function judgeRollout(draws: readonly Draw[], say: SayShare): void {
  for (const one of draws) {
    if (one.said !== "outside") continue;
    const other = draws.find(({ said, rollout }) => said !== "outside" && rollout <= one.rollout);
    if (other === undefined && one.rollout < 1) continue;
    const inside = other && `, inside at ${other.rollout} for ${other.event}`;
    say(`${one.journey}: outside the rollout at ${one.rollout} for ${one.event}${inside ?? ""}`);
  }
}

/** Held out at shares no greater than those that it was let in at, whichever came first. */
function judgeHoldout(own: readonly Draw[], all: readonly Draw[], say: SayShare): void {
  const heldOut = Math.max(0, ...own.flatMap((one) => (one.said === "in" ? one.heldOut : [])));
  const ofAll = Math.max(0, ...all.flatMap((one) => (one.said === "in" ? one.heldOutOfAll : [])));
  for (const one of own) {
    if (one.said !== "held-out") continue;
    if (one.heldOut > heldOut || one.heldOutOfAll > ofAll) continue;
    const shares = `${one.heldOut} and ${one.heldOutOfAll} of all`;
    say(
      `${one.journey}: held out at ${shares} for ${one.event}, let in at ${heldOut} and ${ofAll}`,
    );
  }
}

/** Where no rule forbids an entry, only a share can be the reason that there is none. */
function judgeFree(accepted: Accepted, free: readonly string[], say: SayShare): void {
  const { event } = accepted;
  for (const journey of free) {
    const heard = saidOf(accepted).filter((one) => one.journey === journey);
    const fits = heard.some(({ kind }) => kind === "entered" || kind === "held-out");
    if (fits || heard.some(isOutside)) continue;
    const what = heard
      .map(({ kind, reason }) => `${kind} (${printReason(reason ?? "")})`)
      .join(", ");
    say(`${event.id} should have started ${journey}, or been held out: ${what || "nothing said"}`);
  }
}
