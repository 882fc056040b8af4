import { randomInt } from "node:crypto";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readKeys } from "../../src/aws/secret-field.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";

/** As the stack makes the first one: 64 letters and digits, 381 bits. */
const keyLength = 64;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Each link is tried with every key; a link that is rotated out is of a mail from years ago. */
const mostKeys = 10;

/**
 * `sojourn rotate-opt-out-key`: a new key signs, the older ones still open what they signed.
 * @param dropOld only the new key is left: for when an old one got out
 * @returns the exit code
 */
export async function rotateOptOutKey(
  stage: Stage,
  { dropOld }: { readonly dropOld?: true },
  { out }: Streams,
): Promise<number> {
  const client = new SecretsManagerClient(stage.aws);
  const secretId = stage.output("OptOutKeyArn");
  const older = dropOld ? [] : await readKeys({ client, secretId }, "optOut");
  const keys = [newKey(), ...older].slice(0, mostKeys);
  const SecretString = JSON.stringify({ optOut: keys });
  await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }));
  out(
    dropOld
      ? "Rotated, and the old keys are gone: links in mail already sent no longer work.\n"
      : `Rotated: the newest of ${keys.length} keys signs, all of them open.\n`,
  );
  out("New links carry it within 5 minutes; nothing has to be restarted.\n");
  return 0;
}

function newKey(): string {
  const draw = () => letters[randomInt(letters.length)];
  return Array.from({ length: keyLength }, draw).join("");
}
