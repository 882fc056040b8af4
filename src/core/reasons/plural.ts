/**
 * A count with its noun: `1 customer`, `1,204 customers`.
 * @param many the plural where it is not `one` with an "s"
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
