import type { CustomerTest, EventFigure, EventLeaf } from "../definitions/condition.ts";
import { measureEvent } from "./compile-event.ts";
import type { Telling } from "./explanation.ts";
import type { Measured } from "./measured.ts";
import type { CompileContext, Subject } from "./subject.ts";
import { tellFound, tellMeasure } from "./tell-measured.ts";
import { limitsOf, tellTest, tellValue, tellWhere, tellWindow } from "./tell-test.ts";

/** A leaf on an event; each of several measures is a part of its own. */
export function explainEvent(leaf: EventLeaf, context: CompileContext): Telling {
  const { event, where, timeOfDay } = leaf;
  const of = `${tellEvent({ event, where, timeOfDay })}${tellWindow(leaf)}`;
  const tellings = measureEvent(leaf, context).map((measured) => tellOne(measured, leaf));
  const [first, ...others] = tellings;
  if (first !== undefined && others.length === 0) {
    return (subject) => ({ asked: `${of}: ${first.asked}`, found: first.found(subject) });
  }
  return (subject) => ({
    asked: `${of}, all of`,
    parts: tellings.map(({ asked, found, check }) => {
      return { holds: check(subject), asked, found: found(subject) };
    }),
  });
}

function tellOne(measured: Measured, leaf: EventLeaf) {
  const test = testOf(measured, leaf);
  const words = test === undefined ? [] : [tellTest(test)];
  const limits = test === undefined ? [] : limitsOf(test);
  return {
    asked: [tellMeasure(measured), ...words].join(" "),
    found: (subject: Subject): string => {
      const { attributes } = subject.customer;
      const own = limits.map((name) => `; ${name} is ${tellValue(attributes[name])}`);
      return `${tellFound(measured, subject)}${own.join("")}`;
    },
    check: measured.check,
  };
}

/** What is asked of a measure, as written; undefined where it is only that it happened. */
function testOf({ name }: Measured, leaf: EventLeaf): CustomerTest | undefined {
  if (name === "happened" || name === "month" || name === "age") return undefined;
  return leaf[name];
}

/** `order.placed (category is "母婴") at 22:00-06:00`; with `sum` `total of order.placed`. */
export function tellEvent({ event, where, timeOfDay, sum }: EventFigure): string {
  const filter = tellWhere(where);
  const parts = [
    sum === undefined ? event : `${sum} of ${event}`,
    ...(filter === "" ? [] : [`(${filter})`]),
    ...(timeOfDay === undefined ? [] : [`at ${timeOfDay}`]),
  ];
  return parts.join(" ");
}
