import { fileNotUtf8 } from "../../src/local/require-utf8.ts";
import type { Streams } from "./streams.ts";

/**
 * Tells that a file is no UTF-8, or that a packed file is cut off or broken, as zlib says it.
 * @throws every other error
 */
export function tellUnreadable(thrown: unknown, { error }: Streams): void {
  if (thrown instanceof Error && thrown.name === fileNotUtf8) {
    error(`${thrown.message}\n`);
    return;
  }
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (!(thrown instanceof Error) || !code.startsWith("Z_")) throw thrown;
  const { path = "a file" } = thrown as NodeJS.ErrnoException;
  error(`${path} can't be read to its end, nothing was written: ${thrown.message}\n`);
}
