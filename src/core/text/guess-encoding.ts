/** What people save files in instead of UTF-8. */
export type OtherEncoding = "UTF-16" | "GB18030" | "Windows-1252";

/** The encoding that bytes which are no UTF-8 are most likely in. */
export function guessEncoding(bytes: Uint8Array): OtherEncoding {
  const [first, second] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Zero bytes are in no other encoding.
  if (hasMark || bytes.includes(0)) return "UTF-16";
  return looksChinese(bytes) && decodesAsGb18030(bytes) ? "GB18030" : "Windows-1252";
}

/**
 * Chinese in GBK is mostly pairs of bytes: a common character begins with B0 to D7, punctuation with
 * A1 to A3, and the second is A1 or more (GB 2312). Letters with accents, mostly E0 and up, stand
 * alone between plain ones.
 */
function looksChinese(bytes: Uint8Array): boolean {
  let paired = 0;
  let single = 0;
  for (let at = 0; at < bytes.length; at++) {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    if (first < 0x81) continue;
    const isCommon = (first >= 0xb0 && first <= 0xd7) || (first >= 0xa1 && first <= 0xa3);
    if (isCommon && second >= 0xa1) paired += 1;
    else single += 1;
    if (second >= 0xa1) at += 1;
  }
  return paired > single;
}

/** GB 18030 contains GBK. A part of a file may end within a character. */
function decodesAsGb18030(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("gb18030", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    // How a decoder says that it can't read these bytes.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
