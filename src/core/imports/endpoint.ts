import type { Channel } from "../channels/channels.ts";
import type { AttributeValue } from "../customers/customer.ts";
import type { Instant } from "../time/instant.ts";

/** Pinpoint's own words (`ChannelType` of its API model, 2016-12-01). */
export const channelTypes = [
  "PUSH",
  "GCM",
  "APNS",
  "APNS_SANDBOX",
  "APNS_VOIP",
  "APNS_VOIP_SANDBOX",
  "ADM",
  "SMS",
  "VOICE",
  "EMAIL",
  "BAIDU",
  "CUSTOM",
  "IN_APP",
] as const;
export type ChannelType = (typeof channelTypes)[number];

/** One endpoint of Pinpoint: one address of one user, in the form that is merged. */
export interface Endpoint {
  /** Id of the endpoint, by which a newer export of the same one is known. */
  readonly id?: string;
  /** The shop's id of the person. */
  readonly user?: string;
  /** None: a channel that is not there (VOICE, CUSTOM, IN_APP), or a row about a user alone. */
  readonly channel?: Channel;
  /** As it can be written to; none for a push token, and where the address is none. */
  readonly to?: string;
  /** Lower case, to tell one endpoint from another where they have no ids: also a push token. */
  readonly address?: string;
  readonly optedOut?: true;
  readonly inactive?: true;
  /** When it was last changed; 0 where the row says nothing. */
  readonly at: Instant;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly zone?: string;
  readonly locale?: string;
  readonly country?: string;
}

/** The channel of ours; undefined for what we have no channel for. */
export function channelOf(type: ChannelType): Channel | undefined {
  switch (type) {
    case "EMAIL":
      return "email";
    case "SMS":
      return "sms";
    case "PUSH":
    case "GCM":
    case "APNS":
    case "APNS_SANDBOX":
    case "APNS_VOIP":
    case "APNS_VOIP_SANDBOX":
    case "ADM":
    case "BAIDU":
      return "push";
    case "VOICE":
    case "CUSTOM":
    case "IN_APP":
      return undefined;
  }
}
