import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import type { Stage } from "./stage.ts";
import { nameOf, type TypedAddress } from "./stage-addresses.ts";

/** SES's own suppression list of the account, which holds an address as it was written. */
export interface SesSuppression {
  /** Why SES holds the address back, such as BOUNCE. @returns undefined where it does not */
  reasonFor(address: TypedAddress): Promise<string | undefined>;
  /** @returns whether it was on the list */
  remove(address: TypedAddress): Promise<boolean>;
}

/** Undefined for what SES does not send: other channels, and mail of a Region without SES. */
export function openSesSuppression(
  stage: Stage,
  { channel }: TypedAddress,
): SesSuppression | undefined {
  if (channel !== "email" || stage.region.startsWith("cn-")) return undefined;
  const client = new SESv2Client(stage.aws);
  const spellings = (address: TypedAddress) => [...new Set([address.to, nameOf(address).normal])];
  return {
    async reasonFor(address) {
      for (const EmailAddress of spellings(address)) {
        const command = new GetSuppressedDestinationCommand({ EmailAddress });
        const answer = await unlessMissing(client.send(command));
        if (answer !== undefined) return answer.SuppressedDestination?.Reason ?? "no reason given";
      }
      return undefined;
    },
    async remove(address) {
      let found = false;
      for (const EmailAddress of spellings(address)) {
        const command = new DeleteSuppressedDestinationCommand({ EmailAddress });
        if ((await unlessMissing(client.send(command))) !== undefined) found = true;
      }
      return found;
    },
  };
}

async function unlessMissing<Answer>(sent: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}
