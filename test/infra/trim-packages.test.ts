import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { type CountryCode, getCountryCallingCode } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { expect, it } from "vitest";
import { bundleOptions } from "../../lib/bundle/bundle-functions.ts";
import { normalAddress } from "../../src/core/channels/normal-address.ts";

/** As functions are bundled, but not minified: names can be read. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    stdin: { contents, resolveDir: import.meta.dirname },
    minify: false,
    write: false,
    logLevel: "silent",
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

it("holds no event streams, and can't be built for a client that has them", async () => {
  const text = await bundle(`export { SFNClient } from "@aws-sdk/client-sfn";`);
  expect(text.includes("loadEventStreamCapability")).toBe(true);
  expect(text.includes("EventStreamCodec")).toBe(false);
  await expect(bundle(`export { LambdaClient } from "@aws-sdk/client-lambda";`)).rejects.toThrow(
    /No matching export in "\S+no-event-streams.ts" for import "eventStreamSerdeProvider"/,
  );
});

it("leaves out how phone numbers are written for people, and compares them as before", async () => {
  const module = join(import.meta.dirname, "../../src/core/channels/normal-address.ts");
  const text = await bundle(`export { normalAddress } from ${JSON.stringify(module)};`);
  expect(text.includes("($1) $2-$3")).toBe(false);
  const folder = mkdtempSync(join(tmpdir(), "sojourn-trimmed-"));
  const file = join(folder, "normal-address.mjs");
  writeFileSync(file, text);
  const trimmed = (await import(pathToFileURL(file).href)) as {
    normalAddress: typeof normalAddress;
  };
  rmSync(folder, { recursive: true });
  const spellings = Object.entries(examples).flatMap(([country, number]) => [
    ...[number, `0${number}`].map((local) => ({ local, country })),
    { local: `+${getCountryCallingCode(country as CountryCode)} ${number}`, country: undefined },
  ]);
  expect(spellings.length).toBeGreaterThan(700);
  for (const { local, country } of spellings) {
    expect(trimmed.normalAddress("sms", local, country)).toBe(normalAddress("sms", local, country));
  }
});
