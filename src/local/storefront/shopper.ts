import { type Channel, channels } from "../../core/channels/channels.ts";
import type { Profile } from "../../core/events/event.ts";
import { DAY, type Instant } from "../../core/time/instant.ts";
import { formatDay, localDay } from "../../core/time/zone.ts";
import { between, type Draw, pick, waitingTime } from "./draw.ts";
import { foreignNames, givenNames, homes, surnames } from "./goods.ts";

/** One invented customer: who they are, how often they come, how they take to messages. */
export interface Shopper {
  readonly id: string;
  readonly zone: string;
  readonly profile: Profile;
  /** Registers while the play is on; absent: known from the start. */
  readonly registers?: Instant;
  /** Mean days between visits. */
  readonly pace: number;
  readonly taste: string;
  /** The share of mails that they open. */
  readonly opens: number;
  /** Their mail address does not exist. */
  readonly badAddress: boolean;
  /** When they last came. */
  lastSeen: Instant;
  visits: number;
  events: number;
}

/** How often people come: a third regularly, a third now and then, a third hardly any more. */
const paces = [9, 16, 24, 45, 70, 110];

/** Share of customers whose address is known, by channel. */
const addressShares: Record<Channel, number> = { email: 0.9, sms: 0.75, push: 0.5 };

/** Share of customers who consent when they register, by channel. */
const consentShares: Record<Channel, number> = { email: 0.82, sms: 0.7, push: 0.6 };

export function createShopper(
  draw: Draw,
  number: number,
  play: { start: Instant; end: Instant },
): Shopper {
  const id = `C${String(number).padStart(5, "0")}`;
  const home = homeOf(draw(id, "home"));
  const { start, end } = play;
  const registers =
    draw(id, "is new") < 0.45 ? between(start, end - DAY, draw(id, "registers")) : undefined;
  const pace = pick(paces, draw(id, "pace"));
  return {
    id,
    zone: home.zone ?? "Asia/Shanghai",
    profile: createProfile(draw, id, home),
    ...(registers !== undefined && { registers }),
    pace,
    taste: pick(["家居", "厨房", "母婴", "个护"], draw(id, "taste")),
    opens: 0.15 + 0.55 * draw(id, "opens"),
    badAddress: draw(id, "bad address") < 0.015,
    lastSeen: registers ?? start - between(0, 1 + 1.2 * pace, draw(id, "last seen")) * DAY,
    visits: 0,
    events: 0,
  };
}

function homeOf(share: number): (typeof homes)[number] {
  let sum = 0;
  for (const home of homes) {
    sum += home.share;
    if (share < sum) return home;
  }
  return homes[0];
}

function createProfile(draw: Draw, id: string, home: (typeof homes)[number]): Profile {
  const chinese = home.locale === "zh-CN";
  const firstName = pick(chinese ? givenNames : foreignNames, draw(id, "given name"));
  const surname = chinese ? pick(surnames, draw(id, "surname")) : "";
  const known = channels.filter((channel) => draw(id, "has", channel) < addressShares[channel]);
  return {
    attributes: {
      firstName,
      ...(surname !== "" && { name: surname + firstName }),
      city: home.city,
      tier: draw(id, "tier") < 0.2 ? "VIP" : "普通会员",
      ...(draw(id, "tells birthday") < 0.6 && { birthday: birthdayOf(draw, id) }),
    },
    addresses: Object.fromEntries(
      known.map((channel) => [channel, [addressOf(draw, id, channel)]]),
    ),
    consents: Object.fromEntries(
      Object.entries(consentShares).map(([channel, share]) => [
        `${channel}:*`,
        { given: draw(id, "consents", channel) < share, source: "registration" },
      ]),
    ),
    ...(home.zone !== undefined && { zone: home.zone }),
    locale: home.locale,
    country: home.country,
  };
}

function addressOf(draw: Draw, id: string, channel: Channel): string {
  switch (channel) {
    case "email":
      return `${id.toLowerCase()}@example.com`;
    case "sms":
      return `+86139${String(between(0, 1e8, draw(id, "phone"))).padStart(8, "0")}`;
    case "push":
      return `device-${id.toLowerCase()}`;
  }
}

function birthdayOf(draw: Draw, id: string): string {
  const years = between(1970, 2006, draw(id, "year"));
  return formatDay(localDay(Date.UTC(years, 0, 1), "UTC") + between(0, 365, draw(id, "birthday")));
}

/** How long until the next visit, in days. */
export function daysToNextVisit(draw: Draw, { id, pace, visits }: Shopper): number {
  return Math.max(1, Math.round(waitingTime(pace, draw(id, "comes again", visits))));
}
