import { mostFavourites } from "../customers/favourites.ts";
import type { Track } from "./tracks.ts";
import { longestKeptText } from "./tracks.ts";

/** An item of so many bytes is the most that a customer should take: 16 write units an event. */
export const itemBound = 16 * 1024;

/** What figures may take of it; profile, consents, enrollments and what was seen take the rest. */
export const figuresBound = itemBound - 2 * 1024;

/** Instants are 13 digits, 8 bytes; sums and counts up to 9 digits, 6; then names and overheads. */
const plain = { first: 5 + 8 + 1, last: 4 + 8 + 1, count: 5 + 3 + 1, sum: 3 + 6 + 1, map: 3 + 1 };
const always = Object.values(plain).reduce((sum, bytes) => sum + bytes, 0);
/** A name, and the overhead of a map's element. */
const dailyName = 5 + 1 + 3;
/** "lows" and "highs", their newest days, "least" and "greatest" with numbers of 8 digits. */
const extremes = 4 + 5 + 2 * (1 + 3) + 5 + 8 + 2 * (1 + 5);
/** One a day in 72 hours is in at most 4 of them; a pair is two numbers of a list. */
const recents = 6 + 1 + 3 + 4 * (8 + 1 + 5 + 1);
/** A character in UTF-8: Chinese takes 3. */
const character = 3;

/**
 * Bytes that a figure takes in a customer's item, by DynamoDB's rules, of a customer to whom it
 * happens once on every day of its window, sums of a day below 7,535.71. Days with more events take
 * a byte more each, larger sums another.
 */
export function figureBytes(track: Track): number {
  return track.id.length + always + daysBytes(track) + (track.recent ? recents : 0);
}

function daysBytes({ keep, days, of }: Track): number {
  switch (keep) {
    case undefined:
      return days === 0 ? 0 : dailyName + days * (of === undefined ? 1 : 4);
    case "numbers":
      // A day is in one of both lists, the newest in both; beside a gap each is a byte longer.
      return extremes + (days === 0 ? 0 : (days + 1) * 5);
    case "values":
      return 2 * (10 + 1 + (longestKeptText.values + 1) * character);
    case "favourites": {
      const value = (longestKeptText.favourites + 1) * character;
      const counts = 3 + 1 + 8 + 1 + 3 + 1;
      return 10 + 1 + 3 + mostFavourites * (3 + 1 + value + 1 + counts) + 8 + 3 + 1;
    }
  }
}
