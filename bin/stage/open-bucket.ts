import { createFiles } from "../../src/aws/files.ts";
import type { Files } from "../../src/core/ports.ts";
import type { Stage } from "./stage.ts";

/** A bucket of the stage, with the person's keys; they are asked for anew as they run out. */
export function openBucket(stage: Stage, bucket: string): Files {
  const open = async () => createFiles({ environment: await environmentOf(stage), bucket });
  return {
    read: async (path) => (await open()).read(path),
    write: async (path, text) => (await open()).write(path, text),
  };
}

/** What `createFiles` signs with: a function has it in its environment, a person in a profile. */
async function environmentOf({ aws, region }: Stage): Promise<Record<string, string | undefined>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await aws.credentials();
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL,
    AWS_ENDPOINT_URL_S3: process.env.AWS_ENDPOINT_URL_S3,
  };
}
