/**
 * The English catalogue: each reason and problem by its code, as a plain sentence without its full
 * stop. `{name}` stands for a parameter. A code is stored in records and never changes its meaning;
 * the sentence may be improved at any time. Keep the codes in alphabetical order.
 */
export const english = {
  "value-missing": "no value for {variable}",
} as const satisfies Readonly<Record<string, string>>;
