import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { account, region } from "../../test/rehearsal/orchestrate/run-folder.ts";
import { type Connection, keys } from "../../test/rehearsal/stage/connection.ts";

const name = "shop";

/** ARN of the platform application that {@link registerDevices} makes; the stack must know it before. */
export const pushApplication = `arn:aws:sns:${region}:${account}:app/GCM/${name}`;

/**
 * Makes the team's platform application and registers a device for each customer, as its app does.
 * @returns the ARNs of the endpoints, one for each
 */
export async function registerDevices(
  { endpoint }: Connection,
  customers: readonly string[],
): Promise<string[]> {
  const client = new SNSClient({ endpoint, region, credentials: keys });
  const { PlatformApplicationArn = "" } = await client.send(
    new CreatePlatformApplicationCommand({
      Name: name,
      Platform: "GCM",
      Attributes: { PlatformCredential: "none" },
    }),
  );
  if (PlatformApplicationArn !== pushApplication) {
    throw new Error(`SNS calls the application ${PlatformApplicationArn}, not ${pushApplication}`);
  }
  const arns: string[] = [];
  for (const customer of customers) {
    const command = new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: customer });
    arns.push((await client.send(command)).EndpointArn ?? "");
  }
  return arns;
}
