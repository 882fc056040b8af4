import { type Tally, tallyDays, tallyRecent } from "../customers/figures.ts";
import type { EventFigure } from "../definitions/condition.ts";
import type { CompileContext, Subject } from "./subject.ts";
import { wantFigureOf } from "./want-figure.ts";
import type { Window } from "./window.ts";

export type Measure = (subject: Subject) => number | undefined;

/** Count and sum of a tracked figure, over the events that a leaf looks at. */
export function compileTally(id: string, window: Window): (subject: Subject) => Tally {
  switch (window.kind) {
    case "since-entry":
      return ({ enrollment }) => {
        const since = enrollment?.sinceEntry?.[id];
        return since === undefined ? { count: 0, sum: 0 } : { count: since[0], sum: since[1] };
      };
    case "ever":
      return ({ customer }) => customer.figures[id] ?? { count: 0, sum: 0 };
    case "hours":
      return ({ customer, now }) => tallyRecent(customer.figures[id], now - window.ms);
    case "days":
      return ({ customer, today }) => tallyDays(customer.figures[id], window.from(today), today);
  }
}

/** Asks for the figure of a ratio or trend. @param days how many have to be kept */
export function wantFigure(
  figure: EventFigure,
  window: Window,
  days: number,
  context: CompileContext,
): string {
  const { event, where, anyKey, timeOfDay, sum: of } = figure;
  const { recent } = window;
  return wantFigureOf({ event, where, anyKey, timeOfDay, of, days, recent }, window, context);
}
