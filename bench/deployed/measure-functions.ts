import { formatTable } from "../../src/local/report/format-table.ts";
import { functionNames } from "../../src/names.ts";
import type { Invocation } from "../../test/rehearsal/stage/invocations.ts";
import { type JourneyCounts, lambdaOf } from "../cost/price-journey.ts";
import { formatNumber } from "../part.ts";
import type { StagePlay } from "./play-customers.ts";

/** What one function took, per customer. */
export interface MeasuredFunction {
  readonly name: string;
  readonly calls: number;
  readonly messagesPerCall: number;
  /** On the clock of this machine, which is not AWS's. */
  readonly ms: number;
  readonly cpuMs: number;
}

/** What the functions took here, call by call as Lambda's REPORT line would tell. */
export function measureFunctions({ invocations, customers }: StagePlay): MeasuredFunction[] {
  return functionNames.flatMap((name) => {
    const calls = invocations.filter((call) => call.function === name);
    if (calls.length === 0) return [];
    const sum = (of: (call: Invocation) => number | null) =>
      calls.reduce((total, call) => total + (of(call) ?? 0), 0);
    return [
      {
        name,
        calls: calls.length / customers.length,
        messagesPerCall: sum(({ messages }) => messages) / calls.length,
        ms: sum(({ tookMs }) => tookMs) / customers.length,
        cpuMs: sum(({ cpuMs }) => cpuMs) / customers.length,
      },
    ];
  });
}

/** Beside what is priced. */
export function explainFunctions(
  measured: readonly MeasuredFunction[],
  counts: JourneyCounts,
): string[] {
  const { invocations, billedMs } = lambdaOf(counts);
  const total = (of: (each: MeasuredFunction) => number) =>
    formatNumber(measured.reduce((sum, each) => sum + of(each), 0));
  const rows = measured.map(({ name, calls, messagesPerCall, ms, cpuMs }) =>
    [name, calls, messagesPerCall, ms, cpuMs].map((cell) =>
      typeof cell === "string" ? cell : formatNumber(cell),
    ),
  );
  const sums = ["in all", total(({ calls }) => calls), "", total(({ ms }) => ms)];
  const table = formatTable(
    ["per customer", "calls", "messages a call", "ms", "ms of CPU"],
    [...rows, [...sums, total(({ cpuMs }) => cpuMs)]],
  );
  return [
    `  Lambda as measured here: ${priced(invocations, billedMs)}`,
    ...table.map((line) => `  ${line}`.trimEnd()),
    "    processes that have just begun, on cores that the emulator and everything else here use as well: not AWS's figures",
  ];
}

function priced(invocations: number, billedMs: number): string {
  return `priced are ${formatNumber(invocations)} calls and ${formatNumber(billedMs)} ms at 256 MB, by the rule of the embedded bill`;
}
