import { userInfo } from "node:os";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createPauses } from "../../src/aws/catalog/pauses.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createReleases } from "../../src/aws/releases.ts";
import { releasesAfterOpening } from "../../src/core/definitions/gate.ts";
import {
  type PauseFlags,
  type PauseTarget,
  pauseFreshFor,
  sweepsAfterUnpause,
} from "../../src/core/definitions/pause.ts";
import { nearestOrKnown, nearestWord } from "../../src/core/publishing/nearest-word.ts";
import { formatInstant, SECOND } from "../../src/core/time/instant.ts";
import { createLiftPause } from "../../src/flows/lift-pause.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";
import { startSweep } from "./start-sweep.ts";

/** `sojourn pause`. @returns the exit code */
export async function pauseStage(
  stage: Stage,
  what: PauseTarget,
  why: string,
  { out, error }: Streams,
): Promise<number> {
  const { pauses, clock, stranger } = await openPauses(stage, what);
  if (stranger !== undefined) {
    error(`${stranger}\n`);
    return 1;
  }
  const flags = await pauses.pause(what, { since: clock.now(), by: userInfo().username, why });
  out(`Paused in ${stage.name}, everywhere within ${pauseFreshFor / SECOND} s.\n`);
  for (const line of tellPauses(flags)) out(`  ${line}\n`);
  return 0;
}

/**
 * `sojourn unpause`: lifts the flag, has held messages let go, then starts the sweeps that go on with turns. Of what is
 * not paused it starts them all the same: an unpause that broke off between the two is finished by
 * the next. @returns the exit code
 */
export async function unpauseStage(
  stage: Stage,
  what: PauseTarget,
  { out, error }: Streams,
): Promise<number> {
  const { pauses, clock, stranger, isPaused } = await openPauses(stage, what);
  if (!isPaused && stranger !== undefined) {
    error(`${stranger}\n`);
    return 1;
  }
  const releases = createReleases({
    client: new SQSClient(stage.aws),
    queueUrl: stage.output("ReleaseQueueUrl"),
  });
  const flags = await createLiftPause({ pauses, clock, releases })(what);
  const left = tellPauses(flags);
  if (isPaused) out(`Unpaused in ${stage.name}, everywhere within ${pauseFreshFor / SECOND} s.\n`);
  else out(`This is not paused in ${stage.name}; what a pause may have left is looked for.\n`);
  if (left.length > 0) out("Still paused:\n");
  for (const line of left) out(`  ${line}\n`);
  for (const afterSeconds of sweepsAfterUnpause) await startSweep(stage, afterSeconds);
  const [first, last] = sweepsAfterUnpause;
  out(`What was due meanwhile is done now: sweeps begin in ${first} s and in ${last} s.\n`);
  const [released] = releasesAfterOpening;
  out(`Messages that were held are let go from ${released} s on, no faster than they go out.\n`);
  return 0;
}

async function openPauses(stage: Stage, what: PauseTarget) {
  const { catalog } = openTables(stage);
  const clock = await readStageClock(catalog);
  const pauses = createPauses({ ...catalog, clock });
  const names = what.kind === "journey" ? await journeyNames(createPublications(catalog)) : [];
  const stranger = what.kind === "journey" ? strangeJourney(what.journey, names) : undefined;
  return { pauses, clock, stranger, isPaused: isPaused(what, await pauses.read()) };
}

async function journeyNames(publications: ReturnType<typeof createPublications>) {
  const live = await publications.live();
  return [...new Set((live?.journeys ?? []).map(({ journey }) => journey.name))];
}

/** What to say of a journey that is not published; undefined where it is. */
function strangeJourney(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  return `No journey "${name}" is published${nearestOrKnown(nearestWord(name, known), known)}`;
}

function isPaused(what: PauseTarget, flags: PauseFlags): boolean {
  switch (what.kind) {
    case "all":
      return flags.all !== undefined;
    case "journey":
      return flags.journeys[what.journey] !== undefined;
    case "channel":
      return flags.channels[what.channel] !== undefined;
  }
}

/** One line for each flag that is set: "journey winback since 2026-11-22T05:00:00Z by ann: wrong text". */
export function tellPauses({ all, journeys, channels, gates = {} }: PauseFlags): string[] {
  const flags = [
    ...(all === undefined ? [] : [["everything", all] as const]),
    ...Object.entries(journeys).map(([name, pause]) => [`journey ${name}`, pause] as const),
    ...Object.entries(channels).map(([name, pause]) => [`channel ${name}`, pause] as const),
  ];
  const paused = flags.map(([what, { since, by, why }]) => {
    const whom = by === undefined ? "" : ` by ${by}`;
    return `${what} since ${formatInstant(since)}${whom}${why === undefined ? "" : `: ${why}`}`;
  });
  const refused = Object.entries(gates).map(
    ([channel, { since, until, code }]) =>
      `channel ${channel} since ${formatInstant(since)}: its provider refuses the stage itself (${code}); asked again at ${formatInstant(until)}`,
  );
  return [...paused, ...refused];
}
