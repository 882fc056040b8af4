import { type Check, conclude, type Finding } from "./finding.ts";
import type { EmailIdentity } from "./read-email.ts";
import type { MailDns } from "./read-mail-dns.ts";
import { concludeUnread, judgeReading, type Reading } from "./reading.ts";

export interface SenderFacts {
  /** settings.json `senders.email.from`, the address alone. */
  readonly address: string;
  readonly identities: Reading<readonly EmailIdentity[]>;
  readonly grantedIdentities: Reading<readonly string[]>;
  readonly dns: MailDns;
}

const bulkRules =
  "Gmail and Yahoo refuse bulk mail without it: https://support.google.com/a/answer/14229414";

/** The sender of settings.json: may the stage send as it, and will receivers believe it? */
export function judgeSender(facts: SenderFacts, region: string): readonly Finding[] {
  const { address } = facts;
  const domain = domainOf(address);
  const verified: Check = {
    topic: "Email: sender",
    wanted: `${address} or ${domain} verified in SES`,
    why: "SES refuses every email from a sender that nobody verified.",
    mend: `aws sesv2 create-email-identity --email-identity ${domain} --region ${region} (then put its 3 CNAMEs into DNS)`,
  };
  return [
    judgeGranted(facts, domain),
    ...judgeReading(verified, facts.identities, (identities) => {
      const identity = identities.find((one) => one.verified);
      if (identity === undefined) {
        const known = identities.map(({ name }) => `${name}: not verified yet`);
        return [conclude(verified, "problem", known.join(", ") || "neither is known to SES")];
      }
      const signing = chooseSigner(identities, identity);
      return [
        conclude(verified, "ok", `${identity.name} verified`),
        judgeDkim(signing, region),
        judgeMailFrom(identity, domain, facts.dns.spf, region),
      ];
    }),
    judgeDmarc(facts, domain),
  ];
}

/** An address without DKIM of its own is signed by its domain's. */
function chooseSigner(all: readonly EmailIdentity[], carrier: EmailIdentity): EmailIdentity {
  return all.find(({ dkim }) => dkim.signing && dkim.status === "SUCCESS") ?? all.at(-1) ?? carrier;
}

function judgeGranted({ address, grantedIdentities }: SenderFacts, domain: string): Finding {
  const check: Check = {
    topic: "Email: permission",
    wanted: `the stage may send as ${address}`,
    why: "SES refuses every email: the sender of settings.json is not the one that was deployed.",
    mend: `npx cdk deploy --all -c sender=${address}, or a sender of the deployed domain in settings.json`,
  };
  if (grantedIdentities.kind === "unknown") {
    return concludeUnread(check, grantedIdentities.why);
  }
  const granted = grantedIdentities.value;
  const may = granted.some((one) => [address, domain].includes(one.toLowerCase()));
  return conclude(check, may ? "ok" : "problem", granted.join(", ") || "no sender at all");
}

function judgeDkim({ name, dkim }: EmailIdentity, region: string): Finding {
  const domain = domainOf(name);
  const check: Check = {
    topic: "Email: DKIM",
    wanted: "SES signs, and sees its keys in DNS (SUCCESS)",
    why: bulkRules,
    mend:
      dkim.signing || dkim.tokens === 0
        ? `aws sesv2 get-email-identity --email-identity ${domain} --region ${region} (each of DkimAttributes.Tokens: CNAME <token>._domainkey.${domain} → <token>.dkim.amazonses.com)`
        : `aws sesv2 put-email-identity-dkim-attributes --email-identity ${domain} --signing-enabled --region ${region}`,
  };
  const found = `${name}: ${dkim.status}, signing ${dkim.signing ? "on" : "off"}`;
  const good = dkim.signing && dkim.status === "SUCCESS";
  // SES goes on signing for 72 h while it can't see the keys.
  const passing = dkim.signing && dkim.status === "TEMPORARY_FAILURE";
  return conclude(check, good ? "ok" : passing ? "warning" : "problem", found);
}

/** SPF is looked up at the MAIL FROM domain: https://docs.aws.amazon.com/ses/latest/dg/mail-from.html */
function judgeMailFrom(
  { name, mailFrom }: EmailIdentity,
  domain: string,
  spf: MailDns["spf"],
  region: string,
): Finding {
  const check: Check = {
    topic: "Email: SPF",
    wanted: "a MAIL FROM domain of the shop with include:amazonses.com",
    why: "Without it SPF speaks for amazonses.com: DMARC then hangs on DKIM alone.",
    mend:
      mailFrom === undefined
        ? `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${name} --mail-from-domain bounce.${domain} --region ${region}`
        : `DNS: TXT at ${mailFrom.domain} "v=spf1 include:amazonses.com ~all", MX at ${mailFrom.domain} "10 feedback-smtp.${region}.amazonses.com"`,
  };
  if (mailFrom === undefined || spf === undefined) {
    return conclude(check, "warning", "no MAIL FROM domain: SES's own is used");
  }
  if (mailFrom.status !== "SUCCESS") {
    const found = `${mailFrom.domain}: ${mailFrom.status} (its MX record)`;
    return conclude(check, mailFrom.rejects ? "problem" : "warning", found);
  }
  if (spf.kind === "unknown") return concludeUnread(check, spf.why);
  const [record, ...more] = spf.value;
  if (record === undefined) return conclude(check, "problem", `no record at ${mailFrom.domain}`);
  if (more.length > 0) {
    return conclude(
      check,
      "problem",
      `${spf.value.length} records at ${mailFrom.domain}: none holds`,
    );
  }
  const included = /(?:^|\s)\+?include:amazonses\.com(?:\.cn)?(?:\s|$)/i.test(record);
  return conclude(check, included ? "ok" : "problem", record);
}

/** Several records count as none: RFC 7489, 6.6.3. */
function judgeDmarc({ dns }: SenderFacts, domain: string): Finding {
  const check: Check = {
    topic: "Email: DMARC",
    wanted: `one record at _dmarc.${domain} or above, p=none at least`,
    why: bulkRules,
    mend: `DNS: TXT at _dmarc.${domain} "v=DMARC1; p=none; rua=mailto:dmarc@${domain}"`,
  };
  if (dns.dmarc.kind === "unknown") return concludeUnread(check, dns.dmarc.why);
  const { records, domain: at } = dns.dmarc.value;
  const [record] = records;
  if (record === undefined) return conclude(check, "problem", "no record");
  if (records.length > 1) {
    return conclude(check, "problem", `${records.length} records at _dmarc.${at}: none holds`);
  }
  const tag = (name: string) =>
    new RegExp(`;\\s*${name}\\s*=\\s*([a-z]+)`, "i").exec(record)?.[1]?.toLowerCase();
  // For the domains below it, a record may say otherwise.
  const policy = (at === domain ? undefined : tag("sp")) ?? tag("p");
  if (policy === undefined || !["none", "quarantine", "reject"].includes(policy)) {
    return conclude(check, "problem", `no policy p= in: ${record}`);
  }
  return conclude(check, "ok", `p=${policy} at _dmarc.${at}`);
}

/** Domain of an address; a domain is given back as it is. */
export function domainOf(name: string): string {
  return name.slice(name.lastIndexOf("@") + 1).toLowerCase();
}
