import type { Channel } from "../../src/core/channels/channels.ts";
import { channelsWithSender, needsSender } from "../../src/core/channels/needs-sender.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import { type Check, conclude, type Finding } from "./finding.ts";
import type { JourneyProfile } from "./profile-journeys.ts";
import { judgeReading, type Reading } from "./reading.ts";

/** What is live, and whether settings.json has what the live journeys send by. */
export function judgeDefinitions(
  published: Reading<Definitions | undefined>,
  journeys: readonly JourneyProfile[],
): readonly Finding[] {
  const check: Check = {
    topic: "Definitions",
    wanted: "a live journey",
    why: "Events come in and nobody gets anything.",
    mend: 'save settings.json and a journey with "status": "live" to the definitions bucket',
  };
  return judgeReading(check, published, (definitions) => {
    if (definitions === undefined) return [conclude(check, "warning", "nothing is published")];
    if (journeys.length === 0) return [conclude(check, "warning", "no journey can be entered")];
    const names = journeys.map(({ name }) => name).join(", ");
    return [conclude(check, "ok", `live: ${names}`), ...judgeSenders(definitions, journeys)];
  });
}

function judgeSenders(
  { settings }: Definitions,
  journeys: readonly JourneyProfile[],
): readonly Finding[] {
  const lacking = channelsWithSender.filter(
    (channel) =>
      settings.definition.senders?.[channel] === undefined &&
      // An order update by SMS needs no way out, and so no sender.
      sends(
        journeys.filter(({ marketing }) => needsSender(channel, !marketing)),
        channel,
      ),
  );
  return lacking.map((channel) => {
    const name = `senders.${channel}`;
    return conclude(
      {
        topic: "Definitions: settings.json",
        wanted: `${name}, since a live journey sends by it`,
        why: "Messages by this channel are held as incomplete, then dropped.",
        mend: `write ${name} into settings.json and save it to the definitions bucket`,
      },
      "problem",
      `no ${name}`,
    );
  });
}

/** Whether any of them sends by a channel. */
export function sends(journeys: readonly JourneyProfile[], channel: Channel): boolean {
  return journeys.some(({ path }) => path.some(({ messages }) => messages[channel] > 0));
}
