import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { env } from "../../../src/names.ts";

export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Answer =
  | {
      readonly status: number;
      readonly body?: string | Buffer;
      readonly type?: string;
      readonly error?: string;
    }
  /** Takes the request whole, then cuts the connection. */
  | "break"
  /** Takes the request and says nothing. */
  | "silence";

export interface AwsRecorder {
  /** What came since the test began. */
  readonly calls: readonly RecordedCall[];
  /** Answers to the next calls, in order; after them 200 and `{}`. */
  answer(...answers: readonly Answer[]): void;
  readonly url: () => string;
}

/**
 * Stands in for AWS in the tests of a file: every client of this process talks to it, because the
 * SDK takes its endpoint from the environment, as it would for an emulator.
 * @param environment what the stack would give to the function
 */
export function useAwsRecorder(
  environment: (url: string) => Partial<Record<keyof typeof env, string>>,
): AwsRecorder {
  const calls: RecordedCall[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      calls.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const answer = answers.shift() ?? { status: 200 };
      if (answer === "silence") return;
      if (answer === "break") {
        request.socket.destroy();
        return;
      }
      const { status, body = "{}", type = "application/json", error } = answer;
      if (error !== undefined) response.setHeader("x-amzn-errortype", error);
      response.writeHead(status, { "content-type": type }).end(body);
    });
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    process.env.AWS_ENDPOINT_URL = url();
    process.env.AWS_REGION = "us-east-1";
    process.env.AWS_ACCESS_KEY_ID = "local";
    process.env.AWS_SECRET_ACCESS_KEY = "local";
    for (const [name, value] of Object.entries(environment(url()))) {
      process.env[env[name as keyof typeof env]] = value;
    }
  });
  beforeEach(() => {
    calls.length = 0;
    answers.length = 0;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { calls, url, answer: (...more) => answers.push(...more) };
}

/** An error as services with a JSON protocol tell it. */
export function jsonError(name: string, message = "why", status = 400): Answer {
  return { status, body: JSON.stringify({ __type: name, message }), error: name };
}

/** An error as SNS tells it. */
export function xmlError(code: string, message = "why", status = 400): Answer {
  const fault = status < 500 ? "Sender" : "Receiver";
  const body = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${fault}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
  return { status, body, type: "text/xml" };
}

/** What a JSON-protocol call says: its operation and its body. */
export function spoken(call: RecordedCall | undefined): { operation: string; body: unknown } {
  const target = String(call?.headers["x-amz-target"] ?? "");
  return { operation: target.split(".").at(-1) ?? "", body: JSON.parse(call?.body ?? "null") };
}
