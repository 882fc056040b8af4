/** Numbers as people write them plainly; "00042" and what is beyond 15 digits are ids. */
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

/** Whether a text is exactly a number. */
export function isNumberText(text: string): boolean {
  return plainNumber.test(text);
}

/**
 * What a value is as a number, where it is compared as one or added up: a number, or a text that is
 * exactly one, as tables and forms send them.
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && isNumberText(value) ? Number(value) : undefined;
}
