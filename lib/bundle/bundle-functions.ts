import { globSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { trimPackages } from "./trim-packages.ts";

export interface FunctionBundle {
  /** The function's file in `functions/` without its ending; its code is in `dist/functions/<name>/`. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Most that one bundle may weigh. 550 KB loaded in 83 ms on a 2-core x64 machine: 750 KB in about 115,
 * within the 150 ms of a cold start that we allow; docs/decisions/0028 says why it is not 600.
 */
export const bundleBudgetBytes = 750_000;

const root = join(import.meta.dirname, "../..");
const sources = join(root, "functions");
const target = join(root, "dist/functions");

/** How every function is bundled, but for what goes in and where it goes. */
export const bundleOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // The ES build of the SDK first: its CommonJS build can't be shaken (525 KB against 330 for DynamoDB).
  mainFields: ["module", "main"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  // What is left of CommonJS calls `require` for Node's own modules, which an ES module doesn't have.
  banner: {
    js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  },
  alias: {
    "@aws-sdk/credential-provider-node": join(import.meta.dirname, "lambda-credentials.ts"),
    "@aws-sdk/middleware-endpoint-discovery": join(import.meta.dirname, "no-endpoint-discovery.ts"),
    "@smithy/core/event-streams": join(import.meta.dirname, "no-event-streams.ts"),
  },
  plugins: [trimPackages],
} satisfies BuildOptions;

/**
 * Bundles every `functions/*.ts` into `dist/functions/<name>/index.mjs`, whose export `handler` is
 * what Lambda calls; beside them `meta.json` says what is in each (esbuild's metafile). What an
 * earlier run left there goes. The SDK is bundled too: the runtime's own version moves without us.
 *
 * @returns name and size of each bundle, in order of name; judging the sizes is the caller's.
 * @throws BuildFailure of esbuild when a source does not resolve or parse.
 */
export async function bundleFunctions(): Promise<readonly FunctionBundle[]> {
  const files = globSync("*.ts", { cwd: sources });
  const names = files.map((file) => basename(file, ".ts")).toSorted();
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });

  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: join(sources, `${name}.ts`), out: `${name}/index` })),
    outdir: target,
    outExtension: { ".js": ".mjs" },
    ...bundleOptions,
    metafile: true,
  });
  await writeFile(join(target, "meta.json"), JSON.stringify(metafile));

  return names.map((name) => ({
    name,
    bytes: metafile.outputs[`dist/functions/${name}/index.mjs`]?.bytes ?? Number.NaN,
  }));
}

/** Prints the sizes; leaves exit code 1 when one is over the budget. */
async function reportBundles(): Promise<void> {
  const bundles = await bundleFunctions();
  const width = Math.max(...bundles.map(({ name }) => name.length), 0);
  for (const { name, bytes } of bundles) {
    const kilobytes = (bytes / 1000).toFixed(1).padStart(7);
    const within = bytes <= bundleBudgetBytes;
    console.log(`${name.padEnd(width)} ${kilobytes} KB${within ? "" : "  over the budget"}`);
    if (!within) process.exitCode = 1;
  }
  console.log(
    `${bundles.length} functions, at most ${bundleBudgetBytes / 1000} KB each (minified).`,
  );
}

if (import.meta.main) await reportBundles();
