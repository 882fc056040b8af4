import type { Channel } from "../../src/core/channels/channels.ts";
import {
  type AddressMarks,
  everyPurpose,
  isOptedOut,
  markCodes,
  reasonOf,
} from "../../src/core/customers/address-marks.ts";
import { printReason } from "../../src/core/reasons/reason.ts";
import { formatInstant } from "../../src/core/time/instant.ts";

/** The marks against an address, one line each; no line where there is no mark. */
export function tellMarks(marks: AddressMarks, channel: Channel): readonly string[] {
  const { whole = {}, optOuts = {}, grants = {}, allowed, softBounces = [] } = marks;
  const { autoReplies = [], deliveries = [], returned = [] } = marks;
  return [
    ...markCodes.flatMap((code) => {
      const at = whole[code];
      if (at === undefined) return [];
      const lifted = allowed !== undefined && at <= allowed.at ? " (allowed since)" : "";
      return [`${formatInstant(at)}  ${printReason(reasonOf(code, channel))}${lifted}`];
    }),
    ...Object.entries(optOuts).map(([purpose, at]) => {
      const grant = isOptedOut(marks, purpose) ? undefined : grants[purpose];
      const lifted = grant === undefined ? "" : ` (consented again ${formatInstant(grant)})`;
      const what = purpose === everyPurpose ? "everything" : purpose;
      return `${formatInstant(at)}  its reader opted out of ${what}${lifted}`;
    }),
    ...softBounces.map((at) => {
      const reply = autoReplies.includes(at) ? " (an auto-reply: it does not count)" : "";
      return `${formatInstant(at)}  a message came back softly${reply}`;
    }),
    ...deliveries
      .filter((at) => !returned.includes(at))
      .map((at) => `${formatInstant(at)}  a message was delivered`),
    ...(allowed === undefined
      ? []
      : [`${formatInstant(allowed.at)}  an operator allowed it: ${allowed.reason}`]),
  ];
}
