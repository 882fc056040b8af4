import { AwsClient } from "aws4fetch";
import type { Files } from "../core/ports.ts";
import { callService } from "./failure.ts";

export interface FilesConfig {
  /** Endpoint and keys as Lambda hands them to the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bucket: string;
}

/** 3 tries of 5 s leave room in a function of 30 s. */
const retries = 2;
const timeoutMs = 5_000;

/**
 * The bucket that marketers save to; a path is a key. Two signed requests instead of the SDK's S3
 * client, which alone would put publish over its 600 KB (docs/decisions/0007).
 */
export function createFiles({ environment, bucket }: FilesConfig): Files {
  const base = `${endpointOf(environment)}/${bucket}/`;

  /** @returns undefined when there is no such key */
  const request = (path: string, init: RequestInit): Promise<Response | undefined> => {
    const client = new AwsClient({
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
      ...(environment["AWS_SESSION_TOKEN"] && { sessionToken: environment["AWS_SESSION_TOKEN"] }),
      region: environment["AWS_REGION"] ?? "us-east-1",
      service: "s3",
      retries,
    });
    const key = path.split("/").map(encodeURIComponent).join("/");
    const what = `${init.method} ${path} of bucket ${bucket}`;
    return callService("FilesUnavailable", what, async () => {
      const signal = AbortSignal.timeout(timeoutMs * (retries + 1));
      const answer = await client.fetch(base + key, { ...init, signal });
      if (answer.ok) return answer;
      const error = await refusal(answer);
      if (error.name === "NoSuchKey") return undefined;
      throw error;
    });
  };

  return {
    async read(path) {
      return (await request(path, { method: "GET" }))?.text();
    },
    async write(path, text) {
      const type = path.endsWith(".json") ? "application/json" : "text/plain";
      const headers = { "content-type": `${type}; charset=utf-8` };
      await request(path, { method: "PUT", body: text, headers });
    },
  };
}

/** Path style, which every endpoint understands, an emulator's too. */
function endpointOf(environment: FilesConfig["environment"]): string {
  const given = environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"];
  if (given !== undefined) return given.replace(/\/$/, "");
  const region = environment["AWS_REGION"] ?? "us-east-1";
  return `https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** S3's own error as the SDK would throw it, for {@link callService} to judge. */
async function refusal(answer: Response): Promise<Error> {
  const body = await answer.text();
  const said = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1];
  const error = new Error(said("Message") ?? `S3 answered ${answer.status}`);
  error.name = said("Code") ?? `Status${answer.status}`;
  return Object.assign(error, { $metadata: { httpStatusCode: answer.status } });
}
