import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import { createRest } from "../../src/aws/rest.ts";
import { type Model, rfmFigures } from "../../src/core/attributes/model.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { createLearnModels } from "../../src/flows/learn-models.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";

/** `sojourn learn`. @returns the exit code: 1 where something could not be learned */
export async function learnStage(
  stage: Stage,
  always: boolean,
  { out }: Pick<Streams, "out">,
): Promise<number> {
  const tables = openTables(stage);
  const learnModels = createLearnModels({
    clock: await readStageClock(tables.catalog),
    customers: createCustomers(tables.customers),
    publications: createPublications(tables.catalog),
    rest: createRest(),
  });
  const learned = await learnModels({ always });
  if (learned.length === 0) out(`Nothing is due in ${stage.name}.\n`);
  for (const one of learned) {
    if (one.kind === "refused") out(`${one.name}: not learned, ${one.reason}\n`);
    else for (const line of tellModel(one.model)) out(`${line}\n`);
  }
  return learned.some(({ kind }) => kind === "refused") ? 1 : 0;
}

function tellModel(model: Model): string[] {
  const { name, version, customers } = model;
  return [
    `${name}: learned from ${plural(customers, "customer")}, version ${version}`,
    ...tellParts(model),
  ];
}

function tellParts(model: Model): string[] {
  switch (model.kind) {
    case "rfm":
      return rfmFigures.flatMap((figure) => {
        const thresholds = model.thresholds[figure];
        return thresholds === undefined ? [] : [`  ${figure}: ${thresholds.join(", ")}`];
      });
    case "clusters":
      return model.clusters.clusters.map(
        ({ id, name, size }) => `  ${name ?? id}: ${plural(size, "customer")}`,
      );
  }
}
