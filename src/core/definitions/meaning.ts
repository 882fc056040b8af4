/**
 * The number of what the code takes definitions to mean. Raise it with every change of the code that
 * changes who is in a segment, or when a date or inactivity has come, though nothing was published
 * and nothing happened. It is kept on the customer beside what was decided by it.
 * 1: 0.1.0 and 0.2.0, which stored none · 2: from then on (dates with a clock, calendar spans, text
 * as number).
 */
export const currentMeaning = 2;
