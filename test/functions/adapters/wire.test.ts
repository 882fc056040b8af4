import { afterEach, describe, expect, it, vi } from "vitest";
import { readEnvironment } from "../../../src/aws/env.ts";
import { lazily, loadOnce } from "../../../src/aws/lazily.ts";
import { customers, ports } from "../../../src/aws/wire.ts";
import { env } from "../../../src/names.ts";

afterEach(() => vi.unstubAllEnvs());

describe("wiring", () => {
  it("needs no environment until a port is used", async () => {
    for (const name of Object.values(env)) vi.stubEnv(name, undefined);
    expect(ports()).toHaveProperty("customers");
    await expect(async () => customers.find("jpm6fz7wsmirf2eo")).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining("CUSTOMERS_TABLE is missing"),
    });
  });

  it("gives a copy of a port its methods, which a bare proxy would not", () => {
    const port = lazily(() => ({ find: () => 1, keep: () => 2 }));
    expect(Object.keys({ ...port })).toEqual(["find", "keep"]);
  });

  it("builds every port from the environment that the stack sets", () => {
    for (const name of Object.values(env)) vi.stubEnv(name, `arn:of:${name}`);
    vi.stubEnv("AWS_REGION", "us-east-1");
    const { providers, ...others } = ports();
    const built = Object.entries({ ...others, ...providers }).map(([name, port]) => {
      // Asking for a method builds the port.
      return [name, typeof Reflect.get(port, "toString")];
    });
    expect(built.filter(([, method]) => method !== "function")).toEqual([]);
    expect(built).toHaveLength(Object.keys(others).length + 3);
  });
});

describe("the environment", () => {
  it("names what is missing or empty, and what to do", () => {
    vi.stubEnv(env.bus, "");
    expect(() => readEnvironment("bus")).toThrow(
      /^The environment variable EVENT_BUS_NAME is missing\. The stack sets it/,
    );
    vi.stubEnv(env.bus, "sojourn-live");
    expect(readEnvironment("bus")).toBe("sojourn-live");
  });
});

describe("a lazy port", () => {
  it("is built once, when it is first used", () => {
    const build = vi.fn<() => { answer(): number }>(() => ({ answer: () => 42 }));
    const port = lazily(build);
    expect(build).not.toHaveBeenCalled();
    expect([port.answer(), port.answer()]).toEqual([42, 42]);
    expect(build).toHaveBeenCalledTimes(1);
  });

  it("that could not be built is built at the next use", () => {
    const build = vi.fn<() => { answer(): number }>(() => ({ answer: () => 42 }));
    build.mockImplementationOnce(() => {
      throw new Error("no environment yet");
    });
    const port = lazily(build);
    expect(() => port.answer()).toThrow("no environment yet");
    expect(port.answer()).toBe(42);
  });
});

describe("a shared load", () => {
  it("is one for all who ask meanwhile, and kept", async () => {
    const load = vi.fn<() => Promise<object>>(async () => ({ secret: 1 }));
    const read = loadOnce(load);
    const [first, second] = await Promise.all([read(), read()]);
    expect(first).toBe(second);
    expect(await read()).toBe(first);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("that failed is tried again by the next who asks", async () => {
    const load = vi.fn<() => Promise<string>>(async () => "value");
    load.mockRejectedValueOnce(new Error("away"));
    const read = loadOnce(load);
    await expect(Promise.all([read(), read()])).rejects.toThrow("away");
    expect(await read()).toBe("value");
    expect(load).toHaveBeenCalledTimes(2);
  });
});
