import { build } from "esbuild";
import { expect, it } from "vitest";
import { trimPackages } from "../../lib/bundle/trim-packages.ts";

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["@aws-sdk/credential-provider-node"],
    logLevel: "silent",
    plugins: [trimPackages],
  });
  return outputFiles[0]?.text ?? "";
}

it("leaves the name under which the SDK calls as the stack gave it", async () => {
  const text = await bundle(`export { Logger } from "@aws-lambda-powertools/logger";`);
  expect(text.includes("POWERTOOLS_SERVICE_NAME")).toBe(true);
  expect(text.includes("AWS_SDK_UA_APP_ID")).toBe(false);
});

it("keeps of an SDK client's package.json the version, which the client tells AWS", async () => {
  const text = await bundle(`export { SFNClient } from "@aws-sdk/client-sfn";`);
  expect(text.match(/clientVersion: \w+\.version/g)).toHaveLength(1);
  expect(text.match(/version: "3\.\d+\.\d+"/g)).toHaveLength(1);
  expect(text.includes("devDependencies")).toBe(false);
});
