import { learnedFrom, modelOf } from "../attributes/model.ts";
import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Candidate } from "./candidates.ts";
import { isBlocking, type Problem } from "./problem.ts";

/** What is live under a unit's name, and what happens to customers on their way. */
export function describeLive(unit: string, set: DefinitionSet | undefined): string {
  const [folder = "", name] = unit.split("/");
  if (folder !== "journeys") return describeContent(folder, set) + describeLearning(unit, set);
  const versions = (set?.journeys ?? []).filter(({ journey }) => journey.name === name);
  const current = versions.find((one) => one.live);
  const older = versions.filter((one) => !one.live && one.journey.status === "live");
  const told = older.map(({ version }) => version);
  const finish =
    told.length === 0 ? "" : ` Customers who entered version ${listed(told)} finish it as it was.`;
  if (current === undefined) return `Deleted: nobody enters any more.${finish}`;
  switch (current.journey.status) {
    case "live":
      return `Version ${current.version} is live.${finish}`;
    case "draft":
      return `Version ${current.version} is a draft: checked, and nobody enters.${finish}`;
    case "ended":
      return `Version ${current.version} has ended: nobody enters any more.${finish}`;
  }
}

function describeContent(folder: string, set: DefinitionSet | undefined): string {
  if (folder !== "settings.json") {
    return "Live: it is used from now on, also for customers on their way.";
  }
  const addresses =
    set?.settings.addresses === "replace"
      ? 'replace the ones before ("addresses": "replace")'
      : 'come in addition ("addresses": "add")';
  return `Live: these settings hold from now on, also for customers on their way. Addresses of an event ${addresses}.`;
}

function describeLearning(unit: string, set: DefinitionSet | undefined): string {
  const attribute = set?.attributes?.find(({ name }) => unit === `attributes/${name}`);
  if (attribute === undefined || learnedFrom(attribute) === undefined) return "";
  if (modelOf(attribute, set?.models) !== undefined) return "";
  return " Nobody has a value before it is learned from all customers.";
}

/** What a deletion that was carried out means. */
export function describeDeleted(unit: string, set: DefinitionSet | undefined): string {
  const [folder = "", name] = unit.split("/");
  if (folder === "journeys") return describeLive(unit, set);
  const kept = keptIn(folder, set).some((one) => one.name === name);
  return kept
    ? "Deleted; kept for customers who are in an older version of a journey."
    : "Deleted.";
}

function keptIn(folder: string, set: DefinitionSet | undefined): readonly { name: string }[] {
  if (folder === "attributes") return set?.attributes ?? [];
  return (folder === "segments" ? set?.segments : set?.templates) ?? [];
}

/** "1", "1 or 2", "1, 2 or 4". */
function listed(numbers: readonly number[]): string {
  const last = numbers.at(-1);
  return numbers.length < 2 ? `${last}` : `${numbers.slice(0, -1).join(", ")} or ${last}`;
}

/** Why a change did not go live, and what is live instead. */
export function describeRefused(
  unit: string,
  verdict: "refused" | "waiting" | "preparing",
  { change, live: before }: Candidate<unknown>,
  problems: readonly Problem[],
  live: DefinitionSet | undefined,
): string {
  const stays = before === undefined ? "Nothing is live under this name yet." : stay(unit, live);
  const blocking = problems.filter(isBlocking);
  if (verdict === "waiting") {
    const names = [
      ...new Set(blocking.map(({ names }) => names).filter((one) => one !== undefined)),
    ];
    return `Waiting for ${names.join(", ")}; checked again with every save. ${stays}`;
  }
  if (verdict === "preparing") {
    const told = blocking.filter(({ severity }) => severity === "preparing");
    return `Preparing: ${describePreparing(told)}; live by itself after that. ${stays}`;
  }
  if (change === "gone") return `Not deleted: it is in use. ${stays}`;
  return `Refused: ${blocking.length === 1 ? "one problem" : `${blocking.length} problems`}. ${stays}`;
}

/** The first by its words, the others by their number: the problems tell them all. */
function describePreparing([first, ...others]: readonly Problem[]): string {
  if (first === undefined) return "figures are being filled in from history";
  if (others.length === 0) return first.message;
  const more = others.length === 1 ? "one figure" : `${others.length} figures`;
  return `${first.message}, and ${more} more`;
}

function stay(unit: string, live: DefinitionSet | undefined): string {
  const name = unit.startsWith("journeys/") ? unit.slice("journeys/".length) : undefined;
  const version = live?.journeys.find((one) => one.live && one.journey.name === name)?.version;
  return version === undefined ? "The last good one stays live." : `Version ${version} stays live.`;
}
