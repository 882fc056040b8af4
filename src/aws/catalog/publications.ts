import type { Publications, SavedFile } from "../../core/ports.ts";
import { createTable, type TableConfig } from "../table.ts";
import { assertFits } from "./assert-fits.ts";
import { createDefinitionStore, packDefinitions } from "./definition-store.ts";

/**
 * S3's sequencers are hexadecimal texts of some 18 characters, compared at equal length:
 * https://repost.aws/knowledge-center/s3-duplicate-sqs-messages (zeros go to the right).
 */
const sequenceWidth = 64;

/** The writing side of the `catalog` table: saved files as `file`/<path>, and going live. */
export function createPublications(config: TableConfig): Publications {
  const table = createTable(config, "CatalogUnavailable");
  const store = createDefinitionStore(config);
  return {
    async files() {
      const items = await table.list("kind", "file");
      return items.map(({ name, text, sequence, deleted, notUtf8 }) => {
        const file = {
          path: name,
          text,
          sequence,
          ...(notUtf8 !== undefined && { notUtf8 }),
        } as SavedFile;
        return deleted === true ? { ...file, deleted } : file;
      });
    },
    async keep({ path, ...file }) {
      assertFits(path, file.text);
      const order = file.sequence.padEnd(sequenceWidth, "0");
      // The same save again is kept again: its first delivery may have failed after this.
      return table.put({ kind: "file", name: path, ...file, order }, ({ name, value }) => {
        return `attribute_not_exists(${name("name")}) OR ${name("order")} <= ${value(order)}`;
      });
    },
    async live() {
      const manifest = await store.manifest();
      return manifest === undefined ? undefined : store.read(manifest);
    },
    async goLive(before, next) {
      const { manifest, definitions } = packDefinitions(next);
      const current = await store.manifest();
      if ((current?.rev ?? 0) !== before) return false;
      await store.add(definitions, current);
      return store.switchTo(manifest, before);
    },
  };
}
