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
export function createSecretField(
  { client, secretId }: SecretConfig,
  field: string,
): () => Promise<string> {
  return loadOnce(async () => {
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const what = `GetSecretValue of ${secretId}`;
    const secret = await callService("StoreUnavailable", what, () => client.send(command));
    const value = fieldOf(secret.SecretString ?? "", field);
    if (value !== undefined) return value;
    throw operationalError(
      "ConfigurationInvalid",
      `The secret ${secretId} is no JSON object with a text "${field}": write {"${field}": "…"}.`,
    );
  });
}

function fieldOf(text: string, field: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.[field];
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch (error) {
    // The parser's message quotes the secret, so it goes nowhere.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
