import { type Figure, formatNumber, type Part, report, runScript } from "../part.ts";
import type { Rate } from "./measure-rate.ts";

/** The three speeds of the core, each in a process of its own. */
export async function measureCore(): Promise<Part> {
  report("core: steps");
  const steps = await runScript<Rate>("./core/steps.ts");
  report("core: conditions");
  const attributes = await runScript<Rate>("./core/conditions.ts", ["attributes"]);
  const window = await runScript<Rate>("./core/conditions.ts", ["window"]);
  return {
    title: "Core, per second of one core",
    figures: [
      rateFigure("steps of the reference journey", steps, 200_000),
      rateFigure("checks of six attributes", attributes, 5_000_000),
      rateFigure("checks of an event window", window, 1_000_000),
    ],
    details: [
      "  best of 24 rounds of 150 ms of CPU time after a warm-up; noise: how far below the middle round was",
    ],
  };
}

function rateFigure(what: string, { perSecond, noise }: Rate, budget: number): Figure {
  return {
    what,
    budget: `≥ ${formatNumber(budget)}`,
    figure: formatNumber(perSecond),
    ok: perSecond >= budget,
    note: `noise ${Math.round(noise * 100)} %`,
  };
}
