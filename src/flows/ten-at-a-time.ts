/**
 * A customer takes a few requests one after the other, some 5 ms each: ten side by side keep a slice
 * of a sweep at work, and are few enough for the 50 connections of a client.
 */
const most = 10;

/** Works on a page of customers, ten at a time; the results in their order. */
export async function tenAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const done: Result[] = [];
  for (let at = 0; at < items.length; at += most) {
    done.push(...(await Promise.all(items.slice(at, at + most).map(work))));
  }
  return done;
}
