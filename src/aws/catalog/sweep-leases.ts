import type { SweepLeases } from "../../core/ports.ts";
import { neverSwept, type SweepLease } from "../../core/sweep/sweep-lease.ts";
import { createTable, type TableConfig } from "../table.ts";

const leaseKey = { kind: "sweep", name: "lease" } as const;

/** The sweep's lease, one item of the `catalog` table. */
export function createSweepLeases(config: TableConfig): SweepLeases {
  const table = createTable(config, "CatalogUnavailable");
  return {
    async read() {
      const item = await table.get(leaseKey);
      if (item === undefined) return neverSwept;
      const { kind: _, name: __, ...lease } = item;
      return lease as unknown as SweepLease;
    },
    async replace(before, next) {
      const item = { ...next, token: before.token + 1, ...leaseKey };
      return table.put(item, ({ name, value }) =>
        before.token === 0
          ? `attribute_not_exists(${name("name")})`
          : `${name("token")} = ${value(before.token)}`,
      );
    },
    async note(token, slice, progress, until) {
      return table.update(leaseKey, ({ name, value }) => {
        const pass = name("pass");
        return {
          update:
            `SET ${pass}.${name("slices")}[${slice}] = ${value(progress)}, ` +
            `${pass}.${name("until")} = ${value(until)}`,
          condition: `${name("token")} = ${value(token)}`,
        };
      });
    },
  };
}
