import { formatTable } from "../../src/local/report/format-table.ts";
import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";
import { budgets, type JourneyBill, totalBudget } from "../cost/journey-bill.ts";
import { type PriceLine, sumLines } from "../cost/price-journey.ts";
import { type Figure, formatNumber, formatUsd } from "../part.ts";
import type { Compared } from "./compare-counts.ts";
import type { StageCount } from "./count-stage.ts";

/** The bill line by line: as budgeted, as deployed, as counted in the embedded runtime, as a loop. */
export function printBills(deployed: JourneyBill, embedded: JourneyBill): string[] {
  const usdOf = (lines: readonly PriceLine[], name: string) =>
    formatUsd(lines.find((line) => line.name === name)?.usd ?? 0);
  const rows = deployed.lines.map(({ name }) => [
    name,
    `≤ $${budgets[name]}`,
    usdOf(deployed.lines, name),
    usdOf(embedded.lines, name),
    usdOf(deployed.loop, name),
  ]);
  const sums = [deployed.lines, embedded.lines, deployed.loop].map((lines) =>
    formatUsd(sumLines(lines)),
  );
  const head = ["a million customers", "budget", "deployed", "embedded", "Task → Choice → Wait"];
  const table = formatTable(head, [...rows, ["in all", `≤ $${totalBudget}`, ...sums]]);
  const longer = deployed.counts.storedBytes - embedded.counts.storedBytes;
  return [
    "  the bill:",
    ...table.map((line) => `  ${line}`),
    `    stored are ${formatNumber(longer)} bytes more as deployed: names of customers, devices and sent messages are longer than the embedded ones`,
  ];
}

/** Whether the deployed functions ask for what the embedded runtime asks for, and nothing else. */
export function agreementFigure(compared: readonly Compared[]): Figure {
  const others = compared.filter(({ deployed, embedded }) => deployed !== embedded);
  return {
    what: "requests and messages of a customer, deployed and embedded",
    budget: "the same",
    figure:
      others.length === 0 ? "the same" : `${others.length} of ${compared.length} kinds differ`,
    ok: others.length === 0,
    note: `${compared.length} kinds`,
  };
}

/** Where the counts come from, and what is in none of them. */
export function explainCount(count: StageCount): string[] {
  const { customers, sorted, schedulesFired, calls } = count;
  const bytes = (of: (request: FunctionRequest) => number) =>
    formatNumber(sorted.customer.reduce((sum, each) => sum + of(each), 0) / customers);
  return [
    `  ${customers} customers together, in the emulator that npm run rehearse uses: the functions' bundles, the template and the state machines as they are deployed`,
    "    requests from the log at the emulator's endpoint, which sees what an SDK middleware would see and touches no function; transitions from the executions' histories",
    `    ${formatNumber(calls.schedulesMade)} schedules made and ${formatNumber(schedulesFired)} fired a customer; ${formatNumber(count.counts.logBytes)} bytes logged; ${bytes((request) => request.requestBytes)} bytes asked and ${bytes((request) => request.responseBytes)} answered`,
    `    left out: ${sorted.testClock.length} reads of the test clock, which only a disposable stage that asks for one has`,
  ];
}
