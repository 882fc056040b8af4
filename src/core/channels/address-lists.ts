import * as z from "zod";
import { channelRow, forEachChannel } from "./channels.ts";

/** More addresses of one channel than any person has. */
const mostAddresses = 20;

/** Addresses by channel, as events and lines of customers say them. */
export const addressLists = z.strictObject(
  forEachChannel((channel) => {
    const { shortest, longest } = channelRow(channel).address;
    return z.array(z.string().min(shortest).max(longest)).max(mostAddresses).optional();
  }),
);
