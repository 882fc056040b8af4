import { createReadStream } from "node:fs";
import { pipeline, type Readable, Transform } from "node:stream";
import { printReason } from "../core/reasons/reason.ts";
import { type NotUtf8, notUtf8 } from "../core/text/decode-utf8.ts";
import { guessEncoding } from "../core/text/guess-encoding.ts";
import { createUtf8Scanner } from "../core/text/utf8-scanner.ts";

/** Name of the failure of a file that is no UTF-8; its message says where, for people. */
export const fileNotUtf8 = "FileNotUtf8";

/**
 * Passes the bytes of a file on as they are.
 * @param path what the failure names
 * @throws FileNotUtf8, as the stream's error, at the first byte that is no UTF-8
 */
export function requireUtf8(path: string): Transform {
  const scanner = createUtf8Scanner();
  /** The beginning, where UTF-16 has its mark. */
  let head: Buffer = Buffer.alloc(0);
  const failure = (fault: NotUtf8) => {
    const why = printReason(notUtf8(fault));
    return Object.assign(new Error(`${path}: ${why}`), { name: fileNotUtf8 });
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const fault = scanner.scan(chunk);
      if (fault !== undefined) {
        const encoding = guessEncoding(Buffer.concat([head, chunk]));
        return done(failure({ ...fault, encoding }));
      }
      if (head.length === 0) head = chunk.subarray(0, 2);
      done(null, chunk);
    },
    flush(done) {
      const fault = scanner.end();
      done(fault === undefined ? null : failure(fault));
    },
  });
}

/** The bytes of a file that has to be UTF-8. @throws as {@link requireUtf8}, and as Node does */
export function openUtf8(path: string): Readable {
  // An error of the file becomes one of the stream that is read.
  const ignore = () => undefined;
  return pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), requireUtf8(path), ignore);
}
