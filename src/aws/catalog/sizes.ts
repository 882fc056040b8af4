import type { SegmentSizes, Sizes } from "../../core/ports.ts";
import { DAY, SECOND } from "../../core/time/instant.ts";
import { createTable, type TableConfig } from "../table.ts";

/** A year and a month, so that a month can be held against the same one of the year before. */
const keptFor = 400 * DAY;

/** Sizes of segments by day, in the `catalog` table as `sizes`/<day>; DynamoDB deletes them by `ttl`. */
export function createSizes(config: TableConfig): Sizes {
  const table = createTable(config, "CatalogUnavailable");
  return {
    async record({ day, ...sizes }) {
      const ttl = Math.ceil((sizes.at + keptFor) / SECOND);
      await table.put({ kind: "sizes", name: day, ...sizes, ttl });
    },
    async between(first, last) {
      const items = await table.list("kind", "sizes");
      // Days of one form compare as texts.
      return items.flatMap(({ kind: _, name: day, ttl: __, ...sizes }) =>
        String(day) >= first && String(day) <= last ? [{ day, ...sizes } as SegmentSizes] : [],
      );
    },
  };
}
