import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { decodeUtf8 } from "../../src/core/text/decode-utf8.ts";
import { keepHeapSmall } from "../commands/keep-heap-small.ts";
import { onStage } from "../commands/on-stage.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "../stage/stage.ts";
import type { StageOptions } from "../stage/stage-options.ts";
import { type FilesOptions, openFiles } from "./open-files.ts";
import type { ReadOptions } from "./open-stage.ts";
import { type AskedSegment, askAbout, type Population } from "./population.ts";

export type PopulationOptions = FilesOptions & StageOptions & ReadOptions;

export interface Asked {
  /** Names of segments, or paths of segment files that need not be published. */
  readonly segments: readonly string[];
  /** Only this customer is needed. */
  readonly about?: string;
}

/**
 * Opens what the options name, a stage or files, works on it and sets the exit code.
 * @param work given the segments that are asked about; says the exit code
 */
export async function onPopulation(
  command: Command,
  { segments, about }: Asked,
  streams: Streams,
  work: (
    population: Population,
    segments: readonly AskedSegment[],
    stage: Stage | undefined,
  ) => Promise<number>,
): Promise<void> {
  const options = command.opts<PopulationOptions>();
  const paths = segments.filter(isPath);
  const lost = paths.find((path) => !statSync(path, { throwIfNoEntry: false })?.isFile());
  if (lost !== undefined) {
    streams.error(`There is no file ${lost}\n`);
    process.exitCode = 1;
    return;
  }
  const drafts = new Map(
    paths.map((path) => [`segments/${basename(path)}`, decodeUtf8(readFileSync(path))]),
  );
  const names = segments.map((one) => (isPath(one) ? basename(one, ".json") : one));
  const wanted = { names, drafts, about };
  const run = async (population: Population | undefined, stage?: Stage): Promise<number> => {
    if (population === undefined) return 1;
    try {
      return await work(population, askAbout(population, names), stage);
    } finally {
      population.close();
    }
  };
  if (asksStage(command)) {
    return onStage(options, streams, async (stage) => {
      const { openStage } = await import("./open-stage.ts");
      return run(await openStage(stage, options, wanted, streams), stage);
    });
  }
  keepHeapSmall();
  process.exitCode = await run(await openFiles(options, wanted, streams));
}

function isPath(name: string): boolean {
  return name.endsWith(".json");
}

/** Whether the command asks about a stage: it names one, or says how to reach it. */
function asksStage(command: Command): boolean {
  return ["stage", "prefix", "profile", "region"].some(
    (option) => command.getOptionValueSource(option) === "cli",
  );
}
