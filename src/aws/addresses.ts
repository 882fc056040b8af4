import { isDeepStrictEqual } from "node:util";
import { type AddressMarks, addressKey, mergeMarks } from "../core/customers/address-marks.ts";
import { operationalError } from "../core/errors.ts";
import type { Addresses } from "../core/ports.ts";
import { createBackoff } from "./backoff.ts";
import { createSecretField, type SecretConfig } from "./secret-field.ts";
import { createTable, type TableConfig } from "./table.ts";

export interface AddressesConfig extends TableConfig {
  /** The secret of the stage's key: `{"customerKey": …}`. */
  readonly secret: SecretConfig;
}

/** Two marks of one address at one time are rare; so many lost races are a table in trouble. */
const mostTries = 8;

/**
 * The `addresses` table: one row per address of which anything is known, under the HMAC of its
 * channel and normal form. A row is under 1 KB, so a strongly consistent read takes one read unit.
 */
export function createAddresses({ secret, ...config }: AddressesConfig): Addresses {
  const table = createTable(config);
  const stageKey = createSecretField(secret, "customerKey");
  const backoff = createBackoff();

  async function read(key: string): Promise<{ marks: AddressMarks; rev: number }> {
    const item = await table.get({ key });
    if (item === undefined) return { marks: {}, rev: 0 };
    const { key: _, rev, ...marks } = item;
    return { marks, rev: rev as number };
  }

  return {
    async marksOf(address) {
      return (await read(addressKey(await stageKey(), address))).marks;
    },
    async note(address, news) {
      const key = addressKey(await stageKey(), address);
      for (let tries = 1; ; tries++) {
        const { marks, rev } = await read(key);
        const merged = mergeMarks(marks, news);
        if (isDeepStrictEqual(merged, marks)) return marks;
        const written = await table.put({ ...merged, key, rev: rev + 1 }, ({ name, value }) =>
          rev === 0 ? `attribute_not_exists(${name("key")})` : `${name("rev")} = ${value(rev)}`,
        );
        // Where the answer to the write was lost, the next round finds it done.
        if (written) return merged;
        if (tries === mostTries) {
          throw operationalError(
            "StoreUnavailable",
            `an address's marks changed under us ${mostTries} times; it is tried again`,
          );
        }
        await backoff.pause(tries);
      }
    },
  };
}
