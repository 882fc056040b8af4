import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeReplayCommand,
  type DescribeReplayCommandOutput,
  EventBridgeClient,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import { confirm } from "../commands/confirm.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";

export interface ReplayOptions {
  readonly from: Instant;
  readonly to: Instant;
  /** Only says what would be replayed. */
  readonly dryRun: true | undefined;
  /** Whether nobody need be asked. */
  readonly yes: true | undefined;
}

const asking = {
  question: "Replay?",
  left: "Nothing was replayed.",
  when: "If this is meant",
};

/** EventBridge tells its progress by the minute. */
const askEveryMs = 5_000;

/**
 * `sojourn replay`: has EventBridge send archived events to intake once more, and waits for it.
 * @returns the exit code
 */
export async function replayEvents(
  stage: Stage,
  { from, to, dryRun, yes }: ReplayOptions,
  streams: Streams,
): Promise<number> {
  const { out, error } = streams;
  const archive = stage.findOutput("ArchiveArn");
  if (archive === undefined) {
    error(
      `${stage.name} keeps no archive: deploy it with -c archiveDays=30 for the days to come\n`,
    );
    return 1;
  }
  const stretch = `${formatInstant(from)} to ${formatInstant(to)}`;
  out(
    `${stage.name}: events that came on the bus from ${stretch} go to intake once more; journeys start and write as if they happened now\n`,
  );
  if (dryRun) {
    out("Nothing was replayed: a dry run.\n");
    return 0;
  }
  if (!(await confirm(asking, yes, streams))) return 1;
  const client = new EventBridgeClient(stage.aws);
  const name = `${stage.name}-${new Date().toISOString().replaceAll(/[^0-9TZ]/g, "")}`.slice(0, 64);
  await client.send(
    new StartReplayCommand({
      ReplayName: name,
      Description: "sojourn replay",
      EventSourceArn: archive,
      EventStartTime: new Date(from),
      EventEndTime: new Date(to),
      // Other rules of the bus, the team's own, have had these events.
      Destination: { Arn: stage.output("BusArn"), FilterArns: [stage.output("IntakeRuleArn")] },
    }),
  );
  out(`Replaying ${stretch} as ${name}\n`);
  const replay = await waitForReplay(client, name, { from, to }, error);
  if (replay.State === "COMPLETED") {
    out(
      "Replayed. Intake takes each event once, by its id: what was counted is not counted again.\n",
    );
    return 0;
  }
  error(`The replay is ${replay.State}: ${replay.StateReason ?? "no reason was told"}\n`);
  return 1;
}

async function waitForReplay(
  client: EventBridgeClient,
  name: string,
  { from, to }: Pick<ReplayOptions, "from" | "to">,
  error: Streams["error"],
): Promise<DescribeReplayCommandOutput> {
  const progress = createProgress("Replaying", to - from, error);
  for (;;) {
    const replay = await client.send(new DescribeReplayCommand({ ReplayName: name }));
    const at = replay.EventLastReplayedTime?.getTime() ?? from;
    progress.tell(at - from, formatInstant(at));
    if (replay.State !== "STARTING" && replay.State !== "RUNNING") {
      progress.stop();
      return replay;
    }
    await sleep(askEveryMs);
  }
}
