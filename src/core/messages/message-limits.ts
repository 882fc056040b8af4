import { channelTable } from "../channels/channels.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import { applePayload, googlePayload, type PushTexts, pushMessageKey } from "./push-payload.ts";
import { countSmsParts } from "./sms-parts.ts";

const { smsParts, ucs2Characters } = channelTable.sms.limits;
const { payloadBytes, reservedKeys } = channelTable.push.limits;

/** Why a provider would refuse an SMS for its length; undefined where it would not. */
export function refuseLongSms(text: string): Reason | undefined {
  const { encoding, characters, parts } = countSmsParts(text);
  if (encoding === "UCS-2" && characters > ucs2Characters) {
    return reason("sms-too-long-in-ucs2", { characters, most: ucs2Characters });
  }
  return parts > smsParts ? reason("sms-too-long", { parts, most: smsParts }) : undefined;
}

/** Why a platform would refuse a push message for its size; undefined where none would. */
export function refuseLongPush(push: PushTexts): Reason | undefined {
  const encoder = new TextEncoder();
  const sizes = [applePayload(push), googlePayload(push)].map(
    (payload) => encoder.encode(JSON.stringify(payload)).length,
  );
  const bytes = Math.max(...sizes);
  return bytes > payloadBytes ? reason("push-too-long", { bytes, most: payloadBytes }) : undefined;
}

/** Whether a key of push.json is one that a platform, or Sojourn, keeps for itself. */
export function isReservedPushKey(key: string): boolean {
  if (key === pushMessageKey) return true;
  return reservedKeys.some((reserved) =>
    reserved.endsWith("*") ? key.startsWith(reserved.slice(0, -1)) : key === reserved,
  );
}
