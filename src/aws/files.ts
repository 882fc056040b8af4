import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Files } from "../core/ports.ts";
import { callService, isNamed } from "./failure.ts";

export interface FilesConfig {
  readonly client: S3Client;
  readonly bucket: string;
}

/** The bucket that marketers save to; a path is a key. */
export function createFiles({ client, bucket }: FilesConfig): Files {
  return {
    async read(path) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: path });
      return callService("FilesUnavailable", `GetObject ${path} of bucket ${bucket}`, async () => {
        try {
          const { Body } = await client.send(command);
          return await Body?.transformToString("utf-8");
        } catch (error) {
          if (isNamed(error, "NoSuchKey")) return undefined;
          throw error;
        }
      });
    },
    async write(path, text) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: path,
        Body: text,
        ContentType: `${path.endsWith(".json") ? "application/json" : "text/plain"}; charset=utf-8`,
      });
      const what = `PutObject ${path} of bucket ${bucket}`;
      await callService("FilesUnavailable", what, () => client.send(command));
    },
  };
}
