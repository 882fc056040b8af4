/** Squares and their sums stay far from overflow: (1e15)² × a billion customers is 1e39. */
export const largestValue = 1e15;
/**
 * Starts of which the best is kept. On iris 42 % of 1000 single starts end in the best of all; with
 * ten, 99.6 % do.
 */
export const usualRestarts = 10;
