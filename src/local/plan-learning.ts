import { learnedFrom } from "../core/attributes/model.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import { HOUR, type Instant, MINUTE } from "../core/time/instant.ts";
import { instantOf, localDay } from "../core/time/zone.ts";
import type { Lateness } from "./lateness.ts";
import type { LocalRuntime } from "./runtime.ts";

/** When a stage learns: every night at 01:00 (lib/model-learning.ts). */
const minute = HOUR / MINUTE;

/** Plans the learning of models, every night of the shop's zone for as long as the agenda goes on. */
export function planLearning(
  { agenda, learn }: Pick<LocalRuntime, "agenda" | "learn">,
  { attributes = [], settings: { zone } }: DefinitionSet,
  late: Lateness,
): void {
  if (attributes.every((one) => learnedFrom(one) === undefined)) return;
  const plan = (night: Instant): void => {
    agenda.plan(night + late(`learn ${night}`), async () => {
      plan(instantOf(localDay(night, zone) + 1, minute, zone));
      await learn();
    });
  };
  const now = agenda.clock.now();
  const tonight = instantOf(localDay(now, zone), minute, zone);
  plan(tonight > now ? tonight : instantOf(localDay(now, zone) + 1, minute, zone));
}
