import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lines put aside on disk, to be read in an order of their own. */
export interface LineSorter {
  add(order: number, line: string): void;
  /** Every line, by its order; of equal ones the first added comes first. */
  read(): Generator<string>;
  /** Removes what lies on disk. */
  remove(): void;
}

/** 1 MB: a write is some 4,000 events. */
const buffered = 1024 * 1024;

/** Memory holds 24 bytes for each line; the lines lie in the folder for temporary files. */
export function createLineSorter(): LineSorter {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-sort-"));
  const file = openSync(join(folder, "lines"), "w+");
  const orders: number[] = [];
  const starts: number[] = [0];
  let parts: Buffer[] = [];
  let waiting = 0;
  const flush = () => {
    if (waiting > 0) writeSync(file, Buffer.concat(parts));
    parts = [];
    waiting = 0;
  };
  return {
    add(order, line) {
      const bytes = Buffer.from(line);
      orders.push(order);
      starts.push((starts.at(-1) ?? 0) + bytes.length);
      parts.push(bytes);
      waiting += bytes.length;
      if (waiting >= buffered) flush();
    },
    *read() {
      flush();
      const places = Uint32Array.from(orders.keys());
      const by = Float64Array.from(orders);
      places.sort((a, b) => (by[a] ?? 0) - (by[b] ?? 0) || a - b);
      for (const place of places) {
        const start = starts[place] ?? 0;
        const bytes = Buffer.allocUnsafe((starts[place + 1] ?? start) - start);
        readSync(file, bytes, 0, bytes.length, start);
        yield bytes.toString();
      }
    },
    remove() {
      closeSync(file);
      rmSync(folder, { recursive: true });
    },
  };
}
