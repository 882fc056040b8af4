import { type Channel, channels } from "../../../src/core/channels/channels.ts";
import { newCustomer } from "../../../src/core/customers/customer.ts";
import { joinProfile } from "../../../src/core/customers/join-profile.ts";
import { builtInQuietHours } from "../../../src/core/definitions/quiet-hours.ts";
import { settings } from "../../../src/core/definitions/settings.ts";
import { step } from "../../../src/core/definitions/step.ts";
import { applyProfile } from "../../../src/core/events/apply-profile.ts";
import { parseEventBody } from "../../../src/core/events/parse-event.ts";
import { importMap } from "../../../src/core/imports/import-map.ts";
import { makeOptOutToken, openOptOutToken } from "../../../src/core/messages/opt-out-token.ts";
import { parsePartName } from "../../../src/core/messages/template-part.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";

/** Runs in a copy of the source whose table has a fourth row; says what becomes of that channel. */
const wechat = "wechat" as Channel;
const now = Date.parse("2026-03-01T10:00:00Z");

function parse(address: string) {
  const customer = {
    id: "c1",
    addresses: { wechat: [address] },
    consents: { "wechat:cart": true },
  };
  return parseEventBody({ id: "e1", type: "customer.updated", customer }, now);
}

const parsed = parse("openid-1");
const profile = parsed.kind === "event" ? (parsed.event.profile ?? {}) : {};
const someone = newCustomer("k234567890123456", "c1");
const known = applyProfile(someone, profile, { at: now }, now, "add");
const joined = joinProfile(someone, known, now);
const tooLong = parse("x".repeat(65));
const send = { do: "send", id: "s", template: "t", channels };
const said = { message: "m1", customer: "c1", channel: wechat, purpose: "cart" };
const secret = "s".repeat(32);

console.log(
  JSON.stringify({
    kept: { addresses: known.addresses, consents: Object.keys(known.consents) },
    joined: { addresses: joined.addresses, consents: Object.keys(joined.consents) },
    tooLong: tooLong.kind === "event" ? tooLong.event.leftOut?.map(printReason) : [],
    fourOfSend: step.safeParse(send).success,
    fiveOfSend: step.safeParse({ ...send, channels: [...channels, "email"] }).success,
    settings: settings.safeParse({
      unknownZone: "hold",
      purposes: {},
      quietHours: [{ channel: wechat, between: "20:00-09:00" }],
    }).success,
    part: parsePartName("wechat.zh-CN.json"),
    legalHours: builtInQuietHours.filter(({ channel }) => channel === wechat),
    importMap: importMap.safeParse({
      rows: "customers",
      id: "id",
      addresses: { wechat: "openid" },
      consents: { "wechat:*": { column: "ok", given: ["yes"] } },
      duplicates: { by: ["id", ...channels], keep: "last" },
    }).success,
    optOut: openOptOutToken(secret, makeOptOutToken(secret, said)),
  }),
);
