import { type Channel, channelRow, channels, type channelTable } from "./channels.ts";

/** A channel that needs an entry in `senders` of settings.json, for some purposes at least. */
export type ChannelWithSender = {
  [Each in Channel]: (typeof channelTable)[Each]["sender"] extends "never" ? never : Each;
}[Channel];

export const channelsWithSender: readonly ChannelWithSender[] = channels.filter(
  (channel): channel is ChannelWithSender => channelRow(channel).sender !== "never",
);

/** Whether a message of the channel can't be made while settings.json names no sender for it. */
export function needsSender(channel: ChannelWithSender, transactional: boolean): boolean {
  return channelRow(channel).sender === "always" || !transactional;
}
