import { type Reason, reason } from "../reasons/reason.ts";

/** A sender or a recipient: `晨光小店 <hello@example.com>`. The address is in ASCII. */
export interface Mailbox {
  /** Empty where there is only an address. */
  readonly name: string;
  /** Its domain in lower case and punycode. */
  readonly address: string;
}

export type ParsedMailbox =
  | { readonly ok: true; readonly mailbox: Mailbox }
  | { readonly ok: false; readonly why: Reason };

/** RFC 5321, 4.5.3.1: 64 octets of the local part, an "@", 255 of the domain. */
const longestLocal = 64;
const longestDomain = 255;
const longestName = 320;
/** RFC 5322, 3.2.3: a dot-atom. SES takes no other local part, and none outside of ASCII. */
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** A header ends at a line break: a name or an address with one could add another header. */
const control = /\p{Cc}|[\u2028\u2029]/u;

/**
 * Reads one mailbox as people write it: an address alone, or a name and the address in angle
 * brackets. A name may have commas and any script, in quotes or not; the composer encodes it.
 */
export function parseMailbox(text: string): ParsedMailbox {
  if (control.test(text)) return refused("mailbox-line-break", text);
  const [, quoted, bare, inside] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>"]*?))\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  const name = (quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "").trim();
  const written = (inside ?? text).trim();
  const at = written.lastIndexOf("@");
  const local = written.slice(0, at);
  if (at < 1 || name.length > longestName) return refused("mailbox-unreadable", text);
  // A name before an address without angle brackets: the form is wrong, not the letters.
  if (/\s/.test(local)) return refused("mailbox-unreadable", text);
  if (!dotAtom.test(local) || local.length > longestLocal) {
    return refused("mailbox-local-part", written);
  }
  const domain = asciiDomain(written.slice(at + 1));
  if (domain === undefined) return refused("mailbox-domain", written);
  return { ok: true, mailbox: { name, address: `${local}@${domain}` } };
}

function refused(
  code: "mailbox-line-break" | "mailbox-unreadable" | "mailbox-local-part" | "mailbox-domain",
  text: string,
): ParsedMailbox {
  return {
    ok: false,
    why: reason(code, {
      found: text
        .slice(0, 80)
        .toWellFormed()
        .replaceAll(/\p{Cc}/gu, "␤"),
    }),
  };
}

/** A domain in punycode; undefined where it is none. */
function asciiDomain(domain: string): string | undefined {
  if (!/^[^\s/\\?#:%[\]@,;()<>"]+$/.test(domain)) return undefined;
  const ascii = URL.parse(`http://${domain}/`)?.hostname;
  if (ascii === undefined || ascii.length > longestDomain || /^[\d.]*$/.test(ascii))
    return undefined;
  const isDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/.test(
    ascii,
  );
  return isDomain ? ascii : undefined;
}

/** Whether an address may be sent as by whoever is granted an identity: itself, or its domain. */
export function isGrantedSender({ address }: Mailbox, identity: string): boolean {
  const granted = identity.toLowerCase();
  const domain = granted.slice(granted.lastIndexOf("@") + 1);
  const own = address.toLowerCase();
  const ownDomain = own.slice(own.lastIndexOf("@") + 1);
  // SES finds a subdomain's mail verified by its domain.
  return own === granted || ownDomain === domain || ownDomain.endsWith(`.${domain}`);
}
