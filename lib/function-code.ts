import { existsSync } from "node:fs";
import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { FunctionName } from "../src/names.ts";

const bundles = join(import.meta.dirname, "../dist/functions");

/**
 * Context of tests that look at the template only. Not the CLI's own `aws:cdk:bundling-stacks`: that
 * is empty for `cdk ls` too, which leaves its assembly in cdk.out for a later `cdk deploy -a`.
 */
export const withoutBundles = "sojourn:withoutBundles";

/**
 * The bundled code of a function; with `withoutBundles` a stand-in that only throws.
 * @throws when the bundle is missing
 */
export function functionCode(scope: Construct, name: FunctionName): Code {
  if (scope.node.tryGetContext(withoutBundles) === true) {
    return Code.fromInline(`exports.handler = () => { throw new Error("${name}: no bundle"); };`);
  }
  const folder = join(bundles, name);
  if (existsSync(join(folder, "index.mjs"))) return Code.fromAsset(folder);
  throw new Error(
    `No bundle of "${name}": ${folder}/index.mjs is missing. Write functions/${name}.ts, or synthesize through bin/sojourn.ts, which bundles first.`,
  );
}
