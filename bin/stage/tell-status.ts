import { paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createBackfills } from "../../src/aws/catalog/backfills.ts";
import { createPauses } from "../../src/aws/catalog/pauses.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createSweepLeases } from "../../src/aws/catalog/sweep-leases.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "../commands/streams.ts";
import { attentionKinds, countAttention } from "./attention-list.ts";
import { tellPauses } from "./change-pauses.ts";
import { countHeld } from "./count-held.ts";
import { type Depth, readDepth } from "./dead-letter-queue.ts";
import { queueNames, urlsOf } from "./queues.ts";
import type { Stage } from "./stage.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";
import { tellBackfill } from "./tell-backfill.ts";
import { tellSweep } from "./tell-sweep.ts";

/** `sojourn status`: how the stage is at this moment. @returns the exit code */
export async function tellStatus(
  stage: Stage,
  { json }: { readonly json?: true },
  { out }: Streams,
): Promise<number> {
  const status = await readStatus(stage);
  if (json) {
    out(`${JSON.stringify(status)}\n`);
    return 0;
  }
  const say = (line: string) => out(`${line}\n`);
  const { pauses, held, journeys, underWay, sweep, preparing, queues, attention } = status;
  say(`${stage.name} · ${stage.region} · account ${stage.account} · stack ${stage.status}`);
  say("");
  for (const line of pauses.length === 0 ? ["Nothing is paused."] : ["Paused:"]) say(line);
  for (const line of pauses) say(`  ${line}`);
  for (const { gate, ...one } of held) say(`Held at ${gate}: ${atLeast(one)} messages`);
  say("");
  if (journeys.length === 0) say("Nothing is published yet: sojourn publish <folder>");
  else {
    const rows = journeys.map(({ name, version, state }) => [name, `v${version}`, state]);
    for (const line of formatTable(["Journey", "Version", "State"], rows)) say(line);
  }
  const runs = underWay.count === 1 && !underWay.more ? "enrollment" : "enrollments";
  say(`${atLeast(underWay)} ${runs} under way`);
  for (const line of [...tellSweep(sweep), ...preparing]) say(line);
  say("");
  const depths = queues.map(({ name, waiting, inFlight, deadLetters }) => {
    return [name, waiting, inFlight, deadLetters];
  });
  for (const line of formatTable(["Queue", "Waiting", "At work", "Put aside"], depths)) say(line);
  say("");
  const listed = attention.filter(({ count }) => count > 0);
  if (listed.length === 0) say("Nothing waits for a person.");
  for (const one of listed) say(`${atLeast(one)} ${one.kind}`);
  if (listed.length > 0) say(`→ sojourn attention ${stage.options}`);
  if (queues.some(({ deadLetters }) => deadLetters > 0)) {
    say(`→ sojourn redrive --all --dry-run ${stage.options}`);
  }
  return 0;
}

async function readStatus(stage: Stage) {
  const { catalog, timeline } = openTables(stage);
  const clock = await readStageClock(catalog);
  const sqs = new SQSClient(stage.aws);
  const [flags, live, underWay, sweep, backfill, queues, attention] = await Promise.all([
    createPauses({ ...catalog, clock }).read(),
    createPublications(catalog).live(),
    countUnderWay(stage),
    createSweepLeases(catalog).read(),
    createBackfills(catalog).read(),
    Promise.all(
      queueNames.map(async (name) => {
        const { messages, deadLetters } = urlsOf(stage, name);
        const aside = await readDepth(sqs, deadLetters);
        return { name, ...(await readDepth(sqs, messages)), deadLetters: whole(aside) };
      }),
    ),
    Promise.all(
      attentionKinds.map(async (kind) => ({ kind, ...(await countAttention(timeline, kind)) })),
    ),
  ]);
  const held = await countHeld(timeline, flags);
  const journeys = journeysOf(live);
  const preparing = tellBackfill(live, backfill);
  return {
    pauses: tellPauses(flags),
    held,
    journeys,
    underWay,
    sweep,
    preparing,
    queues,
    attention,
  };
}

function whole({ waiting, inFlight }: Depth): number {
  return waiting + inFlight;
}

function journeysOf(live: DefinitionSet | undefined) {
  const published = live?.journeys ?? [];
  return published.map(({ journey: { name, status }, version, live: entered }) => {
    return { name, version, state: entered ? status : "older, finishing" };
  });
}

/** ListExecutions answers 1,000 at a time and takes 2/s in small Regions: 5 pages tell enough. */
const mostPages = 5;

/** Runs of journeys; a wait beyond 300 days is parked without one. */
async function countUnderWay(stage: Stage): Promise<{ count: number; more: boolean }> {
  const client = new SFNClient(stage.aws);
  const input = {
    stateMachineArn: stage.output("RunJourneyArn"),
    statusFilter: "RUNNING",
  } as const;
  let count = 0;
  let pages = 0;
  for await (const page of paginateListExecutions({ client, pageSize: 1_000 }, input)) {
    count += page.executions?.length ?? 0;
    pages++;
    if (pages === mostPages && page.nextToken !== undefined) return { count, more: true };
  }
  return { count, more: false };
}

function atLeast({ count, more }: { readonly count: number; readonly more: boolean }): string {
  return `${count.toLocaleString("en-US")}${more ? " or more" : ""}`;
}
