import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createAddresses } from "../../src/aws/addresses.ts";
import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import type { SecretConfig } from "../../src/aws/secret-field.ts";
import type { Channel } from "../../src/core/channels/channels.ts";
import { normalAddress } from "../../src/core/channels/normal-address.ts";
import type { AddressName } from "../../src/core/customers/address-marks.ts";
import type { Addresses } from "../../src/core/ports.ts";
import type { Stage } from "./stage.ts";

/** An address as a person types it. */
export interface TypedAddress {
  readonly channel: Channel;
  readonly to: string;
  /** ISO 3166, to read a phone number without a country code by. */
  readonly country?: string | undefined;
}

export function nameOf({ channel, to, country }: TypedAddress): AddressName {
  return { channel, normal: normalAddress(channel, to, country) };
}

/** The secret with the stage's own key, by which rows of addresses and of customers are named. */
export function stageSecret(stage: Stage): SecretConfig {
  return { client: new SecretsManagerClient(stage.aws), secretId: stage.output("CustomerKeyArn") };
}

/** The marks that a stage keeps against addresses. */
export function openAddresses(stage: Stage): Addresses {
  return createAddresses({
    client: createDynamoClient(stage.aws),
    table: stage.output("AddressesTable"),
    secret: stageSecret(stage),
  });
}
