import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { assertEmulator } from "./emulator.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** What an endpoint of AWS would say to GetCallerIdentity, on a port of this machine. */
async function endpointOf(account: string): Promise<string> {
  const server = createServer((_, response) => {
    response.end(`<GetCallerIdentityResponse><Account>${account}</Account>`);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the rehearsal", () => {
  it("goes on with the account that is nobody's, on this machine", async () => {
    await expect(assertEmulator(await endpointOf("000000000000"))).resolves.toBeUndefined();
  });

  it("refuses any other account, even on this machine", async () => {
    const endpoint = await endpointOf("123456789012");
    await expect(assertEmulator(endpoint)).rejects.toThrow(
      `Refused: ${endpoint} says that it is account 123456789012, wanted 000000000000.`,
    );
  });

  it.each([
    "https://sts.us-east-1.amazonaws.com",
    "http://localhost:4566",
    "http://127.0.0.1.example.com",
  ])("refuses %s without asking it anything", async (endpoint) => {
    await expect(assertEmulator(endpoint)).rejects.toThrow("is not on this machine");
  });
});
