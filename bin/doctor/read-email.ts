import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import type { Access } from "./access.ts";
import type { StackResource } from "./read-stack.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

/** The account's right to send, by GetAccount. Emails are counted per recipient. */
export interface EmailAccount {
  readonly production: boolean;
  readonly sending: boolean;
  /** HEALTHY, PROBATION or SHUTDOWN. */
  readonly enforcement: string;
  /** Emails in 24 h; -1 for no bound. */
  readonly perDay: number;
  readonly perSecond: number;
}

export interface EmailIdentity {
  readonly name: string;
  readonly verified: boolean;
  readonly dkim: { readonly signing: boolean; readonly status: string; readonly tokens: number };
  readonly mailFrom:
    | {
        readonly domain: string;
        readonly status: string;
        /** Whether SES refuses mail while the domain's MX record is not there. */
        readonly rejects: boolean;
      }
    | undefined;
}

/** Where SES tells what became of an email. */
export interface EmailEvents {
  readonly sending: boolean;
  /** Event types that reach the default bus. */
  readonly toBus: readonly string[];
}

export async function readEmailAccount(access: Access): Promise<Reading<EmailAccount>> {
  const client = new SESv2Client(access);
  return attempt(async () => {
    const found = await client.send(new GetAccountCommand({}));
    return {
      production: expectTold(found.ProductionAccessEnabled, "ProductionAccessEnabled"),
      sending: expectTold(found.SendingEnabled, "SendingEnabled"),
      enforcement: expectTold(found.EnforcementStatus, "EnforcementStatus"),
      perDay: expectTold(found.SendQuota?.Max24HourSend, "Max24HourSend"),
      perSecond: expectTold(found.SendQuota?.MaxSendRate, "MaxSendRate"),
    };
  });
}

/**
 * The identities that could carry a sender, those that SES knows: the address, then its domain.
 * SES takes the address where that is verified, else the domain.
 */
export async function readIdentities(
  address: string,
  access: Access,
): Promise<Reading<readonly EmailIdentity[]>> {
  const client = new SESv2Client(access);
  const names = new Set([address, address.slice(address.lastIndexOf("@") + 1)]);
  return attempt(async () => {
    const found = await Promise.all([...names].map((name) => findIdentity(client, name)));
    return found.filter((one) => one !== undefined);
  });
}

async function findIdentity(client: SESv2Client, name: string): Promise<EmailIdentity | undefined> {
  try {
    const found = await client.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    const { DkimAttributes, MailFromAttributes } = found;
    const domain = MailFromAttributes?.MailFromDomain;
    return {
      name,
      verified: expectTold(found.VerifiedForSendingStatus, "VerifiedForSendingStatus"),
      dkim: {
        signing: expectTold(DkimAttributes?.SigningEnabled, "DkimAttributes.SigningEnabled"),
        status: expectTold(DkimAttributes?.Status, "DkimAttributes.Status"),
        tokens: DkimAttributes?.Tokens?.length ?? 0,
      },
      mailFrom: domain
        ? {
            domain,
            status: expectTold(MailFromAttributes?.MailFromDomainStatus, "MailFromDomainStatus"),
            rejects: MailFromAttributes?.BehaviorOnMxFailure === "REJECT_MESSAGE",
          }
        : undefined,
    };
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundException") return undefined;
    throw error;
  }
}

/** @returns unknown also where the stack has no configuration set, which should not be */
export async function readEmailEvents(
  resources: Reading<readonly StackResource[]>,
  access: Access,
): Promise<Reading<EmailEvents>> {
  if (resources.kind === "unknown") return resources;
  const set = resources.value.find(({ type }) => type === "AWS::SES::ConfigurationSet");
  if (set === undefined) return { kind: "unknown", why: "the stack has no configuration set" };
  const client = new SESv2Client(access);
  const named = { ConfigurationSetName: set.physicalId };
  return attempt(async () => {
    const [own, told] = await Promise.all([
      client.send(new GetConfigurationSetCommand(named)),
      client.send(new GetConfigurationSetEventDestinationsCommand(named)),
    ]);
    const toBus = (told.EventDestinations ?? [])
      .filter(({ Enabled, EventBridgeDestination }) => Enabled && EventBridgeDestination)
      .flatMap(({ MatchingEventTypes }) => MatchingEventTypes ?? []);
    return { sending: expectTold(own.SendingOptions?.SendingEnabled, "SendingEnabled"), toBus };
  });
}
