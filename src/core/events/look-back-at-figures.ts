import type { Customer } from "../customers/customer.ts";
import { addSinceEntry, type SinceEntry } from "../customers/enrollment.ts";
import type { CompiledJourney } from "../definitions/definitions.ts";
import type { CustomerEvent } from "./event.ts";

/**
 * What a version of the first rules knows of what came already, by figures, which know no key and no
 * event by itself: its runs go on as they began.
 * @param before as the event that starts a run found its customer
 */
export function lookBackAtFigures(
  journey: CompiledJourney,
  event: Pick<CustomerEvent, "at">,
  before: Pick<Customer, "figures">,
): { readonly exited: boolean; readonly kept: ReturnType<typeof sinceKnown> } {
  const exited = journey.exits.some((rule) => {
    return (before.figures[rule.track]?.last ?? -1) >= event.at;
  });
  return { exited, kept: sinceKnown(before, journey, event) };
}

/** Events after the trigger that were accepted before it: from the instants kept for 72 h. */
export function sinceKnown(
  before: Pick<Customer, "figures">,
  journey: CompiledJourney,
  event: Pick<CustomerEvent, "at">,
): { sinceEntry?: Record<string, SinceEntry> } {
  const since: Record<string, SinceEntry> = {};
  for (const { track, place } of journey.sinceEntry) {
    const figure = before.figures[track];
    const recent = figure?.recent ?? [];
    let counted: SinceEntry | undefined;
    for (let i = recent.length - 2; i >= 0 && (recent[i] as number) >= event.at; i -= 2) {
      const happened = { at: recent[i] as number, value: recent[i + 1] as number };
      counted = addSinceEntry(counted, happened, figure?.least !== undefined);
    }
    if (counted !== undefined) since[place] = counted;
  }
  return Object.keys(since).length === 0 ? {} : { sinceEntry: since };
}
