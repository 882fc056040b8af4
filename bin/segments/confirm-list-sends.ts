import { createPublications } from "../../src/aws/catalog/publications.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { readDefinitions } from "../../src/core/publishing/read-definitions.ts";
import { sameDefinition } from "../../src/core/publishing/same-definition.ts";
import { createSample } from "../../src/core/segments/sample.ts";
import { confirm } from "../commands/confirm.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "../stage/stage.ts";
import { openTables } from "../stage/stage-tables.ts";
import { openStage } from "./open-stage.ts";
import { askAbout, type Population } from "./population.ts";
import { sayCount, sayNumber } from "./say-count.ts";

/** Enough to see that it is the right people. */
const sampled = 5;

/**
 * A journey that takes in the members of a segment writes to a list: how many they are, and a few of
 * them, is shown before it goes live, and a person says yes.
 * @param files every definition file by its path, checked already
 * @param yes said already
 * @returns whether to go on
 */
export async function confirmListSends(
  stage: Stage,
  files: ReadonlyMap<string, string>,
  { yes }: { readonly yes?: true },
  streams: Streams,
): Promise<boolean> {
  const journeys = await findNews(stage, files);
  if (journeys.length === 0) return true;
  const population = await openStage(stage, {}, { names: [], drafts: files }, streams);
  if (population === undefined) return false;
  for (const journey of journeys) await showEntrants(population, journey, streams);
  return confirm(
    {
      question: "Publish?",
      left: "Nothing was saved.",
      when: "If these are the right people",
    },
    yes,
    streams,
  );
}

type ListJourney = Journey & { readonly entry: { readonly segment: string } };

/** Journeys that take members in and are not live as they are here. */
async function findNews(
  stage: Stage,
  files: ReadonlyMap<string, string>,
): Promise<readonly ListJourney[]> {
  const asked = [...readDefinitions(files).journeys.values()].flatMap(({ value }) =>
    value !== undefined && takesMembers(value) ? [value] : [],
  );
  if (asked.length === 0) return [];
  const live = await createPublications(openTables(stage).catalog).live();
  // Before the first publish nobody has been counted: there are no customers.
  if (live === undefined) return [];
  const entered = live.journeys.filter((one) => one.live);
  return asked.filter((one) => !entered.some(({ journey }) => sameDefinition(journey, one)));
}

function takesMembers(journey: Journey): journey is ListJourney {
  return journey.status === "live" && "segment" in journey.entry && journey.entry.members === true;
}

/** Shows whom the next sweep would have enter: members that have never entered the journey. */
async function showEntrants(
  population: Population,
  { name, entry: { segment } }: ListJourney,
  { out }: Streams,
): Promise<void> {
  const [asked] = askAbout(population, [segment]);
  if (asked === undefined) return;
  const sample = createSample(sampled, name);
  let entrants = 0;
  await population.each((customer: Customer) => {
    if (!asked.holds(customer) || customer.entries[name] !== undefined) return;
    entrants += 1;
    sample.take(customer);
  });
  const ids = sample.list().map(({ id }) => id);
  const some = ids.length === 0 ? "" : `, such as ${ids.join(", ")}`;
  out(
    `journeys/${name}: the next sweep looks at ${sayCount(entrants, "member")} of ${asked.label}${some}\n`,
  );
  out(`  sojourn segment sample ${segment} --count ${sayNumber(20)} shows more of them\n`);
  for (const caveat of population.caveats) out(`  ${caveat}\n`);
}
