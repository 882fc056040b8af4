import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createFakeQueues, type FakeQueues } from "./fake-queues.ts";

export interface SpokenCall {
  /** Such as `secretsmanager.GetSecretValue`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Refusal = {
  readonly error: string;
  readonly message: string;
  readonly status?: number;
};

export interface FakeStage {
  /** Stacks by name, each with its outputs. */
  readonly stacks: Map<string, Record<string, string>>;
  queues: FakeQueues;
  /** Addresses on SES's suppression list, with the reason. */
  readonly suppressed: Map<string, string>;
  /** What lies in buckets, by bucket and key: `uploads/imports/…`. */
  readonly files: Map<string, string>;
  /** What came, but for CloudFormation and the queues. */
  readonly calls: SpokenCall[];
  /** Answers to operations, by name; `{}` to others. */
  readonly answers: Map<string, (input: SpokenCall["input"]) => unknown>;
  /** What CloudFormation answers to everything instead. */
  refusal: Refusal | undefined;
  readonly url: () => string;
}

/** Stands in for the services that the command line asks, speaking their protocols. */
export function useFakeStage(): FakeStage {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const target = String(request.headers["x-amz-target"] ?? "");
      const path = decodeURIComponent(request.url ?? "/").slice(1);
      const method = request.method ?? "";
      const plain = () => {
        if (path === "") return describeStacks(stage, body);
        if (path.startsWith(suppressionPath)) return listOfSes(stage, method, path);
        return store(stage, method, path.replace(/\?.*$/, ""), body);
      };
      const answer = target === "" ? plain() : speak(stage, target, body);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  const stage: FakeStage = {
    stacks: new Map(),
    queues: createFakeQueues(),
    suppressed: new Map(),
    files: new Map(),
    calls: [],
    answers: new Map(),
    refusal: undefined,
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    process.env.AWS_ENDPOINT_URL = stage.url();
    process.env.AWS_REGION = "eu-central-1";
    process.env.AWS_ACCESS_KEY_ID = "local";
    process.env.AWS_SECRET_ACCESS_KEY = "local";
  });
  beforeEach(() => {
    stage.stacks.clear();
    stage.queues = createFakeQueues();
    stage.suppressed.clear();
    stage.files.clear();
    stage.calls.length = 0;
    stage.answers.clear();
    stage.refusal = undefined;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return stage;
}

interface Spoken {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function speak({ queues, calls, answers }: FakeStage, target: string, body: string): Spoken {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  const [service = "", name = ""] = target.split(".");
  const input = JSON.parse(body || "{}") as Record<string, unknown>;
  if (service === "AmazonSQS") {
    return { status: 200, headers, body: JSON.stringify(queues.answer(name, input)) };
  }
  calls.push({ operation: name, input });
  const answer = answers.get(name)?.(input) ?? {};
  return { status: 200, headers, body: JSON.stringify(answer) };
}

const suppressionPath = "v2/email/suppression/addresses/";

/** SES: GET and DELETE of an address on the account's suppression list. */
function listOfSes({ suppressed, calls }: FakeStage, method: string, path: string): Spoken {
  const headers = { "content-type": "application/json" };
  const EmailAddress = path.slice(suppressionPath.length);
  calls.push({ operation: `${method} suppressed destination`, input: { EmailAddress } });
  const Reason = suppressed.get(EmailAddress);
  if (Reason === undefined) {
    const missing = { ...headers, "x-amzn-errortype": "NotFoundException" };
    return { status: 404, headers: missing, body: '{"message":"not on the list"}' };
  }
  if (method === "DELETE") suppressed.delete(EmailAddress);
  const SuppressedDestination = { EmailAddress, Reason, LastUpdateTime: 1767614400 };
  return { status: 200, headers, body: JSON.stringify({ SuppressedDestination }) };
}

/** S3, path style: GET and PUT of a key. */
function store({ files }: FakeStage, method: string, path: string, body: string): Spoken {
  const headers = { "content-type": "application/xml" };
  if (method === "PUT") files.set(path, body);
  const text = files.get(path);
  if (text !== undefined) return { status: 200, headers, body: method === "PUT" ? "" : text };
  const missing = "<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>";
  return { status: 404, headers, body: missing };
}

/** The Query protocol of CloudFormation: a form in, XML out. */
function describeStacks({ stacks, refusal }: FakeStage, body: string): Spoken {
  const headers = { "content-type": "text/xml" };
  const name = new URLSearchParams(body).get("StackName");
  const refuse = ({ error, message, status = 400 }: Refusal): Spoken => ({
    status,
    headers,
    body: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  });
  if (refusal !== undefined) return refuse(refusal);
  if (name !== null && !stacks.has(name)) {
    return refuse({ error: "ValidationError", message: `Stack with id ${name} does not exist` });
  }
  const members = [...stacks]
    .filter(([stack]) => name === null || stack === name)
    .map(([stack, outputs]) => {
      const told = Object.entries(outputs).map(
        ([key, value]) =>
          `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      );
      return `<member><StackName>${stack}</StackName><StackId>arn:aws:cloudformation:eu-central-1:111122223333:stack/${stack}/x</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${told.join("")}</Outputs></member>`;
    });
  return {
    status: 200,
    headers,
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${members.join("")}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}
