import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { operationalError } from "../core/errors.ts";
import type { Profile } from "../core/events/event.ts";
import type { Bus } from "../core/ports.ts";
import { formatInstant } from "../core/time/instant.ts";
import type { EmittedEvent } from "../core/turns/effect.ts";
import { eventSource, noticeSource } from "../names.ts";
import { callService } from "./failure.ts";

export interface BusConfig {
  readonly client: EventBridgeClient;
  /** Name of the bus. */
  readonly bus: string;
}

/**
 * The event bus. What a journey emits has the form of any storefront's event, so that intake takes
 * it back; a notice has a source that the intake rule leaves out.
 */
export function createBus({ client, bus }: BusConfig): Bus {
  return {
    async emit(event) {
      const command = new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: event.notice ? noticeSource : eventSource,
            DetailType: event.type,
            Time: new Date(event.at),
            Detail: JSON.stringify(detailOf(event)),
          },
        ],
      });
      const what = `PutEvents on bus ${bus}`;
      const answer = await callService("BusUnavailable", what, () => client.send(command));
      if ((answer.FailedEntryCount ?? 0) === 0) return;
      const { ErrorCode: code, ErrorMessage: words } = answer.Entries?.[0] ?? {};
      throw operationalError(
        "BusUnavailable",
        `${what} took the call, not the event. ${code}: ${words}`,
      );
    },
  };
}

function detailOf({ id, customer, at, properties, profile, by }: EmittedEvent) {
  const said = profile === undefined ? {} : profileOf(profile);
  const told = { id, customer: { id: customer, ...said }, at: formatInstant(at), properties };
  return by === undefined ? told : { ...told, emittedBy: by };
}

/** As it came in, with ISO times. */
function profileOf({ consents, ...profile }: Profile) {
  if (consents === undefined) return profile;
  const written = Object.entries(consents).map(([scope, { at, ...consent }]) => {
    return [scope, at === undefined ? consent : { ...consent, at: formatInstant(at) }];
  });
  return { ...profile, consents: Object.fromEntries(written) };
}
