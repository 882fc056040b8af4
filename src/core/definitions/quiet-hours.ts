import { channelRow, channels } from "../channels/channels.ts";
import type { Settings } from "./settings.ts";

type QuietRule = NonNullable<Settings["quietHours"]>[number];

/** The legal quiet hours of every channel, in the form of the rules of settings.json. */
export const builtInQuietHours: readonly QuietRule[] = channels.flatMap((channel) =>
  channelRow(channel).quietHours.map((rule) => ({ channel, ...rule })),
);
