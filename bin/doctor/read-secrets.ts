import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { env } from "../../src/names.ts";
import type { Access } from "./access.ts";
import type { FunctionFact } from "./read-functions.ts";
import { attempt, type Reading } from "./reading.ts";

/** What is known of a secret's field; never the field itself. */
export type SecretState =
  | { readonly kind: "there"; readonly characters: number }
  | { readonly kind: "no-field" | "no-json" | "missing" | "deleting" | "not-granted" };

export interface SecretFact {
  /** What the stage calls it. */
  readonly title: string;
  readonly field: string;
  /** ARN; undefined where no function is told one. */
  readonly id: string | undefined;
  readonly state: Reading<SecretState>;
}

const wanted = [
  { title: "customer key", field: "customerKey", name: env.stageSecret },
  { title: "opt-out key", field: "optOut", name: env.optOutSecret },
] as const;

/** Looks into the secrets that functions are told of; only the length of a field leaves here. */
export async function readSecrets(
  functions: readonly FunctionFact[],
  access: Access,
): Promise<readonly SecretFact[]> {
  const client = new SecretsManagerClient(access);
  return Promise.all(
    wanted.map(async ({ title, field, name }) => {
      const id = functions.map(({ environment }) => environment[name]).find(Boolean);
      const state: Reading<SecretState> =
        id === undefined
          ? { kind: "read", value: { kind: "not-granted" } }
          : await attempt(() => readField(client, id, field));
      return { title, field, id, state };
    }),
  );
}

async function readField(
  client: SecretsManagerClient,
  id: string,
  field: string,
): Promise<SecretState> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return stateOf(SecretString ?? "", field);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === "ResourceNotFoundException") return { kind: "missing" };
    // How Secrets Manager says that a deletion is under way; it has no name of its own for it.
    if (error.name === "InvalidRequestException" && /delet/i.test(error.message)) {
      return { kind: "deleting" };
    }
    throw error;
  }
}

function stateOf(text: string, field: string): SecretState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the secret, so it goes nowhere.
    if (error instanceof SyntaxError) return { kind: "no-json" };
    throw error;
  }
  if (typeof value !== "object" || value === null) return { kind: "no-json" };
  const found = (value as Readonly<Record<string, unknown>>)[field];
  return typeof found === "string" && found !== ""
    ? { kind: "there", characters: found.length }
    : { kind: "no-field" };
}
