import { customerKeyOf } from "../core/customers/customer.ts";
import { tooDeep } from "../core/events/depth.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { Ports } from "../core/ports.ts";
import type { Reason } from "../core/reasons/reason.ts";

export type MeasuredEvent =
  | { readonly kind: "event"; readonly event: CustomerEvent }
  /** It is to be put aside: journeys have caused each other too often in a row. */
  | { readonly kind: "too-deep"; readonly reason: Reason };

/**
 * Finds the depth of an event that a journey has emitted. What the event says of itself is only where
 * to look: the depth is read from the record of our own turn, if that emitted an event of this id. So
 * nobody else can give or take a depth. One read more for each event that names a turn.
 */
export function createMeasureDepth({ turns }: Pick<Ports, "turns">) {
  return async function measureDepth(told: CustomerEvent): Promise<MeasuredEvent> {
    const { emittedBy, ...event } = told;
    const [enrollment = "", ref = ""] = emittedBy?.split("#") ?? [];
    const isOurs = ref !== "" && event.id.startsWith(`${customerKeyOf(enrollment)}-`);
    if (!isOurs) return { kind: "event", event };
    const record = await turns.find(enrollment, ref);
    const effect = record?.effects.find((one) => one.kind === "emit" && one.event.id === event.id);
    const depth = effect?.kind === "emit" ? effect.event.depth : undefined;
    const reason = tooDeep(depth);
    if (reason !== undefined) return { kind: "too-deep", reason };
    return { kind: "event", event: depth === undefined ? event : { ...event, depth } };
  };
}
