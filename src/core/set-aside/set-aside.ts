import type { CustomerKey } from "../customers/customer.ts";
import type { PreparedFigure } from "../definitions/definitions.ts";
import { type ItemErrorName, operationalError } from "../errors.ts";
import { plural } from "../reasons/plural.ts";
import type { Instant } from "../time/instant.ts";

/** Who goes over many customers, and sets one aside rather than stop. */
export const passes = ["sweep", "backfill", "import"] as const;
export type PassName = (typeof passes)[number];

/** Where a customer stood that was set aside. */
export interface AsidePlace {
  /** Of an import: the upload, its part, and the lines of the file. */
  readonly upload?: string;
  readonly rows?: "customers" | "events";
  readonly asOf?: Instant;
  readonly part?: number;
  readonly lines?: readonly number[];
  /** Of a backfill: what was to be filled in, and since which publish. */
  readonly rev?: number;
  readonly figures?: readonly Pick<PreparedFigure, "id" | "widens">[];
}

/** One customer that a pass could not take in for good: for a person to mend and redrive. */
export interface SetAside extends AsidePlace {
  readonly pass: PassName;
  readonly customer: CustomerKey;
  readonly at: Instant;
  readonly error: ItemErrorName;
  /** In our own words. */
  readonly reason: string;
}

/**
 * Names it within its customer: again is the same one. Each backfill has figures of its own to fill in.
 */
export function nameOfAside({ pass, upload, part, rev }: Omit<SetAside, "at" | "reason">): string {
  return [pass, upload, part, rev].filter((one) => one !== undefined).join("-");
}

/** Nobody looks through more by hand, and no shop has more by chance. */
const most = 20;
const share = 0.05;

/**
 * Whether so many set aside are no single items any more: more than 20, or more than 5 % of those who
 * were looked at. A bad deploy would set everybody aside. One may always be.
 */
export function isTooMany(count: number, seen: number): boolean {
  return count > Math.min(most, Math.max(1, Math.ceil(seen * share)));
}

/** @throws TooManySetAside where {@link isTooMany} */
export function assertFew(count: number, seen: number): void {
  if (!isTooMany(count, seen)) return;
  throw operationalError(
    "TooManySetAside",
    `${plural(count, "customer")} of ${seen} can't be taken in for good: this is no fault of theirs. ` +
      "Nobody more is set aside; look at what was deployed or published last, then run it again.",
  );
}
