import { existsSync, globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleBudgetBytes, bundleFunctions } from "../../lib/bundle/bundle-functions.ts";
import { type Figure, formatNumber, type Part, report, runScript } from "../part.ts";

const loadBudgetMs = 150;
/** The best counts: the first also reads the file from disk. */
const loads = 5;

/** What every function weighs and how long its module takes to load. */
export async function measureBundles(): Promise<Part> {
  const title = "Function bundles";
  const root = fileURLToPath(new URL("../..", import.meta.url));
  if (globSync("functions/*.ts", { cwd: root }).length === 0) {
    return { title, figures: [], details: ["  skipped: there are no functions yet"] };
  }
  report("bundles");
  const bundles = await bundleFunctions();
  const figures: Figure[] = [];
  for (const { name, bytes } of bundles) {
    const file = `${root}/dist/functions/${name}/index.mjs`;
    if (!existsSync(file)) throw new Error(`${file} was not written`);
    const times: number[] = [];
    for (let n = 0; n < loads; n++) {
      times.push((await runScript<{ ms: number }>("./bundles/load-module.ts", [file])).ms);
    }
    const ms = Math.min(...times);
    figures.push({
      what: name,
      budget: `≤ ${bundleBudgetBytes / 1000} KB, ${loadBudgetMs} ms`,
      figure: `${formatNumber(bytes / 1000)} KB, ${Math.round(ms)} ms`,
      ok: bytes <= bundleBudgetBytes && ms <= loadBudgetMs,
    });
  }
  return {
    title,
    figures,
    details: [
      `  minified bytes; loading: the best of ${loads} fresh processes, without the start of Node`,
    ],
  };
}
