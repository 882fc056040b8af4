import { error, type Finding } from "./problem.ts";

/** A store's item holds 400 KB (DynamoDB); this leaves room for what is kept beside the text. */
export const largestFile = 256 * 1024;

const encoder = new TextEncoder();

/** A finding when the text takes more bytes than a file may. */
export function tooLarge(text: string): Finding | undefined {
  // A character takes one to three bytes per UTF-16 unit.
  if (text.length * 3 <= largestFile) return undefined;
  const isLarge = text.length > largestFile || encoder.encode(text).length > largestFile;
  return isLarge
    ? error("", "is larger than 256 KB; link images instead of writing them into it")
    : undefined;
}

/** As much of a text as shows that it is too large: what is kept of it then. */
export function cutText(text: string): string {
  // A character takes at most four bytes, so what is left over is over the limit by one at least.
  const { read } = encoder.encodeInto(text, new Uint8Array(largestFile + 4));
  return text.slice(0, read);
}
