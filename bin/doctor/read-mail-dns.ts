import type { Resolver } from "node:dns/promises";
import { attempt, type Reading } from "./reading.ts";

/** What the doctor asks of DNS: texts alone. */
export type Dns = Pick<Resolver, "resolveTxt">;

export interface MailDns {
  /** SPF records of the MAIL FROM domain; undefined where SES's own domain stands in for one. */
  readonly spf: Reading<readonly string[]> | undefined;
  /** The DMARC records that hold for the sender, and the domain that they stand at. */
  readonly dmarc: Reading<{ readonly domain: string; readonly records: readonly string[] }>;
}

/** No answer because there is nothing, not because nobody answered. */
const nothingThere: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/**
 * @param from domain of the From header
 * @param mailFrom the custom MAIL FROM domain, if any
 */
export async function readMailDns(
  from: string,
  mailFrom: string | undefined,
  dns: Dns,
): Promise<MailDns> {
  const spf =
    mailFrom === undefined
      ? undefined
      : await attempt(() => findRecords(dns, mailFrom, /^v=spf1(?: |$)/i));
  return { spf, dmarc: await attempt(() => findDmarc(dns, from)) };
}

/**
 * The sender's own record, else that of the nearest domain above it: at most 8 questions, the last
 * about two labels, since a lone top-level domain speaks for no shop. This is the tree walk of
 * DMARCbis (https://datatracker.ietf.org/doc/draft-ietf-dmarc-dmarcbis/), which needs no list of
 * public suffixes.
 */
async function findDmarc(dns: Dns, from: string) {
  const labels = from.split(".");
  const most = 8;
  const beginnings = labels.map((_, skip) => skip).filter((skip) => labels.length - skip >= 2);
  const asked = [...beginnings.slice(0, 1), ...beginnings.slice(1).slice(1 - most)];
  for (const skip of asked) {
    const domain = labels.slice(skip).join(".");
    const records = await findRecords(dns, `_dmarc.${domain}`, /^v=DMARC1\s*(?:;|$)/);
    if (records.length > 0) return { domain, records };
  }
  return { domain: from, records: [] };
}

async function findRecords(dns: Dns, name: string, form: RegExp): Promise<string[]> {
  try {
    const texts = await dns.resolveTxt(name);
    // A text longer than 255 bytes comes in pieces that belong together.
    return texts.map((pieces) => pieces.join("")).filter((text) => form.test(text));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && nothingThere.has(code)) return [];
    throw error;
  }
}
