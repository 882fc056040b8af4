import { randomUUID } from "node:crypto";
import { PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { Instant } from "../../../src/core/time/instant.ts";
import { messageTag } from "../../../src/names.ts";
import { type SesEventType, sesEvent } from "../../functions/fixtures/ses-event.ts";
import type { StageClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { SentMessage } from "./outbox.ts";

/** An event as a storefront puts it on the bus. */
export interface ShopEvent {
  /** The producer's id, by which duplicates are known. @default a new one */
  readonly id?: string;
  readonly type: string;
  /** Its own time, ISO 8601 with a zone. @default now, as the stage sees time; the bus does not */
  readonly at?: string;
  /** The shop's id, or the customer with what is to be known: addresses, consents, attributes. */
  readonly customer: string | (Readonly<Record<string, unknown>> & { readonly id: string });
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Events {
  /** Puts them on the stage's bus, ten at a time in their order; answers their ids. */
  put(events: readonly ShopEvent[]): Promise<string[]>;
  /**
   * Says on the default bus what became of an email, as SES does.
   * @param at when it became so, as the stage sees time
   */
  fromSes(type: SesEventType, email: SentMessage, at: Instant): Promise<void>;
}

/** PutEvents takes ten at a time. */
const batch = 10;

export function createEvents(connection: Connection, clock: Pick<StageClock, "now">): Events {
  const { events: client } = connection.clients;

  async function send(entries: readonly PutEventsRequestEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += batch) {
      const Entries = entries.slice(from, from + batch);
      const answer = await client.send(new PutEventsCommand({ Entries }));
      if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
    }
  }

  return {
    async put(events) {
      const now = new Date(await clock.now()).toISOString();
      const whole = events.map(({ id = randomUUID(), at = now, ...event }) => ({
        id,
        at,
        ...event,
      }));
      await send(
        whole.map(({ type, ...detail }) => ({
          EventBusName: connection.output("BusName"),
          Source: "shop.rehearsal",
          DetailType: type,
          Detail: JSON.stringify(detail),
        })),
      );
      return whole.map(({ id }) => id);
    },
    async fromSes(type, email, at) {
      const message = email.tags[messageTag];
      const sentAt = new Date(at).toISOString();
      const event = sesEvent(type, { message, sentAt, about: { timestamp: sentAt } });
      const { detail, "detail-type": DetailType } = JSON.parse(event) as SesEnvelope;
      detail.mail.messageId = email.messageId;
      detail.mail.tags["ses:configuration-set"] = [email.configurationSet ?? ""];
      await send([{ Source: "aws.ses", DetailType, Detail: JSON.stringify(detail) }]);
    },
  };
}

interface SesEnvelope {
  readonly "detail-type": string;
  readonly detail: { mail: { messageId: string; tags: Record<string, string[]> } };
}
