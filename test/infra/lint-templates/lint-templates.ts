import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, production, type StageContext } from "../synth.ts";
import { installCfnLint } from "./install-cfn-lint.ts";

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

function lintTemplates(): number {
  const program = installCfnLint();
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  try {
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
  process.exitCode = lintTemplates();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
