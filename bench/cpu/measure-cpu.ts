import { type Figure, formatNumber, type Part, report, runScript } from "../part.ts";
import type { Costs } from "./hop-book.ts";
import type { CpuPerHop, Measured } from "./per-hop.ts";

/** Steps of the reference journey that a customer passes: send, wait, branch, send, wait, branch, send. */
const stepsPassed = 7;

/** CPU in our process, and the raw result, which the bill needs too. */
export async function measureCpu(): Promise<{ part: Part; cpu: CpuPerHop }> {
  report("cpu: AWS calls over the real SDK");
  const cpu = await runScript<CpuPerHop>("./cpu/per-hop.ts");
  const { best } = cpu.journey;
  const steps = (best["take-turn"].cpuMs + best.wake.cpuMs) / stepsPassed;
  const all = totalOf(best) / stepsPassed;
  return {
    cpu,
    part: {
      title: "CPU in our process, calls to AWS included, ms",
      figures: [
        cpuFigure("an event that concerns nobody", totalOf(cpu.unseen.best), 1, cpu.unseen),
        cpuFigure(
          "an event that a figure counts",
          totalOf(cpu.tracked.best),
          undefined,
          cpu.tracked,
        ),
        cpuFigure("a step: its turn and wake", steps, 1.5),
        cpuFigure("a step, with delivery and feedback of its messages", all),
      ],
      details: [
        "  a customer's way through the reference journey, by hop:",
        ...Object.entries(best).map(([hop, { runs, cpuMs, storeCalls, otherCalls }]) => {
          const calls = `${storeCalls} calls to DynamoDB, ${otherCalls} to others`;
          return `    ${runs} × ${hop}: ${formatNumber(cpuMs)} ms, ${calls}`;
        }),
        `    ${formatNumber(totalOf(best) / callsOf(best))} ms per call to AWS, with what is done between calls`,
        "  process.cpuUsage, mean of the tenth that cost least, since others take caches and clock; plain HTTP to processes beside this one, so without TLS",
      ],
    },
  };
}

function totalOf(costs: Costs): number {
  return Object.values(costs).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function callsOf(costs: Costs): number {
  return Object.values(costs).reduce((sum, hop) => sum + hop.storeCalls + hop.otherCalls, 0);
}

function cpuFigure(what: string, ms: number, budget?: number, measured?: Measured): Figure {
  const note =
    measured === undefined ? undefined : `the middle one ${formatNumber(measured.middleCpuMs)}`;
  return {
    what,
    figure: formatNumber(ms),
    ...(budget !== undefined && { budget: `≤ ${budget}`, ok: ms <= budget }),
    ...(note !== undefined && { note }),
  };
}
