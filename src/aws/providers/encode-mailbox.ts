/** RFC 2047 allows 75 characters a word: 12 for the frame, so 63, of which base64 fills 60. */
const bytesPerWord = 45;

/**
 * `晨光小店 <hello@example.com>` with its name as RFC 2047 wants it: SES takes mailboxes in ASCII
 * only. A mailbox in ASCII, or an address alone, stays as it is.
 */
export function encodeMailbox(mailbox: string): string {
  const parts = /^\s*"?([^<"]*?)"?\s*<([^<>]+)>\s*$/.exec(mailbox);
  const [, name = "", address = ""] = parts ?? [];
  if (!/[^ -~]/.test(name)) return mailbox;
  return `${words(name).join(" ")} <${address}>`;
}

/** Cut between characters: a word that ends within one would not decode. */
function words(name: string): string[] {
  const found: string[] = [];
  let part = "";
  for (const character of name) {
    if (Buffer.byteLength(part + character) > bytesPerWord) {
      found.push(part);
      part = "";
    }
    part += character;
  }
  return [...found, part].map((text) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`);
}
