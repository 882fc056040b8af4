import { randomInt } from "node:crypto";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readKeys } from "../../src/aws/secret-field.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { confirm } from "../commands/confirm.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "./stage.ts";

/** As the stack makes the first one: 64 letters and digits, 381 bits. */
const keyLength = 64;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Each link is tried with every key; a link that is rotated out is of a mail from years ago. */
const mostKeys = 10;

export interface RotateOptions {
  /** Only the new key is left: for when an old one got out. */
  readonly dropOld?: true;
  /** Only says what would be done. */
  readonly dryRun?: true;
  /** Whether nobody need be asked before older keys are dropped. */
  readonly yes?: true;
}

/**
 * `sojourn rotate-opt-out-key`: a new key signs, the older ones still open what they signed.
 * @returns the exit code
 */
export async function rotateOptOutKey(
  stage: Stage,
  { dropOld, dryRun, yes }: RotateOptions,
  streams: Streams,
): Promise<number> {
  const { out } = streams;
  const client = new SecretsManagerClient(stage.aws);
  const secretId = stage.output("OptOutKeyArn");
  const known = await readKeys({ client, secretId }, "optOut");
  if (dropOld || dryRun) out(`${stage.name}: ${tellPlan(known.length, dropOld)}\n`);
  if (dryRun) {
    out("Nothing was changed: a dry run.\n");
    return 0;
  }
  if (dropOld && !(await confirm(asking, yes, streams))) return 1;
  const older = dropOld ? [] : known;
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

const asking = {
  question: "Drop them?",
  left: "Nothing was changed.",
  when: "If a key got out",
};

function tellPlan(known: number, dropOld: true | undefined): string {
  const keys = plural(known, "key");
  return dropOld
    ? `${keys} would be dropped, and every opt-out link in mail already sent would stop working`
    : `a new key would sign beside ${keys} that open what they signed`;
}

function newKey(): string {
  const draw = () => letters[randomInt(letters.length)];
  return Array.from({ length: keyLength }, draw).join("");
}
