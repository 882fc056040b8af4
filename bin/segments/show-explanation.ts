import { allSegments } from "../../src/core/attributes/groups-of.ts";
import { explainCondition } from "../../src/core/conditions/explain-condition.ts";
import type { Explanation } from "../../src/core/conditions/explanation.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import { formatLocal } from "../../src/core/time/zone.ts";
import type { Streams } from "../commands/streams.ts";
import { type AskedSegment, type Population, subjectOf } from "./population.ts";
import { sayMoment } from "./say-count.ts";

/** `sojourn segment explain`: each part of the condition, what was found, and whether it holds. */
export function showExplanation(
  population: Population,
  { name, label }: AskedSegment,
  customer: Customer,
  { out }: Streams,
): void {
  const { definitions } = population;
  const { zone } = definitions.settings;
  const when = definitions.context.segment(name);
  if (when === undefined) throw new RangeError(`no condition of "${name}"`);
  const explain = explainCondition(when, definitions.context);
  const explanation = explain(subjectOf(population, customer));
  const is = explanation.holds ? "is" : "is not";
  out(`${customer.id} ${is} in ${label}, ${sayMoment(population)}\n`);
  for (const line of tellExplanation(explanation)) {
    const [mark = ""] = /^ *[✓✗]/.exec(line) ?? [];
    out(mark, mark.endsWith("✓") ? "green" : "red");
    out(`${line.slice(mark.length)}\n`);
  }
  const settled = isMember(customer, name);
  if (
    population.lags &&
    settled !== explanation.holds &&
    allSegments(population.set).some((one) => one.name === name)
  ) {
    const was = settled ? "in it" : "not in it";
    out(`As last settled it is ${was}: the next sweep or event changes that.\n`);
  }
  const [entered, left] = customer.segments[name] ?? [];
  if (entered === undefined) return;
  const end = left === undefined ? "" : `, left ${formatLocal(left, zone)}`;
  const before = left !== undefined && left < entered ? `${end} before` : end;
  out(`Entered ${formatLocal(entered, zone)}${before}\n`);
}

/** A line for each part, what belongs to it indented below. */
export function tellExplanation(
  { holds, asked, found, parts = [] }: Explanation,
  indent = "",
): string[] {
  const mark = holds ? "✓" : "✗";
  const answer = found === undefined ? "" : `  → ${found}`;
  return [
    `${indent}${mark} ${asked}${answer}`,
    ...parts.flatMap((part) => tellExplanation(part, `${indent}  `)),
  ];
}
