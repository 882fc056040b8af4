import {
  GetPlatformApplicationAttributesCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { env } from "../../src/names.ts";
import type { Access } from "./access.ts";
import type { FunctionFact } from "./read-functions.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

export interface SmsFacts {
  readonly sandbox: Reading<boolean>;
  /** In dollars a month; undefined where the account has set none, so AWS's own holds. */
  readonly spendLimit: Reading<number | undefined>;
}

export interface PushApplication {
  readonly arn: string;
  /** undefined: there is no such application. */
  readonly enabled: boolean | undefined;
  /** End of Apple's certificate, where the application has one. */
  readonly expires: string | undefined;
}

export async function readSms(access: Access): Promise<SmsFacts> {
  const client = new SNSClient(access);
  const [sandbox, spendLimit] = await Promise.all([
    attempt(async () => {
      const { IsInSandbox } = await client.send(new GetSMSSandboxAccountStatusCommand({}));
      return expectTold(IsInSandbox, "IsInSandbox");
    }),
    attempt(async () => {
      const wanted = { attributes: ["MonthlySpendLimit"] };
      const { attributes } = await client.send(new GetSMSAttributesCommand(wanted));
      const limit = attributes?.["MonthlySpendLimit"];
      return limit === undefined || limit === "" ? undefined : Number(limit);
    }),
  ]);
  return { sandbox, spendLimit };
}

/** The applications that deliver-push is told of. */
export async function readPush(
  functions: readonly FunctionFact[],
  access: Access,
): Promise<Reading<readonly PushApplication[]>> {
  const client = new SNSClient(access);
  const told = functions.map(({ environment }) => environment[env.pushApplications]).find(Boolean);
  const arns = (told ?? "").split(",").filter(Boolean);
  return attempt(() => Promise.all(arns.map((arn) => readApplication(client, arn))));
}

async function readApplication(client: SNSClient, arn: string): Promise<PushApplication> {
  try {
    const command = new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn: arn });
    const { Attributes } = await client.send(command);
    return {
      arn,
      enabled: expectTold(Attributes?.["Enabled"], "Enabled") === "true",
      expires: Attributes?.["AppleCertificateExpirationDate"],
    };
  } catch (error) {
    if (error instanceof Error && /NotFound/.test(error.name)) {
      return { arn, enabled: undefined, expires: undefined };
    }
    throw error;
  }
}
