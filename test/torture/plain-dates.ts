import { Temporal } from "temporal-polyfill";
import type { WaitStep } from "../../src/core/definitions/step.ts";
import type { Instant } from "../../src/core/time/instant.ts";

type UntilDate = Extract<WaitStep["until"], { attribute: string }>;

/** When a wait until a date is over that is planned at a moment; undefined: nothing to wait for. */
export function dateAfter(
  value: unknown,
  { offset = "0d", at = "09:00", yearly }: UntilDate,
  zone: string,
  from: Instant,
): Instant | undefined {
  if (typeof value !== "string") return undefined;
  const date = Temporal.PlainDate.from(value);
  const plainTime = Temporal.PlainTime.from(at);
  for (let years = 0; years < 200; years++) {
    const day = date.add({ years }).add({ days: Number.parseInt(offset, 10) });
    const due = day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
    if (due > from) return due;
    if (!yearly) return undefined;
  }
  return undefined;
}
