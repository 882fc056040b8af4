import type { Files } from "../core/ports.ts";
import { decodeUtf8 } from "../core/text/decode-utf8.ts";
import { callService, isNamed } from "./failure.ts";
import {
  askSignedForBytes,
  type Refusal,
  type SignedInit,
  type SigningEnvironment,
} from "./signed-request.ts";

export interface FilesConfig {
  readonly environment: SigningEnvironment;
  readonly bucket: string;
}

/**
 * A bucket; a path is a key. Signed requests instead of the SDK's S3 client, which alone would put
 * publish over its 600 KB (docs/decisions/0007).
 */
export function createFiles({ environment, bucket }: FilesConfig): Files {
  const request = (path: string, init: SignedInit): Promise<Uint8Array> => {
    const key = path.split("/").map(encodeURIComponent).join("/");
    return askSignedForBytes({
      environment,
      service: "s3",
      path: `/${bucket}/${key}`,
      init,
      refusal,
    });
  };
  const call = <Answer>(what: string, ask: () => Promise<Answer>) =>
    callService("FilesUnavailable", `${what} of bucket ${bucket}`, ask);

  return {
    async read(path) {
      return call(`GET ${path}`, async () => {
        try {
          return decodeUtf8(await request(path, { method: "GET" }));
        } catch (error) {
          if (isNamed(error, "NoSuchKey")) return undefined;
          throw error;
        }
      });
    },
    async write(path, text) {
      const type = path.endsWith(".json") ? "application/json" : "text/plain";
      const headers = { "content-type": `${type}; charset=utf-8` };
      await call(`PUT ${path}`, () => request(path, { method: "PUT", body: text, headers }));
    },
  };
}

function refusal(_answer: Response, body: string): Refusal {
  const said = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1];
  return { name: said("Code"), message: said("Message") };
}
