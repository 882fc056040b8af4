import type * as z from "zod";
import { placeOf } from "../events/left-out.ts";
import { printReason, reason } from "../reasons/reason.ts";
import { repairText } from "../text/repair-text.ts";
import { isCountry } from "../time/country-zones.ts";
import { parseInstant } from "../time/instant.ts";
import { isKnownZone } from "../time/zone.ts";
import { type ChannelType, channelOf, type Endpoint } from "./endpoint.ts";
import { type EndpointForm, endpointForm } from "./endpoint-form.ts";
import { addressKey, judgeAddress } from "./judge-address.ts";
import { readAttributes } from "./read-attributes.ts";

/** An endpoint, and what of it finds no place with the reason; or why the row is none. */
export type ParsedEndpoint =
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint; readonly leftOut: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Reads one endpoint, as Pinpoint exports, imports and answers it. A row whose user, channel or
 * address cannot be read is refused with the place, what was found and what is wanted; what else is
 * read but has no place here is told in `leftOut`, and the rest is kept. An `OptOut` that cannot be
 * read may be a refusal, and is one.
 */
export function parseEndpoint(value: unknown): ParsedEndpoint {
  const { value: whole, places } = repairText(value);
  const repaired = places.map((path) => placeOf(...path));
  const broken = repaired.find((place) => ["User.UserId", "Address"].includes(place));
  if (broken !== undefined) {
    return { kind: "refused", reason: `${broken}: found half a character; wanted whole ones` };
  }
  const leftOut = repaired.map((place) => printReason(reason("half-character", { place })));
  const row = readFields(whole, leftOut);
  if (typeof row === "string") return { kind: "refused", reason: row };
  const user = row.User?.UserId || undefined;
  if (user === undefined && !row.Address) {
    return {
      kind: "refused",
      reason: "User.UserId: found nothing, and no Address; wanted one of them",
    };
  }
  if (row.Address && !row.ChannelType) {
    return { kind: "refused", reason: "ChannelType: found nothing; wanted it beside an Address" };
  }
  const at = readDate(row.EffectiveDate, leftOut);
  const endpoint: Endpoint = {
    ...(row.Id ? { id: row.Id } : {}),
    ...(user === undefined ? {} : { user }),
    ...(row.ChannelType ? readAddress(row.ChannelType, row.Address || undefined, leftOut) : {}),
    ...(row.OptOut === "ALL" ? { optedOut: true } : {}),
    ...(row.EndpointStatus === "INACTIVE" ? { inactive: true } : {}),
    at,
    attributes: readAttributes(row, leftOut),
    ...readPerson(row, leftOut),
  };
  return { kind: "endpoint", endpoint, leftOut };
}

/** Without these nobody knows whose endpoint it is, or what to write to. */
const essential = ["User", "ChannelType", "Address"];

/** @returns why the row is none */
function readFields(value: unknown, leftOut: string[]): EndpointForm | string {
  const whole = endpointForm.safeParse(value);
  if (whole.success) return whole.data;
  const fields = whole.error.issues.map(({ path }) => path[0]);
  if (fields.some((field) => field === undefined || essential.includes(String(field)))) {
    return describe(whole.error);
  }
  const row: Record<string, unknown> = { ...(value as object) };
  for (const issue of whole.error.issues) {
    const field = String(issue.path[0]);
    const place = issue.path.join(".");
    if (field === "OptOut") row[field] = "ALL";
    else delete row[field];
    const read = field === "OptOut" ? "; taken as ALL" : "";
    leftOut.push(`${place}: ${issue.message}${read}`);
  }
  const rest = endpointForm.safeParse(row);
  return rest.success ? rest.data : describe(rest.error);
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "row" : issue.path.join(".");
  return `${place}: ${issue?.message ?? "no endpoint"}`;
}

function readDate(said: string | null | undefined, leftOut: string[]): number {
  if (!said) return 0;
  const at = parseInstant(said);
  if (at === undefined) leftOut.push("EffectiveDate: no time with a zone; taken as the oldest");
  return at ?? 0;
}

function readAddress(
  type: ChannelType,
  address: string | undefined,
  leftOut: string[],
): Pick<Endpoint, "channel" | "to" | "address"> {
  const channel = channelOf(type);
  if (channel === undefined) {
    leftOut.push(`${type}: there is no such channel here; what it says of its user is kept`);
    return {};
  }
  if (address === undefined) {
    leftOut.push(`${type}: an endpoint without an address`);
    return { channel };
  }
  const judged = judgeAddress(channel, address);
  if ("problem" in judged) {
    leftOut.push(`${type}: ${judged.problem}`);
    return { channel, address: addressKey(channel, address) };
  }
  return { channel, to: judged.to, address: addressKey(channel, judged.to) };
}

function readPerson(
  { Demographic, Location }: EndpointForm,
  leftOut: string[],
): Pick<Endpoint, "zone" | "locale" | "country"> {
  const zone = Demographic?.Timezone || undefined;
  const locale = Demographic?.Locale?.replaceAll("_", "-") || undefined;
  const country = Location?.Country?.toUpperCase() || undefined;
  const zoneKnown = zone !== undefined && isKnownZone(zone);
  const localeFits = locale !== undefined && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale);
  const countryFits = country !== undefined && isCountry(country);
  if (zone !== undefined && !zoneKnown) leftOut.push("Demographic.Timezone: no such time zone");
  if (locale !== undefined && !localeFits) leftOut.push("Demographic.Locale: no locale like zh_CN");
  if (country !== undefined && !countryFits) {
    leftOut.push("Location.Country: wanted two letters such as CA, as quiet hours ask");
  }
  return {
    ...(zoneKnown ? { zone } : {}),
    ...(localeFits && locale.length <= 35 ? { locale } : {}),
    ...(countryFits ? { country } : {}),
  };
}
