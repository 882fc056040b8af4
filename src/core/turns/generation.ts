import type { Enrollment } from "../customers/enrollment.ts";
import { DAY, type Instant } from "../time/instant.ts";

/**
 * An execution lasts at most a year and its token as long. A wait that is due later than day 300
 * of its generation ends the run; the wake starts the next one (DESIGN §6).
 */
const generationSpan = 300 * DAY;

/** Whether the running generation would end before a wait is due. */
export function outlastsGeneration(
  due: Instant,
  { generationBegan }: Pick<Enrollment, "generationBegan">,
): boolean {
  return due - generationBegan > generationSpan;
}
