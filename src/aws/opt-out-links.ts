import { makeOptOutToken, openOptOutToken } from "../core/messages/opt-out-token.ts";
import type { OptOutLinks } from "../core/ports.ts";
import { createSecretField, type SecretConfig } from "./secret-field.ts";

export interface OptOutLinksConfig extends SecretConfig {
  /** Asked when a link is made: the page itself only opens them. */
  readonly url: () => string;
}

/** Opt-out links `<url>?t=<token>`, sealed with the stage's secret. */
export function createOptOutLinks({ url, ...config }: OptOutLinksConfig): OptOutLinks {
  const secret = createSecretField(config, "optOut");
  return {
    async linkFor(message, customer, channel, purpose) {
      const token = makeOptOutToken(await secret(), { message, customer, channel, purpose });
      const link = new URL(url());
      link.searchParams.set("t", token);
      return link.href;
    },
    async open(token) {
      return openOptOutToken(await secret(), token);
    },
  };
}
