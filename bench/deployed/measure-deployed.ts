import { emulatorPackage, findEmulator, startDynamo } from "../../test/contract/start-dynamo.ts";
import { MissingTool } from "../../test/rehearsal/orchestrate/python.ts";
import { type Played, playReferenceJourney } from "../cost/count-requests.ts";
import {
  billFigures,
  billJourney,
  explainAssumptions,
  explainBatches,
  type JourneyBill,
} from "../cost/journey-bill.ts";
import { countsOf, journeyCpuMs } from "../cost/measure-bill.ts";
import { detailsOf, typicalBytes } from "../cost/measure-requests.ts";
import { pricesRead } from "../cost/prices.ts";
import { measureCpu } from "../cpu/measure-cpu.ts";
import { type Part, report } from "../part.ts";
import { type Compared, compareCounts, printCompared } from "./compare-counts.ts";
import { countStage, type StageCount } from "./count-stage.ts";
import { agreementFigure, explainCount, printBills } from "./explain-bill.ts";
import { explainFunctions, type MeasuredFunction, measureFunctions } from "./measure-functions.ts";
import { playCustomers, type StagePlay } from "./play-customers.ts";
import { priceEnvironments } from "./price-environments.ts";
import { withStage } from "./with-stage.ts";

/** Together, so that batches and environments are shared a little, as in a launch. */
const manyCustomers = 20;

/** What is kept beside the figures that are printed. */
export interface DeployedRecord {
  readonly prices: string;
  readonly customers: number;
  /** Counted in the stage: per customer, and priced for a million. */
  readonly deployed: JourneyBill;
  /** Counted in the embedded runtime, in the same run. */
  readonly embedded: JourneyBill;
  readonly compared: readonly Compared[];
  readonly functions: readonly MeasuredFunction[];
  /** What environments read for themselves, in no line of the bill; of a million customers. */
  readonly environmentsUsd: number;
}

/**
 * The bill of the reference journey as deployed, beside the budgets and the embedded count.
 * @throws MissingTool where Python or the DynamoDB emulator is missing
 */
export async function measureDeployed(): Promise<{ part: Part; record: DeployedRecord }> {
  const binary = findEmulator();
  if (binary === undefined) {
    throw new MissingTool(
      `The package ${emulatorPackage} is not installed: the deployed count is held against one on this DynamoDB emulator.`,
    );
  }
  const { play, connection } = await withStage(async (stage) => ({
    play: await playCustomers(stage, manyCustomers, typicalBytes),
    connection: stage.connection,
  }));
  const { cpu } = await measureCpu();
  const cpuMs = journeyCpuMs(cpu);
  const count = countStage(play, connection, cpuMs);
  report("deployed: the same in the embedded runtime");
  const emulator = await startDynamo(binary);
  try {
    return describe(play, count, await playReferenceJourney(emulator, typicalBytes));
  } finally {
    await emulator.stop();
  }
}

function describe(play: StagePlay, count: StageCount, played: Played) {
  const { customers, counts } = count;
  const deployed = billJourney(counts);
  const embedded = billJourney(countsOf(played, counts.cpuMs));
  const compared = compareCounts(count, played);
  const functions = measureFunctions(play);
  const environments = priceEnvironments(count.sorted.environment, customers);
  const restingBytes = play.customers[0]?.restingBytes ?? 0;
  const part: Part = {
    title: `As deployed, one million customers, prices of ${pricesRead}`,
    figures: [...billFigures(deployed, restingBytes), agreementFigure(compared)],
    details: [
      ...printBills(deployed, embedded),
      ...explainCount(count),
      ...printCompared(compared),
      ...detailsOf("requests to DynamoDB of one customer", count.requests, customers),
      ...environments.lines,
      ...explainFunctions(functions, counts),
      ...explainBatches(deployed),
      ...explainAssumptions(),
    ],
  };
  const record: DeployedRecord = {
    prices: pricesRead,
    customers,
    deployed,
    embedded,
    compared,
    functions,
    environmentsUsd: environments.usd,
  };
  return { part, record };
}
