/**
 * The thresholds that cut values into so many parts of equal size, exact: the i-th of q is the value
 * that i/q of all do not exceed (the inverse of the distribution: type 1 of Hyndman & Fan, The
 * American Statistician 50, 1996). Equal values are always in one part, that of the first of them:
 * parts are unequal where many are equal, and some may be empty.
 * @param values sorted in place
 * @param fromLow whether the first part is that of the lowest values
 * @returns one fewer than parts, as a person would write them: "up to" from low, "at least" from high
 */
export function findQuantiles(values: Float64Array, parts: number, fromLow: boolean): number[] {
  values.sort();
  const count = values.length;
  return Array.from({ length: parts - 1 }, (_, i) => {
    const place = Math.ceil(((i + 1) * count) / parts) - 1;
    return values[fromLow ? place : count - 1 - place] ?? 0;
  });
}
