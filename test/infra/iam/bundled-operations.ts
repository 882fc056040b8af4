import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../../lib/bundle/bundle-functions.ts";
import { type FunctionName, functionNames } from "../../../src/names.ts";

const root = join(import.meta.dirname, "../../..");

/**
 * The operations of AWS whose code each bundle holds, as `service operation`: what is deployed, but
 * not minified, so that names can be read.
 */
export async function bundledOperations(): Promise<ReadonlyMap<FunctionName, ReadonlySet<string>>> {
  const { outputFiles } = await build({
    ...bundleOptions,
    minify: false,
    write: false,
    absWorkingDir: root,
    entryPoints: functionNames.map((name) => ({ in: `functions/${name}.ts`, out: name })),
    outdir: "dist",
  });
  return new Map(
    functionNames.map((name) => {
      const bundle = outputFiles.find(({ path }) => path.endsWith(`/${name}.js`));
      return [name, operationsIn(bundle?.text ?? "")];
    }),
  );
}

/** esbuild writes `// <path>` above each module; in the SDK's a command is a class of its own. */
function operationsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let service: string | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("// ")) service = /@aws-sdk\/client-([a-z0-9-]+)\//.exec(line)?.[1];
    const operation = /(\w+)Command\d* = class extends /.exec(line)?.[1];
    if (service !== undefined && operation !== undefined) found.add(`${service} ${operation}`);
  }
  return found;
}
