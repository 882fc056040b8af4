import { fileNotUtf8 } from "../../src/local/require-utf8.ts";

/** What the file system says of a path that the caller wrote; any other fault of it is ours. */
const pathFaults: Readonly<Record<string, string>> = {
  EACCES: "you may not read or write it",
  EEXIST: "there is something else in its place",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "part of its path is a file, not a folder",
  EPERM: "you may not read or write it",
  EROFS: "the disk is read-only",
};

/**
 * What to tell of an error that a file of the caller's is the cause of: the message says all, and no
 * stack is of use. Undefined for every other error.
 */
export function tellThrown(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = "", path } = thrown as NodeJS.ErrnoException;
  if (thrown.name === fileNotUtf8) return thrown.message;
  // zlib says what is wrong with a packed file, not that it is one.
  if (code.startsWith("Z_"))
    return `${path ?? "A packed file"}: cut off or broken: ${thrown.message}`;
  const fault = pathFaults[code];
  if (fault === undefined) return undefined;
  return `${path ?? "A file that you named"}: ${fault}`;
}
