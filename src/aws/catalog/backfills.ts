import { type Backfill, neverBegun } from "../../core/backfill/backfill.ts";
import type { Backfills } from "../../core/ports.ts";
import { createTable, type TableConfig } from "../table.ts";

const progressKey = { kind: "backfill", name: "progress" } as const;

/** How far the newest backfill is, one item of the `catalog` table. */
export function createBackfills(config: TableConfig): Backfills {
  const table = createTable(config, "CatalogUnavailable");
  return {
    async read() {
      const item = await table.get(progressKey);
      if (item === undefined) return neverBegun;
      const { kind: _, name: __, ...backfill } = item;
      return backfill as unknown as Backfill;
    },
    async replace(before, next) {
      const item = { ...next, token: before.token + 1, ...progressKey };
      return table.put(item, ({ name, value }) =>
        before.token === 0
          ? `attribute_not_exists(${name("name")})`
          : `${name("token")} = ${value(before.token)}`,
      );
    },
    async note(token, slice, progress) {
      return table.update(progressKey, ({ name, value }) => ({
        update: `SET ${name("slices")}[${slice}] = ${value(progress)}`,
        condition: `${name("token")} = ${value(token)}`,
      }));
    },
  };
}
