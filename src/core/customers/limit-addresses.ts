import type { Address, AddressHistory, GoneAddress } from "./customer.ts";

/** Addresses of one channel that are kept: more than any person has. */
const mostAddresses = 20;
/** Addresses of one channel that are gone, and must not be reinstated or lose their mark. */
const mostGone = 20;

interface Known {
  readonly list: readonly Address[];
  readonly history: AddressHistory;
}

/**
 * At most 20 of a channel: those that nothing goes to any more are let go first, then those that were
 * said the longest ago. A mark stays with what is gone.
 */
export function limitAddresses({ list, history }: Known): Known {
  const { said = {}, gone = [] } = history;
  const dropped = new Set(
    list
      .map((address, place) => ({ address, place, at: said[address.to] ?? history.replaced ?? 0 }))
      .toSorted(
        (a, b) =>
          Number(a.address.suppressed !== undefined) - Number(b.address.suppressed !== undefined) ||
          b.at - a.at ||
          a.place - b.place,
      )
      .slice(mostAddresses)
      .map(({ address }) => address),
  );
  if (dropped.size === 0 && gone.length <= mostGone) return { list, history };
  const marked = [...dropped].flatMap(({ to, suppressed }): GoneAddress[] =>
    suppressed === undefined ? [] : [{ to, suppressed }],
  );
  const kept = [...gone, ...marked]
    .toSorted(
      (a, b) =>
        Number(b.suppressed !== undefined) - Number(a.suppressed !== undefined) ||
        (b.at ?? 0) - (a.at ?? 0),
    )
    .slice(0, mostGone);
  const times = Object.entries(said).filter(([to]) => ![...dropped].some((one) => one.to === to));
  const { gone: _, said: __, ...rest } = history;
  return {
    list: list.filter((address) => !dropped.has(address)),
    history: {
      ...rest,
      ...(times.length > 0 && { said: Object.fromEntries(times) }),
      ...(kept.length > 0 && { gone: kept }),
    },
  };
}
