import type { Clock } from "../../src/core/ports.ts";
import type { Engine } from "./engine.ts";

/** The secret of a stage that opt-out links are sealed with; no real one. */
export const optOutSecret = "a-secret-of-a-recording-and-of-nothing-else";

export interface SealedToken {
  readonly url: string;
  readonly says: {
    readonly message: string;
    readonly customer: string;
    readonly channel: "email" | "sms" | "push";
    readonly purpose: string;
  };
}

/** A client of Secrets Manager that knows the secret. */
export function secretClient(): never {
  const answer = { SecretString: JSON.stringify({ optOut: optOutSecret }) };
  return { send: async () => answer } as unknown as never;
}

/** Opt-out links as mail in people's mailboxes carries them. */
export async function sealTokens(engine: Engine, clock: Clock): Promise<SealedToken[]> {
  const links = engine.createOptOutLinks({
    client: secretClient(),
    secretId: "opt-out",
    url: () => "https://opt-out.example/",
    clock,
  });
  const message = "k234567890123456-0123456789abcdef";
  const orders = [
    { message, customer: "ended", channel: "email", purpose: "care" },
    { message, customer: "陈先生", channel: "sms", purpose: "winback" },
  ] as const;
  return Promise.all(
    orders.map(async (says) => {
      const url = await links.linkFor(says.message, says.customer, says.channel, says.purpose);
      return { url, says };
    }),
  );
}
