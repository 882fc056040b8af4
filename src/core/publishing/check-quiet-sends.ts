import type { Channel } from "../channels/channels.ts";
import { compileSettings, compileWindow } from "../definitions/compile-settings.ts";
import type { CompiledSettings } from "../definitions/definitions.ts";
import type { Journey } from "../definitions/journey.ts";
import { builtInQuietHours } from "../definitions/quiet-hours.ts";
import type { Settings } from "../definitions/settings.ts";
import type { SendStep } from "../definitions/step.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import { countriesWithZones, zonesOfCountry } from "../time/country-zones.ts";
import type { Instant } from "../time/instant.ts";
import { formatTimeOfDay } from "../time/local-clock.ts";
import { isQuietAt, type QuietRange } from "../time/quiet-hours.ts";
import { isOpenAt, type SendWindow } from "../time/send-window.ts";
import { lacksCommonTime } from "./lacks-common-time.ts";
import { type Finding, problemOf } from "./problem.ts";

interface PlacedSend {
  readonly step: SendStep;
  readonly place: string;
}

/** How a channel's quiet hours lie to the send window. */
interface Shut {
  readonly channel: Channel;
  readonly index: number;
  /** Where nothing of the window is left; undefined stands for every country without a rule. */
  readonly countries: readonly (string | undefined)[];
  readonly everywhere: boolean;
}

/**
 * Sends whose window, or without one whose whole day, lies in quiet hours: an error where that holds of
 * each of the channels everywhere, so that nothing would ever go out; else advice for the channels that
 * are passed over.
 */
export function checkQuietSends(
  journey: Journey,
  sends: readonly PlacedSend[],
  settings: Settings,
  now: Instant,
): Finding[] {
  const own = journey.sendWindow ?? settings.sendWindow;
  const definition = own ?? { between: ["00:00-24:00"], days: "every-day" as const };
  // A calendar that is missing is said elsewhere, and does not matter for the time of day.
  const { calendar: _, ...daily } = definition;
  const window = compileWindow({ ...daily, days: "every-day" }, settings);
  const compiled = compileSettings({ ...settings, caps: [] });
  return sends.flatMap(({ step, place }) => {
    if (compiled.isTransactional(step.purpose ?? journey.purpose)) return [];
    const shut = step.channels.map((channel, index) => judge(channel, index, window, compiled));
    if (shut.every(({ everywhere }) => everywhere)) {
      const why = alwaysQuiet(step, own && window, compiled);
      return [problemOf("error", `${place}.channels`, why)];
    }
    const shutChannels = shut.flatMap((one) => adviseShut(one, own && window, place));
    if (own === undefined) return shutChannels;
    return [...shutChannels, ...checkUnknownZone(step, place, window, compiled, now)];
  });
}

function judge(
  channel: Channel,
  index: number,
  window: SendWindow,
  compiled: CompiledSettings,
): Shut {
  const countries = countriesWithRules(compiled).filter((country) => {
    const quiet = compiled.quietHours(channel, country);
    return minutes.every(
      (minute) => !isOpenAt(window, 0, minute) || quiet.some((range) => isQuietAt(range, minute)),
    );
  });
  const everywhere = countries.length === countriesWithRules(compiled).length;
  return { channel, index, countries, everywhere };
}

/** Names the hours that were found, and what would be wanted: a window that leaves the quiet hours. */
function alwaysQuiet(
  { channels }: SendStep,
  window: SendWindow | undefined,
  compiled: CompiledSettings,
): Reason {
  const quiet = channels.map(
    (channel) => `${channel} ${hoursOf(compiled.quietHours(channel, undefined))}`,
  );
  if (window === undefined) return reason("send-quiet-all-day", { quiet: quiet.join(", ") });
  return reason("send-always-quiet", { window: hoursOf(window.between), quiet: quiet.join(", ") });
}

/** `22:00 to 06:00, 12:00 to 13:00`. */
function hoursOf(ranges: readonly QuietRange[]): string {
  return ranges
    .map(({ from, to }) => `${formatTimeOfDay(from)} to ${formatTimeOfDay(to)}`)
    .join(", ");
}

const minutes = Array.from({ length: 24 * 60 }, (_, minute) => minute);

/** The countries that quiet hours tell apart; undefined stands for all others. */
function countriesWithRules({ definition }: CompiledSettings): (string | undefined)[] {
  const rules = [...(definition.quietHours ?? []), ...builtInQuietHours];
  return [...new Set([undefined, ...rules.map(({ country }) => country)])];
}

function adviseShut(
  { channel, index, countries }: Shut,
  window: SendWindow | undefined,
  place: string,
): Finding[] {
  if (countries.length === 0) return [];
  const named = countries.filter((country) => country !== undefined);
  const others = "countries without quiet hours of their own";
  const where = [...named, ...(named.length < countries.length ? [others] : [])].join(", ");
  const why =
    window === undefined
      ? reason("channel-quiet-all-day", { channel, countries: where })
      : reason("channel-quiet-in-countries", {
          channel,
          countries: where,
          window: hoursOf(window.between),
        });
  return [problemOf("advice", `${place}.channels[${index}]`, why)];
}

/**
 * Customers without a zone, whose quiet hours are those of every zone of the country, while the
 * window is counted in the shop's zone: an error where they have no time in common for any channel
 * and the shop itself is in that country, so that many customers are such.
 */
function checkUnknownZone(
  step: SendStep,
  place: string,
  window: SendWindow,
  compiled: CompiledSettings,
  now: Instant,
): Finding[] {
  const { definition, zone } = compiled;
  if (definition.unknownZone === "hold") return [];
  const named = new Set((definition.quietHours ?? []).map(({ country }) => country));
  return countriesWithZones.flatMap((country) => {
    const zones = zonesOfCountry(country) ?? [];
    const isHome = zones.includes(zone);
    if (zones.length < 2 || (!isHome && !named.has(country))) return [];
    const lacking = step.channels.filter((channel) => {
      const quiet = compiled.quietHours(channel, country);
      return quiet.length > 0 && lacksCommonTime(window, quiet, zone, zones, now);
    });
    if (lacking.length === 0) return [];
    const none = lacking.length === step.channels.length;
    const why = reason("unknown-zone-never", { country, channels: lacking.join(", ") });
    return [problemOf(none && isHome ? "error" : "advice", `${place}.channels`, why)];
  });
}
