import { deliveryHandler, onlyProvider } from "../src/aws/handler/delivery-handler.ts";
import { watchGates, watchMessages } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { createDeliverMessage, type DeliverPorts } from "../src/flows/deliver-message.ts";

/** Claims one message after another, then hands it to SES. */
export function createHandler(ports: DeliverPorts) {
  const messages = watchMessages(ports.messages);
  const pauses = watchGates(ports.pauses);
  return deliveryHandler("email", createDeliverMessage({ ...ports, messages, pauses }));
}

export const handler = createHandler({
  addresses: wire.addresses,
  backoff: wire.backoff,
  catalog: wire.catalog,
  clock: wire.clock,
  customers: wire.customers,
  enrollments: wire.enrollments,
  events: wire.events,
  messages: wire.messages,
  optOutLinks: wire.optOutLinks,
  pauses: wire.pauses,
  providers: onlyProvider("email", wire.emailProvider),
  timers: wire.timers,
});
