import type { Channel } from "../channels/channels.ts";
import { compileSettings, compileWindow } from "../definitions/compile-settings.ts";
import type { Journey } from "../definitions/journey.ts";
import { builtInQuietHours } from "../definitions/quiet-hours.ts";
import type { Settings } from "../definitions/settings.ts";
import type { SendStep } from "../definitions/step.ts";
import { isOpenAt } from "../time/send-window.ts";
import { advice, type Finding } from "./problem.ts";

interface PlacedSend {
  readonly step: SendStep;
  readonly place: string;
}

/** Says where a send window lies in a channel's quiet hours altogether: nothing would go out. */
export function adviseQuietSends(
  journey: Journey,
  sends: readonly PlacedSend[],
  settings: Settings,
): Finding[] {
  const window = journey.sendWindow ?? settings.sendWindow;
  if (window === undefined) return [];
  // A calendar that is missing is said elsewhere, and does not matter for the time of day.
  const { calendar: _, ...daily } = window;
  const open = compileWindow({ ...daily, days: "every-day" }, settings);
  const compiled = compileSettings({ ...settings, caps: [] });
  const rules = [...(settings.quietHours ?? []), ...builtInQuietHours];
  const countries = [undefined, ...rules.map(({ country }) => country)];
  const isShut = (channel: Channel, country: string | undefined) => {
    const quiet = compiled.quietHours(channel, country);
    return minutes.every(
      (minute) => !isOpenAt(open, 0, minute) || quiet.some((range) => isInside(range, minute)),
    );
  };
  return sends.flatMap(({ step, place }) => {
    if (settings.purposes[step.purpose ?? journey.purpose]?.transactional === true) return [];
    return step.channels.flatMap((channel, index) => {
      const shut = [...new Set(countries)].filter((country) => isShut(channel, country));
      if (shut.length === 0) return [];
      const where = shut.map((country) => country ?? "other countries").join(", ");
      const message = `never goes out by ${channel} in ${where}: the send window lies in quiet hours`;
      return [advice(`${place}.channels[${index}]`, message)];
    });
  });
}

const minutes = Array.from({ length: 24 * 60 }, (_, minute) => minute);

function isInside({ from, to }: { from: number; to: number }, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
