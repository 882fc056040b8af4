import type { Customer } from "../core/customers/customer.ts";
import type { CompiledJourney, Definitions } from "../core/definitions/definitions.ts";
import { operationalError } from "../core/errors.ts";

interface Version {
  readonly journey: string;
  readonly version: number;
}

/**
 * The journey version that a customer or message is in.
 * @throws CatalogUnavailable when it was published after the definitions held here were read: a
 *   function keeps them for 30 s, so another try finds it · DefinitionMissing when it was let go
 */
export function knownJourney(
  definitions: Definitions,
  { journey, version }: Version,
): CompiledJourney {
  const known = definitions.journey(journey, version);
  if (known !== undefined) return known;
  const which = `version ${version} of journey ${journey}`;
  if (isAhead(definitions, { journey, version })) {
    throw operationalError("CatalogUnavailable", `${which} is published, but not known here yet`);
  }
  throw operationalError("DefinitionMissing", `no ${which}`);
}

function isAhead({ newest }: Definitions, { journey, version }: Version): boolean {
  return version > (newest.get(journey) ?? 0);
}

/**
 * Before events are taken in: whoever holds definitions older than what the customer is in would
 * overlook an exit, a wait, a goal or a segment for good.
 * @throws CatalogUnavailable then; the queue tries again
 */
export function assertKnown(definitions: Definitions, customer: Customer): void {
  const { enrollments, goals } = customer;
  for (const one of [...Object.values(enrollments), ...goals]) {
    if (isAhead(definitions, one)) knownJourney(definitions, one);
  }
  assertSegmentsKnown(definitions, customer);
}

/**
 * Before anything is said of a customer that may decide segments or count.
 * @throws CatalogUnavailable when they were settled by newer ones than are held here, or when figures
 *   were filled in that are not counted by these
 */
export function assertSegmentsKnown(
  { rev, segmentsRev }: Definitions,
  { settled = 0, counted = 0 }: Customer,
): void {
  if (counted > rev) {
    throw operationalError(
      "CatalogUnavailable",
      `figures of revision ${counted} are published, but not known here yet`,
    );
  }
  if (settled <= segmentsRev) return;
  throw operationalError(
    "CatalogUnavailable",
    `segments of revision ${settled} are published, but not known here yet`,
  );
}
