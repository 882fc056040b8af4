import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { preparePython } from "../../rehearsal/orchestrate/python.ts";
import { runIn } from "../../rehearsal/orchestrate/run-folder.ts";
import { buildApp, production, type StageContext } from "../synth.ts";

// `npm run lint:templates`: cfn-lint over both stacks as they are deployed, by Region and stage.

/** One each of America, Europe and Asia: what a Region lacks differs most between those. */
const regions = ["us-east-1", "eu-central-1", "ap-southeast-1"];
const stages: Readonly<Record<string, StageContext>> = { prod: production, dev: {} };

const ignored = [
  // The CDK makes every function wait for its role in two ways; one would do.
  "W3005",
];

/** @returns the templates' paths, below `folder` by Region and stage */
function writeTemplates(folder: string): readonly string[] {
  for (const region of regions) {
    for (const [stage, context] of Object.entries(stages)) {
      const { directory } = buildApp(context, { region }).app.synth();
      cpSync(directory, join(folder, region, stage), { recursive: true });
    }
  }
  return globSync("**/*.template.json", { cwd: folder });
}

/** An install and the lint of twelve templates take 2 min on a busy machine. */
const longestMs = 10 * 60_000;

async function lintTemplates(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    const run = runIn(join(folder, "run"), AbortSignal.timeout(longestMs));
    const requirements = join(import.meta.dirname, "requirements.txt");
    const python = await preparePython(run, { name: "cfn-lint", requirements });
    const program = join(dirname(python), "cfn-lint");
    const templates = writeTemplates(folder);
    const args = ["--ignore-checks", ...ignored, "--", ...templates];
    const { status, error } = spawnSync(program, args, { cwd: folder, stdio: "inherit" });
    if (error !== undefined) throw error;
    if (status === 0) console.log(`${templates.length} templates, nothing to say.`);
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await lintTemplates();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
