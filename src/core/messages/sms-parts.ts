/** GSM 03.38, the basic table: 7 bits each. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** The extension table: an escape and the character, so two. */
const extension = new Set("^{}\\[~]|€\f");

/** What an SMS is billed as. */
export interface SmsLength {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Characters as the encoding counts them: a `€` is 2 in GSM-7, an emoji 2 in UCS-2. */
  readonly characters: number;
  readonly parts: number;
}

/**
 * One part holds 160 GSM-7 or 70 UCS-2 characters; of several, each has a 6-byte header and holds
 * 153 or 67 (3GPP TS 23.040). One character outside GSM-7 makes the whole text UCS-2.
 */
export function countSmsParts(text: string): SmsLength {
  let characters = 0;
  for (const char of text) {
    if (basic.has(char)) characters += 1;
    else if (extension.has(char)) characters += 2;
    else return countParts("UCS-2", text.length, 70, 67);
  }
  return countParts("GSM-7", characters, 160, 153);
}

function countParts(
  encoding: SmsLength["encoding"],
  characters: number,
  alone: number,
  each: number,
): SmsLength {
  return { encoding, characters, parts: characters <= alone ? 1 : Math.ceil(characters / each) };
}
