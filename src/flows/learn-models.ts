import { adoptModels } from "../core/attributes/adopt-models.ts";
import {
  type EachCustomer,
  type Learning,
  learnFromAll,
  modelsOf,
} from "../core/attributes/learn-from-all.ts";
import { isLearningDue, learnedFrom, type Model } from "../core/attributes/model.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import { operationalError } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import { plural } from "../core/reasons/plural.ts";
import { restAfter } from "../core/sweep/rest-after.ts";
import { sweepSettingsOf } from "../core/sweep/sweep-settings.ts";

export type LearnModelsPorts = Pick<Ports, "clock" | "customers" | "publications" | "rest">;

/**
 * Attempts before giving up when others publish at the same time; 20 is far beyond what is
 * expected.
 */
const mostAttempts = 20;

export interface LearnAsk {
  /** Also what is not due yet. */
  readonly always?: boolean;
  /** Whether one more page may be read. @default there is no end */
  readonly hasTime?: () => boolean;
}

/**
 * Learns what is due from all customers, in one pass over them, and makes it live as a publish does.
 * Two at once do no harm: what the other has learned meanwhile stays.
 * @returns what was due
 * @throws CatalogUnavailable when others kept publishing in between, ConfigurationInvalid when the
 * time was up before all were read: nothing was changed
 */
export function createLearnModels(ports: LearnModelsPorts) {
  return async function learnModels(ask: LearnAsk = {}): Promise<Learning[]> {
    const live = await ports.publications.live();
    if (live === undefined) return [];
    const now = ports.clock.now();
    const due = (live.attributes ?? []).filter((one) =>
      ask.always ? learnedFrom(one) !== undefined : isLearningDue(one, live.models, now),
    );
    if (due.length === 0) return [];
    const learnings = await learnFromAll(due, live, now, readAll(live, ask, ports));
    await goLive(modelsOf(learnings), ports);
    return learnings;
  };
}

/** Slices side by side, page after page, at the read rate of the sweep, which it may run beside. */
function readAll(
  { settings }: DefinitionSet,
  { hasTime = () => true }: LearnAsk,
  { clock, customers, rest }: LearnModelsPorts,
): EachCustomer {
  const { readUnitsPerSecond, slices } = sweepSettingsOf(settings);
  return async (visit) => {
    let seen = 0;
    const readSlice = async (slice: number) => {
      let cursor: string | undefined;
      do {
        if (!hasTime()) throw outOfTime(seen, readUnitsPerSecond);
        const began = clock.now();
        const page = await customers.page({ slice, slices, cursor });
        page.customers.forEach(visit);
        seen += page.customers.length;
        cursor = page.cursor;
        const elapsed = clock.now() - began;
        const pause = restAfter(page.readUnits, readUnitsPerSecond / slices, elapsed);
        if (cursor !== undefined && pause > 0) await rest.for(pause);
      } while (cursor !== undefined);
    };
    await Promise.all(Array.from({ length: slices }, (_, slice) => readSlice(slice)));
  };
}

function outOfTime(seen: number, perSecond: number): Error {
  return operationalError(
    "ConfigurationInvalid",
    `The time was up after ${plural(seen, "customer")}, and there are more; nothing was changed. Raise "sweep": { "readUnitsPerSecond" } in settings.json, ${perSecond} now, or run "sojourn learn", which takes the time it needs.`,
  );
}

async function goLive(
  models: readonly Model[],
  { clock, publications }: LearnModelsPorts,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const live = await publications.live();
    const next = live && adoptModels(live, models, clock.now());
    if (live === undefined || next === undefined) return;
    if (await publications.goLive(live.rev, next)) return;
  }
  const reason = `${mostAttempts} publishes came first; what was learned is learned again`;
  throw operationalError("CatalogUnavailable", reason);
}
