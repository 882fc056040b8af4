import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import { requireUtf8 } from "../require-utf8.ts";

export interface Unpacked {
  readonly bytes: Readable;
  /** Bytes read so far of the file as it lies on disk, packed or not. */
  readonly bytesRead: () => number;
}

/**
 * A file's bytes, unpacked when it is gzip, as Pinpoint's exports are. Known by its first two
 * bytes (RFC 1952), for downloads lose their endings.
 * @param text what the bytes have to be: "any" where the reader decodes or judges them itself
 */
export function openUnpacked(path: string, text: "utf-8" | "any" = "utf-8"): Unpacked {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const steps = [
    ...(isPacked(path) ? [unpack(path)] : []),
    ...(text === "utf-8" ? [requireUtf8(path)] : []),
  ];
  // An error of one becomes an error of the last, which is read.
  const bytes = steps.reduce<Readable>((from, step) => pipeline(from, step, () => undefined), file);
  return { bytes, bytesRead: () => file.bytesRead };
}

/** zlib's own errors say what is wrong, and not of which file. */
function unpack(path: string): Gunzip {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  return gunzip.prependListener("error", (error) => Object.assign(error, { path }));
}

function isPacked(path: string): boolean {
  const file = openSync(path, "r");
  const head = Buffer.alloc(2);
  readSync(file, head);
  closeSync(file);
  return head[0] === 0x1f && head[1] === 0x8b;
}
