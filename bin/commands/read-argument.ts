import { statSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { type Instant, parseInstant } from "../../src/core/time/instant.ts";
import { isKnownZone, nearestZones, parseDay, startOfDay } from "../../src/core/time/zone.ts";

/** What is written after an option, read and checked; commander says the rest. */

export function readWhole(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= low && number <= high) return number;
    throw new InvalidArgumentError(`Write a whole number from ${low} to ${high}.`);
  };
}

/** A time with its offset, or a day, of which {@link momentOf} makes a moment. */
export function readMoment(text: string): string {
  if (parseDay(text) !== undefined || parseInstant(text) !== undefined) return text;
  throw new InvalidArgumentError("Write a time such as 2026-01-31T10:00:00Z, or a day.");
}

/** What {@link readMoment} took; a day begins and ends as it does in the zone. */
export function momentOf(text: string, zone: string, edge: "start" | "end"): Instant | undefined {
  const day = parseDay(text);
  if (day === undefined) return parseInstant(text);
  return startOfDay(edge === "start" ? day : day + 1, zone);
}

export function readZone(text: string): string {
  if (isKnownZone(text)) return text;
  const [nearest] = nearestZones(text);
  const hint =
    nearest === undefined ? "Write one such as Asia/Shanghai." : `Did you mean ${nearest}?`;
  throw new InvalidArgumentError(`No such time zone. ${hint}`);
}

export function readFilePath(text: string): string {
  if (statSync(text, { throwIfNoEntry: false })?.isFile()) return text;
  throw new InvalidArgumentError("There is no such file.");
}

export function readPath(text: string): string {
  if (statSync(text, { throwIfNoEntry: false }) !== undefined) return text;
  throw new InvalidArgumentError("There is no such file or folder.");
}

export function readFolderPath(text: string): string {
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return text;
  throw new InvalidArgumentError("There is no such folder.");
}
