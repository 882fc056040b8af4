import { Drop } from "liquidjs";
import { PointedNumber } from "./decimal.ts";

/**
 * A value as a reader expects it: numbers without exponent or the noise of binary fractions
 * (0.30000000000000004), lists with commas. What is no value of a customer or an event is nothing.
 */
export function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join(", ");
  if (typeof value === "number") return plainNumber(value);
  if (value instanceof PointedNumber) return `${plainNumber(value.value)}.0`;
  if (value instanceof Drop) {
    const own: unknown = value.valueOf();
    return own === value ? "" : plainText(own);
  }
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}

function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return "";
  // 15 digits are what a double holds of any decimal.
  const rounded = Number(value.toPrecision(15));
  if (Number.isInteger(rounded)) return BigInt(rounded).toString();
  const text = String(rounded);
  return text.includes("e") ? rounded.toFixed(15).replace(/0+$/, "") : text;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

const characters = new Map(Object.entries(entities).map(([char, entity]) => [entity, char]));

/** What {@link escapeHtml} was given. */
export function unescapeHtml(html: string): string {
  return html.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => characters.get(entity) ?? entity);
}

/** Safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
