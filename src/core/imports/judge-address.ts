import type { Channel } from "../channels/channels.ts";
import { normalAddress } from "../channels/normal-address.ts";

/** An address as it is written to, or why there is none. */
export type JudgedAddress = { readonly to: string } | { readonly problem: string };

/**
 * Nothing is guessed: 13800138000 is a mobile in China and, with a plus before it, a number in the
 * United States. A device token is no address of SNS, which sends to the endpoint made of it.
 */
export function judgeAddress(channel: Channel, address: string): JudgedAddress {
  switch (channel) {
    case "email":
      // 254: RFC 5321, the longest path without its angle brackets.
      return /^[^\s@<>,]+@[^\s@<>,]+$/.test(address) && address.length <= 254
        ? { to: address }
        : { problem: "an email address that is none" };
    case "sms": {
      const to = address.replace(/[\s().-]/g, "");
      return /^\+[1-9]\d{6,14}$/.test(to)
        ? { to }
        : {
            problem:
              "a phone number that is not E.164, such as +12065550100: the country is unknown",
          };
    }
    case "push":
      return /^arn:aws[a-z-]*:sns:[^:]+:\d{12}:endpoint\//.test(address)
        ? { to: address }
        : {
            problem:
              "a push token: push goes to ARNs of SNS platform endpoints; make one of each token",
          };
  }
}

/** What one address is known by, whatever its spelling: its normal form. */
export function addressKey(channel: Channel, to: string, country?: string): string {
  return `${channel} ${normalAddress(channel, to, country)}`;
}
