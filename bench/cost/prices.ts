import table from "../prices-2026-11.json" with { type: "json" };

/** What a unit costs, in US dollars; where each comes from stands in the dated file. */
export type Prices = Readonly<Record<keyof typeof table.prices, number>>;

export const pricesRead = table.read;

export function readPrices(): Prices {
  const entries = Object.entries(table.prices).map(([name, { usd }]) => [name, usd]);
  return Object.fromEntries(entries) as Prices;
}
