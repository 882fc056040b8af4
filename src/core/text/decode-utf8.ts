import { operationalError } from "../errors.ts";
import { printReason, type Reason, reason } from "../reasons/reason.ts";
import { guessEncoding, type OtherEncoding } from "./guess-encoding.ts";
import { createUtf8Scanner, type Utf8Fault } from "./utf8-scanner.ts";

/** A file that is no UTF-8: where that shows, and what it is most likely in. */
export interface NotUtf8 extends Utf8Fault {
  /** Absent where the file ends within a character: it was cut off. */
  readonly encoding?: OtherEncoding;
}

/** The text of a file, or that it has none which could be trusted. */
export type FileText = string | NotUtf8;

/** The text of a file in UTF-8, without a byte order mark. Nothing is ever replaced by U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): FileText {
  const scanner = createUtf8Scanner();
  const fault = scanner.scan(bytes);
  if (fault !== undefined) return { ...fault, encoding: guessEncoding(bytes) };
  const cut = scanner.end();
  if (cut !== undefined) return cut;
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** What to say of such a file. */
export function notUtf8({ line, byte, encoding }: NotUtf8): Reason {
  if (encoding === undefined) return reason("cut-off-in-character", { line, byte });
  return reason("not-utf8", { line, byte, encoding });
}

/**
 * The text of a file that Sojourn wrote itself.
 * @throws ConfigurationInvalid where somebody put another in its place
 */
export function ownText(text: FileText, path: string): string {
  if (typeof text === "string") return text;
  throw operationalError("ConfigurationInvalid", `${path}: ${printReason(notUtf8(text))}`);
}
