/** Squares and their sums stay far from overflow: (1e15)² × a billion customers is 1e39. */
export const largestValue = 1e15;
/** Of 1000 single starts on iris 42 % end in the best of all; of ten, all but 0.4 % do. */
export const usualRestarts = 10;
