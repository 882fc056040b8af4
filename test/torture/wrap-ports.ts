import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { Ports } from "../../src/core/ports.ts";

/** One call of a flow to a port, such as customers.commit. */
export interface PortCall {
  readonly port: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Stands around every call: it may look, wait, throw, or call twice. */
export type Around = (call: PortCall, go: () => Promise<unknown>) => Promise<unknown>;

type Methods = Record<string, (...args: never[]) => unknown>;

/** The same ports with something around every asynchronous call. The clock stays as it is. */
export function wrapPorts(ports: Ports, around: Around): Ports {
  const { clock, backoff, files, providers, ...asked } = ports;
  const wrapped = Object.fromEntries(
    Object.entries(asked).map(([port, methods]) => [port, wrapPort(port, methods, around)]),
  );
  const channels = Object.fromEntries(
    Object.entries(providers).map(([name, provider]) => {
      return [
        name,
        wrapPort(
          "providers",
          { send: (message: RenderedMessage) => provider.send(message) },
          around,
        ),
      ];
    }),
  );
  return {
    clock,
    backoff,
    files,
    ...wrapped,
    providers: channels,
  } as unknown as Ports;
}

function wrapPort(port: string, methods: object, around: Around): object {
  return Object.fromEntries(
    Object.entries(methods as Methods)
      .filter(([, method]) => typeof method === "function")
      .map(([method, call]) => [
        method,
        (...args: never[]) => around({ port, method, args }, async () => call(...args)),
      ]),
  );
}
