import { makeOptOutToken, type OptOut, openOptOutToken } from "../core/messages/opt-out-token.ts";
import type { Clock, OptOutLinks } from "../core/ports.ts";
import { type Instant, MINUTE } from "../core/time/instant.ts";
import { readKeys, type SecretConfig } from "./secret-field.ts";

export interface OptOutLinksConfig extends SecretConfig {
  /** Asked when a link is made: the page itself only opens them. */
  readonly url: () => string;
  readonly clock: Clock;
}

/** A new key signs everywhere after this: whoever rotates need not restart anything. */
const freshFor = 5 * MINUTE;
/** A link of a key that is newer than what we know; forged ones cost a read a minute, not each one. */
const askAgainAfter = MINUTE;

/**
 * Opt-out links `<url>?t=<token>`, sealed with the stage's newest key and opened with any that it
 * still holds: links in sent mail outlive a rotation (docs/runbook.md#rotate-the-opt-out-key).
 */
export function createOptOutLinks({ url, clock, ...config }: OptOutLinksConfig): OptOutLinks {
  let known: { readonly keys: ReturnType<typeof readKeys>; readonly asked: Instant } | undefined;

  /** @param oldest in ms: keys that were read longer ago are read again */
  async function keysFrom(oldest: number): ReturnType<typeof readKeys> {
    const now = clock.now();
    if (known === undefined || now - known.asked >= oldest) {
      known = { keys: readKeys(config, "optOut"), asked: now };
    }
    const reading = known;
    try {
      return await reading.keys;
    } catch (error) {
      if (known === reading) known = undefined;
      throw error;
    }
  }

  return {
    async linkFor(message, customer, channel, purpose) {
      const [newest] = await keysFrom(freshFor);
      const link = new URL(url());
      link.searchParams.set("t", makeOptOutToken(newest, { message, customer, channel, purpose }));
      return link.href;
    },
    async open(token) {
      const said = openWithAny(await keysFrom(freshFor), token);
      return said ?? openWithAny(await keysFrom(askAgainAfter), token);
    },
  };
}

function openWithAny(keys: readonly string[], token: string): OptOut | undefined {
  for (const key of keys) {
    const said = openOptOutToken(key, token);
    if (said !== undefined) return said;
  }
  return undefined;
}
