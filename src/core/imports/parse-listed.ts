import * as z from "zod";
import type { Channel } from "../channels/channels.ts";
import { optOutList } from "../customers/proven-grant.ts";
import { formatInstant, parseInstant, SECOND } from "../time/instant.ts";
import { type ImportedConsent, proof } from "./imported-customer.ts";
import { addressKey, judgeAddress } from "./judge-address.ts";

/** Lists of addresses that nothing may be sent to. */
export const listKinds = ["ses-suppressions", "sms-opt-outs"] as const;
export type ListKind = (typeof listKinds)[number];

/** One address of such a list. */
export interface Listed {
  readonly channel: Channel;
  readonly to: string;
  /** What it is found by: {@link addressKey}. */
  readonly key: string;
  /** The person refused; else the address is dead, which says nothing of the person. */
  readonly refused: boolean;
  readonly word: ImportedConsent;
  /** Its time can't be read: it counts as of the import. */
  readonly undated?: true;
}

export type ParsedListed =
  | { readonly kind: "listed"; readonly listed: Listed }
  | { readonly kind: "refused"; readonly reason: string };

/** The AWS command line writes times as text or, version 1, as seconds. */
const time = z.union([z.string(), z.number()]).nullish().catch("unreadable");
const suppression = z.object({
  EmailAddress: z.string().trim(),
  Reason: z.string(),
  LastUpdateTime: time,
});
const optOut = z.object({ OptedOutNumber: z.string().trim(), OptedOutTimestamp: time });

/**
 * Reads a row of SES ListSuppressedDestinations, of End User Messaging DescribeOptedOutNumbers, or
 * a number as SNS ListPhoneNumbersOptedOut gives it. A bounce is a dead address; a complaint and an
 * SMS opt-out are a person's refusal.
 */
export function parseListed(kind: ListKind, value: unknown): ParsedListed {
  switch (kind) {
    case "ses-suppressions": {
      const row = suppression.safeParse(value);
      if (!row.success) {
        return refuse("row: wanted EmailAddress and Reason, BOUNCE or COMPLAINT");
      }
      const { EmailAddress, Reason, LastUpdateTime } = row.data;
      const text = `SES suppression list: ${Reason}`;
      // A reason that AWS adds may be a person's word: only a bounce is none.
      return list("email", EmailAddress, Reason !== "BOUNCE", text, LastUpdateTime);
    }
    case "sms-opt-outs": {
      const row = optOut.safeParse(typeof value === "string" ? { OptedOutNumber: value } : value);
      if (!row.success) return refuse("row: wanted OptedOutNumber, or a number alone");
      const { OptedOutNumber, OptedOutTimestamp } = row.data;
      return list("sms", OptedOutNumber, true, "SMS opt-out list", OptedOutTimestamp);
    }
  }
}

function refuse(reason: string): ParsedListed {
  return { kind: "refused", reason };
}

function list(
  channel: Channel,
  address: string,
  refused: boolean,
  text: string,
  said: z.infer<typeof time>,
): ParsedListed {
  const judged = judgeAddress(channel, address);
  if ("problem" in judged) return refuse(judged.problem);
  const read = typeof said === "number" ? Math.round(said * SECOND) : parseInstant(said ?? "");
  // Past 9999 a Date writes no year that is read again; such a number was no count of seconds.
  const at = read !== undefined && read >= 0 && read <= 253_402_300_799_999 ? read : undefined;
  const isUnread = said !== undefined && said !== null && at === undefined;
  const word = { given: false, source: refused ? optOutList : proof, text };
  const { to } = judged;
  return {
    kind: "listed",
    listed: {
      channel,
      to,
      key: addressKey(channel, to),
      refused,
      ...(isUnread && { undated: true as const }),
      word: at === undefined ? word : { ...word, at: formatInstant(at) },
    },
  };
}
