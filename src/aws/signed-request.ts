import { setTimeout } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { callerName } from "../names.ts";
import { mayPass } from "./failure.ts";

/** Endpoint and keys as Lambda hands them to the process. */
export type SigningEnvironment = Readonly<Record<string, string | undefined>>;

export interface SignedRequest {
  readonly environment: SigningEnvironment;
  readonly service: keyof typeof services;
  /** Begins with "/". */
  readonly path: string;
  readonly init: SignedInit;
  /** What the service calls a refusal. */
  readonly refusal: (answer: Response, body: string) => Refusal;
}

export interface SignedInit {
  readonly method: "GET" | "PUT" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Undefined is what the answer does not say. */
export interface Refusal {
  readonly name: string | undefined;
  readonly message: string | undefined;
}

/** As the SDK spells them in `AWS_ENDPOINT_URL_<service>`, and how long one try may take. */
const services = {
  // The body of a file counts, and a person's line may be slow.
  s3: { endpoint: "S3", tryMs: 15_000 },
  states: { endpoint: "SFN", tryMs: 5_000 },
} as const;

/** As the SDK's clients (clients.ts); none begins that could end later, in a function of 30 s. */
const tries = 4;
const allTriesMs = 22_000;
/** The first rest; each is up to twice the one before. The SDK begins so, too. */
const restMs = 100;

/**
 * One request to AWS without the SDK's client, which can weigh more than the function that calls it
 * (docs/decisions/0007). What may pass is tried again.
 *
 * @returns the text of the answer
 * @throws as the SDK would: an error with the service's own name and the status, for `callService`
 */
export async function askSigned(request: SignedRequest): Promise<string> {
  return new TextDecoder().decode(await askSignedForBytes(request));
}

/** The same for an answer that may be no text. @returns the bytes of the answer */
export async function askSignedForBytes(request: SignedRequest): Promise<Uint8Array> {
  const { tryMs } = services[request.service];
  const lastStart = performance.now() + allTriesMs - tryMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(request, AbortSignal.timeout(tryMs));
    } catch (error) {
      const isLast = attempt === tries || performance.now() > lastStart;
      if (isLast || !(error instanceof Error) || !mayPass(error)) throw error;
    }
    await setTimeout(Math.random() * restMs * 2 ** (attempt - 1));
  }
}

async function askOnce(request: SignedRequest, signal: AbortSignal): Promise<Uint8Array> {
  const { environment, service, path, init, refusal } = request;
  const headers = { ...init.headers, ...nameOfCaller(environment) };
  const { answer, body } = await send(request, { ...init, headers }, signal);
  if (answer.ok) return body;
  const { name, message } = refusal(answer, new TextDecoder().decode(body));
  const error = new Error(message ?? `${service} answered ${answer.status} to ${path}`);
  error.name = name ?? `Status${answer.status}`;
  throw Object.assign(error, { $metadata: { httpStatusCode: answer.status } });
}

async function send(
  { environment, service, path }: SignedRequest,
  init: SignedInit,
  signal: AbortSignal,
) {
  const client = new AwsClient({
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    ...(environment["AWS_SESSION_TOKEN"] && { sessionToken: environment["AWS_SESSION_TOKEN"] }),
    region: regionOf(environment),
    service,
  });
  try {
    const signed = await client.sign(endpointOf(environment, service) + path, init);
    // A signal that is only in the Request is collected while a silent service is waited for.
    const answer = await fetch(signed, { signal });
    return { answer, body: new Uint8Array(await answer.arrayBuffer()) };
  } catch (error) {
    // `fetch failed` hides the error of the connection, by which it is judged.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
}

/** S3's path style fits, which every endpoint understands, an emulator's too. */
function endpointOf(environment: SigningEnvironment, service: SignedRequest["service"]): string {
  const own = environment[`AWS_ENDPOINT_URL_${services[service].endpoint}`];
  const given = own ?? environment["AWS_ENDPOINT_URL"];
  if (given !== undefined) return given.replace(/\/$/, "");
  const region = regionOf(environment);
  return `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

function regionOf(environment: SigningEnvironment): string {
  return environment["AWS_REGION"] ?? "us-east-1";
}

/** As the SDK tells CloudTrail which function asks. */
function nameOfCaller(environment: SigningEnvironment): Record<string, string> {
  const caller = environment[callerName];
  return caller === undefined ? {} : { "user-agent": `app/${caller}` };
}
