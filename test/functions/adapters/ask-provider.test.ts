import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { askProvider } from "../../../src/aws/providers/ask-provider.ts";

const ask = (error: unknown) =>
  askProvider(
    async () => {
      throw error;
    },
    { busy: [] },
  );

describe("a provider's call that breaks off", () => {
  it("is worth another try when no connection stood in time, by the words that the SDK has for it", async () => {
    const words = "did not establish a connection";
    const { resolve } = createRequire(
      createRequire(import.meta.url).resolve("@aws-sdk/client-sns"),
    );
    expect(readFileSync(resolve("@smithy/node-http-handler"), "utf8")).toContain(words);
    const timeout = Object.assign(new Error(`the socket ${words}`), { name: "TimeoutError" });
    expect(await ask(timeout)).toMatchObject({ kind: "busy" });
  });

  it("is worth another try when none of a host's addresses took a connection", async () => {
    const refused = (code: string, syscall: string) =>
      Object.assign(new Error(code), { code, syscall });
    const all = [refused("ECONNREFUSED", "connect"), refused("ENETUNREACH", "connect")];
    const none = Object.assign(new AggregateError(all), { code: "ECONNREFUSED" });
    expect(await ask(none)).toMatchObject({ kind: "busy" });
    const some = Object.assign(new AggregateError([...all, refused("ECONNRESET", "read")]), {
      code: "ECONNRESET",
    });
    expect(await ask(some)).toMatchObject({ kind: "unclear" });
  });

  it("by a bug of ours is no answer of the provider", async () => {
    await expect(ask(new TypeError("x is not a function"))).rejects.toThrow(TypeError);
  });
});
