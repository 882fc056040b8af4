import { makeOptOutToken, openOptOutToken } from "../core/messages/opt-out-token.ts";
import type { OptOutLinks } from "../core/ports.ts";

/** A fixed key: nobody is there to forge a link, and the same run makes the same links. */
const secret = "local";

/** Opt-out links that lead nowhere, with tokens as on AWS. */
export function createLocalOptOutLinks(): OptOutLinks {
  return {
    async linkFor(message, customer, channel, purpose) {
      const token = makeOptOutToken(secret, { message, customer, channel, purpose });
      return `https://example.com/opt-out?t=${token}`;
    },
    open: async (token) => openOptOutToken(secret, token),
  };
}
