import * as z from "zod/mini";
import { type Channel, forEachChannel } from "../../core/channels/channels.ts";
import { operationalError } from "../../core/errors.ts";
import type { Delivery, Ports, Provider } from "../../core/ports.ts";
import { eachRecord, queueHandler } from "./queue-handler.ts";

/** A Lambda behind the queue of one channel: it takes no delivery of another. */
export function deliveryHandler<By extends Channel>(
  channel: By,
  work: (delivery: Delivery) => Promise<void>,
) {
  return queueHandler(
    eachRecord({
      what: `a delivery by ${channel}`,
      body: z.object({
        message: z.string().check(z.minLength(1)),
        channel: z.literal(channel),
        probe: z.optional(z.literal(true)),
      }),
      describe: ({ message }) => ({ messageId: message }),
      work,
    }),
  );
}

/** The provider of one channel; asking for another's means that something is wired wrongly. */
export function onlyProvider(channel: Channel, provider: Provider): Ports["providers"] {
  const none: Provider = {
    async send({ id }) {
      throw operationalError("ConfigurationInvalid", `${id} is not for the channel ${channel}`);
    },
  };
  return { ...forEachChannel(() => none), [channel]: provider };
}
