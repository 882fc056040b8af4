import { keyedHash } from "../core/hash.ts";
import type { CustomerKeys } from "../core/ports.ts";
import { createSecretField, type SecretConfig } from "./secret-field.ts";

/** Keys by the stage's secret, which is never rotated: every id hangs on it. */
export function createCustomerKeys(config: SecretConfig): CustomerKeys {
  const secret = createSecretField(config, "customerKey");
  return {
    async keyOf(customerId) {
      return keyedHash(await secret(), customerId);
    },
  };
}
