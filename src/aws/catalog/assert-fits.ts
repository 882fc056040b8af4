import { operationalError } from "../../core/errors.ts";

const kilobyte = 1024;
/** An item takes 400 KB with its names; 350 leave room for them and for what versions add. */
const mostKilobytes = 350;

/** @throws ConfigurationInvalid when a text is too large for an item of the catalog */
export function assertFits(what: string, text: string): void {
  const kilobytes = Math.ceil(Buffer.byteLength(text) / kilobyte);
  if (kilobytes <= mostKilobytes) return;
  throw operationalError(
    "ConfigurationInvalid",
    `${what} has ${kilobytes} KB and the catalog takes at most ${mostKilobytes} KB: ` +
      "split it, or link images instead of writing them into it.",
  );
}
