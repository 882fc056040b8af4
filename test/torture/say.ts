/** Says that an invariant is broken. */
export type Say = (invariant: string, text: string) => void;
