import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { operationalError } from "../core/errors.ts";
import { callService } from "./failure.ts";
import { loadOnce } from "./lazily.ts";

export interface SecretConfig {
  readonly client: SecretsManagerClient;
  /** ARN or name. */
  readonly secretId: string;
}

/**
 * Reads one field of a secret `{"<field>": "…"}`, once in the life of this process.
 * @throws StoreUnavailable when Secrets Manager is busy or away
 * @throws ConfigurationInvalid when the secret has no such field
 */
export function createSecretField(config: SecretConfig, field: string): () => Promise<string> {
  return loadOnce(async () => {
    const value = await readField(config, field);
    if (isKey(value)) return value;
    throw operationalError(
      "ConfigurationInvalid",
      `The secret ${config.secretId} is no JSON object with a text "${field}": write {"${field}": "…"}.`,
    );
  });
}

/**
 * Reads the keys of a secret `{"<field>": ["newest", "older", …]}`, or of one key alone: a text.
 * @throws StoreUnavailable when Secrets Manager is busy or away
 * @throws ConfigurationInvalid when the secret has no such field, or an empty one
 */
export async function readKeys(
  config: SecretConfig,
  field: string,
): Promise<readonly [newest: string, ...older: string[]]> {
  const value = await readField(config, field);
  const [newest, ...older]: unknown[] = Array.isArray(value) ? value : [value];
  if (isKey(newest) && older.every(isKey)) return [newest, ...older];
  throw operationalError(
    "ConfigurationInvalid",
    `The secret ${config.secretId} is no JSON object with "${field}", a text or a list of texts: write {"${field}": ["newest", "older"]}.`,
  );
}

/** @returns undefined when the secret is no JSON object, or has no such field */
async function readField({ client, secretId }: SecretConfig, field: string): Promise<unknown> {
  const command = new GetSecretValueCommand({ SecretId: secretId });
  const what = `GetSecretValue of ${secretId}`;
  const secret = await callService("StoreUnavailable", what, () => client.send(command));
  try {
    const value: unknown = JSON.parse(secret.SecretString ?? "");
    return (value as Readonly<Record<string, unknown>> | null)?.[field];
  } catch (error) {
    // The parser's message quotes the secret, so it goes nowhere.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
