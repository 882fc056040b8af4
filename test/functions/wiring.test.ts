import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { env, functionNames } from "../../src/names.ts";
import { context, queueBatch } from "./given.ts";
import { captureOutput } from "./output.ts";

const folder = join(import.meta.dirname, "../../functions");

describe("the functions", () => {
  it("are the ones that the stack deploys, a file each", () => {
    const files = globSync("*.ts", { cwd: folder }).map((file) => basename(file, ".ts"));
    expect(files.toSorted()).toEqual([...functionNames].toSorted());
  });

  it.each(functionNames)("%s is wired without any environment", async (name) => {
    for (const variable of Object.values(env)) expect(process.env[variable]).toBeUndefined();
    const module = await import(join(folder, `${name}.ts`));
    expect(module).toMatchObject({
      handler: expect.any(Function),
      createHandler: expect.any(Function),
    });
  });

  it("say which variable is missing when they are used without the stack", async () => {
    const output = captureOutput();
    const { handler } = await import("../../functions/wake.ts");
    const answer = await handler(queueBatch('{"enrollment":"k-e","turn":1}'), context());
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
    expect(output.log()).toMatchObject([
      { error: "ConfigurationInvalid", reason: expect.stringContaining(env.customersTable) },
    ]);
    vi.restoreAllMocks();
  });
});
