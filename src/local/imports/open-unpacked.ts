import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export interface Unpacked {
  readonly bytes: Readable;
  /** Of the file itself, packed or not. */
  readonly bytesRead: () => number;
}

/**
 * A file's bytes, unpacked when it is gzip, as Pinpoint's exports are. Known by its first two
 * bytes (RFC 1952), for downloads lose their endings.
 */
export function openUnpacked(path: string): Unpacked {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytesRead = () => file.bytesRead;
  if (!isPacked(path)) return { bytes: file, bytesRead };
  const bytes = createGunzip({ chunkSize: 256 * 1024 });
  file.on("error", (error) => bytes.destroy(error));
  return { bytes: file.pipe(bytes), bytesRead };
}

function isPacked(path: string): boolean {
  const file = openSync(path, "r");
  const head = Buffer.alloc(2);
  readSync(file, head);
  closeSync(file);
  return head[0] === 0x1f && head[1] === 0x8b;
}
