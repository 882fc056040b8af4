import { type Figure, formatNumber, type Part, report, runScript } from "../part.ts";
import type { Rate } from "./measure-rate.ts";

/** Other libraries that check the same rule over the same customers, for comparison. */
const elsewhere = {
  "by-hand": "a function written by hand",
  ucast: "@ucast/mongo2js",
  "json-logic": "json-logic-js",
  "json-rules-engine": "json-rules-engine",
} as const;

/** The speeds of the core, each in a process of its own. */
export async function measureCore(): Promise<Part> {
  report("core: steps");
  const steps = await runScript<Rate>("./core/steps.ts");
  const check = (rule: string, who: string) => {
    report(`core: ${rule}, ${who}`);
    return runScript<Rate>("./core/rules.ts", [rule, who]);
  };
  const attributes = await check("attributes", "ours");
  const window = await check("window", "ours");
  const others: Figure[] = [];
  for (const [who, what] of Object.entries(elsewhere)) {
    others.push(rateFigure(`six attributes by ${what}`, await check("attributes", who)));
  }
  const byHand = await check("window", "by-hand");
  return {
    title: "Core, per second of one core",
    figures: [
      rateFigure("steps of the reference journey", steps, 200_000),
      rateFigure("checks of six attributes", attributes, 5_000_000),
      rateFigure("checks of an event window", window, 1_000_000),
      ...others,
      rateFigure(`an event window by ${elsewhere["by-hand"]}`, byHand),
    ],
    details: [
      "  best of 24 rounds of 150 ms of CPU time after a warm-up; noise: how far below the middle round was",
      "  one rule over the same 1,000 customers, half of whom it picks; all find the same",
      "  the window by hand sums a list of objects in memory; ours reads the text that the item keeps",
    ],
  };
}

/** Without a budget: for comparison. */
function rateFigure(what: string, { perSecond, noise }: Rate, budget?: number): Figure {
  return {
    what,
    ...(budget !== undefined && {
      budget: `≥ ${formatNumber(budget)}`,
      ok: perSecond >= budget,
    }),
    figure: formatNumber(perSecond),
    note: `noise ${Math.round(noise * 100)} %`,
  };
}
