import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findBreaches } from "./import-rules.ts";

const root = join(import.meta.dirname, "../..");
const sources = globSync("{bench,bin,functions,lib,src,test}/**/*.ts", { cwd: root }).map((path) =>
  path.replaceAll("\\", "/"),
);

describe("the import rules", () => {
  it("are kept by every file", () => {
    expect(sources).toContain("src/names.ts");
    expect(
      sources.flatMap((path) => findBreaches(path, readFileSync(join(root, path), "utf8"))),
    ).toEqual([]);
  });

  it.each([
    ["src/core/turns/take-turn.ts", `import { readFileSync } from "node:fs";`],
    ["src/core/a.ts", `import { S3Client } from "@aws-sdk/client-s3";`],
    ["src/core/a.ts", `import type { Provider } from "@smithy/types";`],
    ["src/core/a.ts", `import middy from "@middy/core";`],
    ["src/core/a.ts", `import { Stack } from "aws-cdk-lib";`],
    ["src/core/a.ts", `import { Construct } from "constructs";`],
    ["src/core/deep/er/a.ts", `import { b } from "../../../aws/b.ts";`],
    ["src/core/a.ts", `import { b } from "../local/b.ts";`],
    ["src/core/a.ts", `import { b } from "../flows/b.ts";`],
    ["src/core/a.ts", `import { b } from "../../lib/b.ts";`],
    ["src/core/a.ts", `import { env } from "../names.ts";`],
    ["src/core/a.ts", `import {\n  one,\n  type Two,\n} from "node:fs";`],
    ["src/core/a.ts", `import * as fs from "node:fs";`],
    ["src/core/a.ts", `import "node:fs";`],
    ["src/core/a.ts", `const fs = await import("node:fs");`],
    ["src/core/a.ts", `type Fs = import("node:fs").Stats;`],
    ["src/core/a.ts", `import { z } from "zod-but-not-ours";`],
    ["src/flows/a.ts", `import { b } from "../aws/b.ts";`],
    ["src/flows/a.ts", `import { b } from "../local/b.ts";`],
    ["src/flows/a.ts", `import { setTimeout } from "node:timers/promises";`],
    ["src/aws/a.ts", `import { b } from "../local/b.ts";`],
    ["src/aws/a.ts", `import { b } from "../flows/b.ts";`],
    ["src/local/a.ts", `import { b } from "../aws/b.ts";`],
    ["src/local/a.ts", `import { S3Client } from "@aws-sdk/client-s3";`],
    ["functions/wake.ts", `import { b } from "../src/local/b.ts";`],
    ["functions/wake.ts", `import { b } from "../lib/b.ts";`],
    ["functions/wake.ts", `import { S3Client } from "@aws-sdk/client-s3";`],
    ["lib/stack.ts", `import { b } from "../src/core/b.ts";`],
    ["lib/stack.ts", `import { handler } from "../functions/wake.ts";`],
    ["bin/cli.ts", `import { App } from "aws-cdk-lib";`],
    ["bin/cli.ts", `import { b } from "../lib/b.ts";`],
    ["test/core/a.test.ts", `import { Template } from "aws-cdk-lib/assertions";`],
    ["src/core/index.ts", `import { z } from "zod";`],
    ["src/core/a.ts", `export { b } from "./b.ts";`],
    ["src/core/a.ts", `export type { B } from "./b.ts";`],
    ["src/core/a.ts", `export * as b from "./b.ts";`],
    ["src/core/a.ts", "const today = new Date();"],
    ["src/core/a.ts", "const today = Date();"],
    ["src/elsewhere/a.ts", ""],
  ])("refuse in %s: %s", (path, source) => {
    expect(findBreaches(path, source)).toHaveLength(1);
  });

  it.each([
    ["src/core/turns/a.ts", `import { z } from "zod";\nimport { b } from "../time/b.ts";`],
    ["src/core/a.ts", `import { hmac } from "@noble/hashes/hmac.js";`],
    ["src/core/a.ts", "const day = new Date(instant).getTime() + Date.UTC(2024, 1, 29);"],
    ["src/flows/a.ts", `import { b } from "../core/b.ts";`],
    ["src/aws/a.ts", `import { env } from "../names.ts";`],
    ["src/local/a.ts", `import { b } from "../flows/b.ts";`],
    ["functions/wake.ts", `import { b } from "../src/aws/b.ts";`],
    [
      "lib/stack.ts",
      `import { Stack } from "aws-cdk-lib";\nimport { env } from "../src/names.ts";`,
    ],
    ["bin/sojourn.ts", `import { App } from "aws-cdk-lib";`],
    ["test/infra/a.test.ts", `import { Template } from "aws-cdk-lib/assertions";`],
  ])("allow in %s: %s", (path, source) => {
    expect(findBreaches(path, source)).toEqual([]);
  });
});
